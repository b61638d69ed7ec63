import { type ExpectedGroup, isOn } from '../domain/gate.ts';
import { listed } from '../domain/listed.ts';
import { askedLines, decidedLines, type WaitingRun } from './gate-approvals.ts';
import type { GateAnswer, SeenClosed, SeenOpened } from './gate-events.ts';
import type { Terminal } from './output.ts';
import type { Progress } from './progress.ts';

interface Shown extends WaitingRun {
  readonly expected: readonly ExpectedGroup[];
  readonly progress: Progress;
  readonly terminal: Terminal;
}

/** What people are asked as far as the gate has told, undefined where nobody is, or is any more. */
export function waitingIn(seen: readonly GateAnswer[]): SeenOpened | undefined {
  const about = seen.filter(({ kind }) => kind === 'openedApprovals' || endsWaiting(kind));
  const last = about.at(-1);
  return last?.kind === 'openedApprovals' ? last.value : undefined;
}

const endsWaiting = (kind: GateAnswer['kind']): boolean => kind === 'closedApprovals' || kind === 'decision';

/** Shows the gate's answers as they come. */
export function progressOfGate(shown: Shown): (answers: readonly GateAnswer[]) => void {
  return (answers) => {
    // A run that is taken up again may be past its questions: nobody is told to answer them.
    const waiting = waitingIn(answers);
    for (const answer of answers) show(answer, waiting, shown);
  };
}

function show(answer: GateAnswer, waiting: SeenOpened | undefined, shown: Shown): void {
  const { progress, terminal } = shown;
  switch (answer.kind) {
    case 'groupResult':
      for (const check of answer.value.checks) progress.ended(check);
      return;
    case 'groupFailure':
      showFailure(answer.value, shown);
      return;
    case 'openedApprovals':
      if (waiting === undefined) return;
      progress.say(askedLines(waiting, shown, terminal));
      progress.waiting(waiting.items);
      progress.now(`waiting for ${waiting.items.length === 1 ? '1 decision' : `${waiting.items.length} decisions`}`);
      return;
    case 'closedApprovals':
      showDecided(answer.value, shown);
      return;
    case 'decision':
      progress.waiting([]);
      progress.now('writing the report');
      return;
    default:
  }
}

function showDecided(closed: SeenClosed, { expected, progress, terminal }: Shown): void {
  progress.waiting([]);
  progress.say(decidedLines(closed, terminal));
  const groups = expected.filter(({ group }) => closed.stale.includes(group));
  progress.again(groups.flatMap(({ checks }) => checks.filter(isOn).map(({ id }) => id)));
  const names = groups.map(({ group }) => group);
  progress.now(names.length === 0 ? 'deciding' : `looking again at ${listed(names, 'and')}, which may have changed`);
}

function showFailure(
  { group, failure }: Extract<GateAnswer, { kind: 'groupFailure' }>['value'],
  { expected, progress }: Shown,
): void {
  const on = expected.find((one) => one.group === group)?.checks.filter(isOn) ?? [];
  const summary = `its group's function did not answer: ${failure.Error}`;
  for (const { id } of on) progress.ended({ id, outcome: 'error', summary });
}
