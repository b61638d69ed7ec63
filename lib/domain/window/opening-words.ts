import { shortCommit } from '../short-commit.ts';
import { noticeOf, type WindowNotice } from './notice.ts';
import { runbookLine } from './runbook.ts';
import { verificationPlan } from './verification-words.ts';
import type { WindowEvent, WindowRecord } from './window.ts';
import { deploymentWords, reasonWords } from './words.ts';

/** What was found while a window opened and stands in no record: what could not be done beside it. */
export type Remarks = readonly string[];

/**
 * What people are told when a window opens: all that was found, in one. That it would see nothing, or that there would be no
 * going back, is a page.
 * @param off criteria that the configuration switches off: nobody needs to be told of those each time.
 * @returns undefined where there is nothing to tell.
 */
export function openingWords(
  record: WindowRecord,
  off: ReadonlySet<string>,
  remarks: Remarks,
  runbook: string,
): WindowNotice | undefined {
  const urgent = urgentFindings(record);
  const other = [...otherFindings(record, off), ...remarks];
  if (urgent.length + other.length === 0) return undefined;
  const { release, run, endsAt } = record;
  const deployment = deploymentWords(record);
  const plan = verificationPlan(record);
  const [urgency, opened] =
    urgent.length > 0
      ? (['page', 'The rollback window needs you now'] as const)
      : (['notice', 'A rollback window opened'] as const);
  return noticeOf(urgency, `${opened}: ${deployment}`, [
    `The rollback window of ${deployment} (${shortCommit(release.commit)}) is open until ${endsAt}.`,
    ...(urgent.length > 0 ? ['', 'Somebody must look now:', ...urgent.map((line) => `  ${line}`)] : []),
    ...(other.length > 0 ? ['', 'Worth knowing:', ...other.map((line) => `  ${line}`)] : []),
    ...(plan === undefined ? [] : ['', `It ${plan}.`]),
    '',
    `Run: ${run.id}`,
    runbookLine(runbook, 'opened'),
  ]);
}

function urgentFindings({ target, blind = [] }: WindowRecord): string[] {
  return [
    ...('problem' in target ? [`a rollback would not work: ${reasonWords(target.problem)}`] : []),
    ...blind.map(({ what, why }) => `${what} is not seen, and the window cannot end healthy: ${reasonWords(why)}`),
  ];
}

function otherFindings({ redAtOpen, criteria, withoutGo, supersedes }: WindowRecord, off: ReadonlySet<string>) {
  const notWatched = criteria.filter((criterion) => criterion.notWatched !== undefined && !off.has(criterion.id));
  return [
    ...redAtOpen.map(
      ({ name, since, reason }) =>
        `${name} is red already, since ${since}; only a new transition of it rolls back: ${reasonWords(reason)}`,
    ),
    ...notWatched.map((criterion) => `${criterion.id} is not watched: ${reasonWords(criterion.notWatched ?? '')}`),
    ...(withoutGo === undefined ? [] : [`it opened without a GO: ${reasonWords(withoutGo)}`]),
    ...(supersedes === undefined ? [] : [`it takes over from the window ${supersedes}, which ends with this`]),
  ];
}

/** The first lines of a window's time line; the same each time. What is red already has no state here: nothing turned red. */
export function openingEvents(record: WindowRecord): readonly WindowEvent[] {
  const { openedAt: at, endsAt, release, go, withoutGo, supersedes, redAtOpen, target, blind = [] } = record;
  const by = go === undefined ? `without a GO: ${withoutGo ?? 'no reason'}` : `by the GO of run ${go.run}`;
  const takesOver = supersedes === undefined ? '' : `; takes over from the window ${supersedes}`;
  const plan = verificationPlan(record);
  const back = 'problem' in target ? `a rollback would not work: ${target.problem}` : `would go back to ${target.what}`;
  return [
    { at, kind: 'opened', text: `opened for ${release.version} until ${endsAt}, ${reasonWords(by)}${takesOver}` },
    { at, kind: 'opened', text: reasonWords(back) },
    ...(plan === undefined ? [] : [{ at, kind: 'opened' as const, text: reasonWords(plan) }]),
    ...redAtOpen.map(({ name, since, reason }): WindowEvent => {
      return { at, kind: 'opened', text: `red already, since ${since}: ${reasonWords(reason)}`, alarm: name };
    }),
    ...blind.map(({ what, why }): WindowEvent => ({ at, kind: 'blind', text: `${what}: ${reasonWords(why)}` })),
  ];
}
