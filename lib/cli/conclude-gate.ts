import { checklist, type GroupId } from '../domain/checklist.ts';
import type { Problem } from '../domain/problem.ts';
import type { Release } from '../domain/release.ts';
import { type Report, reportSchema } from '../domain/report.ts';
import { checklistText, verdictStamp } from './checklist-text.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Ended } from './follow-gate.ts';
import { conclusionIn, type GateAnswer, type SeenConclusion } from './gate-events.ts';
import { type Io, printJson } from './output.ts';
import type { Prepared } from './prepare-run.ts';
import { NotRunError, Refusal } from './refusal.ts';
import { cleanLines } from './text.ts';

export interface EndedGate {
  readonly prepared: Prepared;
  readonly release: Release;
  readonly execution: string;
  readonly run: string;
  readonly ended: Ended;
  readonly seen: readonly GateAnswer[];
  readonly elapsedMs: number;
  readonly json: boolean;
}

/**
 * Turns the end of an execution into a verdict.
 * @throws Refusal when the gate refused the release, NotRunError when it came to no verdict.
 */
export function concludeGate(gate: EndedGate, io: Io): ExitCode {
  const { ended, seen, execution, run } = gate;
  const concluded = conclusionIn(ended.output) ?? newest(seen, 'conclusion');
  const verdict = verdictOf(ended);
  if (ended.status === 'FAILED' && ended.error === 'ReleaseRefused') {
    const problems: readonly Problem[] = newest(seen, 'refusal')?.refused.problems ?? [];
    const message =
      problems.length > 0 ? 'the gate refused the release' : `the gate refused the release: ${ended.cause ?? ''}`;
    throw new Refusal('release', message, problems);
  }
  if (verdict === undefined) {
    const why = [ended.status, ended.error, ended.cause].filter((part) => part !== undefined && part !== '').join(': ');
    throw new NotRunError(`the gate came to no verdict: ${why}`, { details: { run, execution } });
  }
  warnOfOtherConfiguration(gate, concluded, io);
  present(gate, verdict, concluded, io);
  return verdict === 'go' ? exitCodes.go : exitCodes.noGo;
}

/** A GO is an execution that succeeded and says so itself; whatever is in doubt is none. */
function verdictOf({ status, error, output }: Ended): Report['verdict'] | undefined {
  if (status === 'FAILED' && error === 'NoGo') return 'no-go';
  return status === 'SUCCEEDED' && conclusionIn(output)?.verdict === 'go' ? 'go' : undefined;
}

function present(gate: EndedGate, verdict: Report['verdict'], concluded: SeenConclusion | undefined, io: Io): void {
  const { execution, run, elapsedMs, json, ended, prepared } = gate;
  const report = reportOf(gate, concluded);
  if (json) {
    const checks = report?.groups.flatMap((group) => group.checks) ?? [];
    printJson(io, {
      verdict,
      run,
      execution,
      report: concluded?.report ?? null,
      blocking: concluded?.blocking ?? report?.blocking ?? [],
      checks: checks.map(({ id, group, outcome, summary }) => ({ id, group, outcome, summary })),
      seconds: Math.round(elapsedMs) / 1000,
    });
    return;
  }
  const notes = [
    ...(concluded === undefined ? [] : [`report: ${concluded.report.html}`]),
    `to read it: preflight report ${run} --env ${prepared.environment.name} --format html --out report.html`,
  ];
  if (report !== undefined) io.out.write(checklistText({ report, notes, elapsedMs }, io.out));
  // The history could not be read: the execution's own words say what blocks.
  else
    io.out.write(
      `${verdictStamp(verdict, io.out)} ${cleanLines(concluded?.text ?? ended.cause ?? '')}\n${notes.join('\n')}\n`,
    );
}

/** The checklist as the gate decided it, from its history. */
function reportOf(
  { prepared, release, seen, execution, run }: EndedGate,
  concluded: SeenConclusion | undefined,
): Report | undefined {
  const decided = newest(seen, 'decision');
  if (decided === undefined) return undefined;
  const { service, name: environment } = prepared.environment;
  const { decidedAt, ...rest } = decided;
  const titled = decided.groups.map((group) => ({
    ...group,
    title: checklist[group.group as GroupId]?.title ?? group.group,
  }));
  const built = {
    schema: 'preflight-report/1',
    service,
    environment,
    run: { id: run, execution, startedAt: decidedAt, decidedAt },
    release,
    fingerprint: concluded?.fingerprint,
    ...rest,
    groups: titled,
  };
  const parsed = reportSchema.safeParse(built);
  return parsed.success ? parsed.data : undefined;
}

function warnOfOtherConfiguration({ prepared }: EndedGate, concluded: SeenConclusion | undefined, io: Io): void {
  const deployed = concluded?.fingerprint?.configuration;
  const here = prepared.settings.configuration;
  if (deployed === undefined || deployed === here) return;
  io.err.write(
    `the gate ran with configuration ${deployed}, not with this checkout's ${here}: deploy the stack again\n`,
  );
}

type ValueOf<K extends GateAnswer['kind']> = Extract<GateAnswer, { kind: K }>['value'];

function newest<K extends GateAnswer['kind']>(seen: readonly GateAnswer[], kind: K): ValueOf<K> | undefined {
  const answers = seen.flatMap((answer) => (answer.kind === kind ? [answer.value as ValueOf<K>] : []));
  return answers.at(-1);
}
