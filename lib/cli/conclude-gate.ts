import { checklist } from '../domain/checklist.ts';
import type { Problem } from '../domain/problem.ts';
import type { Release } from '../domain/release.ts';
import { buildReport, type Report, reportSchema } from '../domain/report.ts';
import type { Decision } from '../domain/verdict.ts';
import { approvalsIn, brokenGlass, warnOfBreakGlass } from './break-glass.ts';
import { checklistText, verdictStamp } from './checklist-text.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Ended } from './follow-execution.ts';
import { conclusionIn, type GateAnswer, newest, type SeenConclusion, type SeenDecidedItem } from './gate-events.ts';
import { type FetchedReports, fetchReports, filesByName } from './gate-reports.ts';
import { type Io, printJson } from './output.ts';
import type { Prepared } from './prepare-run.ts';
import { NotRunError, Refusal } from './refusal.ts';
import type { EarlierRun } from './start-execution.ts';
import { clean, cleanLines } from './text.ts';

export interface EndedGate {
  readonly prepared: Prepared;
  readonly release: Release;
  readonly execution: string;
  readonly earlier: EarlierRun | undefined;
  readonly run: string;
  readonly ended: Ended;
  readonly seen: readonly GateAnswer[];
  readonly elapsedMs: number;
  readonly json: boolean;
  /** Where the stored report goes, where that was asked for. */
  readonly folder: string | undefined;
  readonly region: string;
}

interface Concluded {
  readonly verdict: Report['verdict'];
  readonly conclusion: SeenConclusion | undefined;
  readonly isExpired: boolean;
  readonly files: FetchedReports | null;
}

/**
 * Turns the end of an execution into a verdict.
 * @throws Refusal when the gate refused the release, NotRunError when it came to no verdict.
 */
export async function concludeGate(gate: EndedGate, io: Io): Promise<ExitCode> {
  const { ended, seen, execution, run, folder, region } = gate;
  const conclusion = conclusionIn(ended.output) ?? newest(seen, 'conclusion');
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
  refuseOtherGate(gate, conclusion);
  warnOfOtherConfiguration(gate, conclusion, io);
  warnOfCommitStatus(conclusion, io);
  const isExpired = verdict === 'go' && hasExpired(gate, conclusion, io.clock());
  const uri = conclusion?.report.json;
  const files = folder === undefined ? null : await fetchReports({ folder, run, uri, region }, io);
  present(gate, { verdict, conclusion, isExpired, files }, io);
  return verdict === 'go' && !isExpired ? exitCodes.go : exitCodes.noGo;
}

/** Only a run that had ended before can have: the others come to their verdict now. Without a date it holds no longer. */
function hasExpired({ earlier }: EndedGate, conclusion: SeenConclusion | undefined, now: Date): boolean {
  if (earlier?.hasEnded !== true) return false;
  return !(new Date(conclusion?.expiresAt ?? '').getTime() > now.getTime());
}

/** A GO is an execution that succeeded and says so itself; whatever is in doubt is none. */
function verdictOf({ status, error, output }: Ended): Report['verdict'] | undefined {
  if (status === 'FAILED' && error === 'NoGo') return 'no-go';
  return status === 'SUCCEEDED' && conclusionIn(output)?.verdict === 'go' ? 'go' : undefined;
}

/** @throws NotRunError where another environment's gate was asked, which --state-machine can name: its GO is none here. */
function refuseOtherGate({ prepared, run, execution }: EndedGate, conclusion: SeenConclusion | undefined): void {
  const { service, environment } = prepared.settings;
  if (conclusion === undefined) return;
  if (conclusion.service === service && conclusion.environment === environment) return;
  const asked = clean(`${conclusion.service} for ${conclusion.environment}`);
  throw new NotRunError(
    `the gate that was asked is the one of ${asked}, not of ${service} for ${environment}: correct --state-machine`,
    { details: { run, execution } },
  );
}

function present(gate: EndedGate, concluded: Concluded, io: Io): void {
  const { elapsedMs, ended, prepared, run } = gate;
  const { verdict, conclusion, isExpired, files } = concluded;
  const report = reportOf(gate, conclusion);
  // The checklist says it too, directly above its verdict.
  if (gate.json || report === undefined) warnOfBreakGlass(gate.seen, conclusion, io);
  const expired = `this GO expired at ${conclusion?.expiresAt ?? 'an unknown time'}; start another attempt`;
  if (gate.json) {
    printJson(io, asJson(gate, concluded, report));
    if (isExpired) io.err.write(`${expired}\n`);
    return;
  }
  const notes = [
    ...(isExpired ? [io.out.paint(['red', 'bold'], expired)] : []),
    ...(conclusion === undefined ? [] : [`report: ${conclusion.report.html}`]),
    `to read it: preflight report ${run} --env ${prepared.environment.name} --format html --out report.html`,
    ...(files?.html ? [`here: ${files.html}`] : []),
  ];
  if (report !== undefined) io.out.write(checklistText({ report, notes, elapsedMs }, io.out));
  // The history could not be read: the execution's own words say what blocks.
  else
    io.out.write(
      `${verdictStamp(verdict, io.out)} ${cleanLines(conclusion?.text ?? ended.cause ?? '')}\n${notes.join('\n')}\n`,
    );
}

function asJson(gate: EndedGate, { verdict, conclusion, isExpired, files }: Concluded, report: Report | undefined) {
  const checks = report?.groups.flatMap((group) => group.checks) ?? [];
  const broken = brokenGlass(gate.seen, conclusion);
  return {
    verdict,
    run: gate.run,
    execution: gate.execution,
    startedAlready: gate.earlier !== undefined,
    // The lease that whoever deploys looks at.
    expiresAt: conclusion?.expiresAt ?? null,
    ...(isExpired ? { expired: true } : {}),
    fingerprint: conclusion?.fingerprint ?? null,
    report: conclusion?.report ?? null,
    files: files === null ? null : filesByName(files),
    blocking: conclusion?.blocking ?? report?.blocking ?? [],
    checks: checks.map(({ id, group, outcome, summary }) => ({ id, group, outcome, summary })),
    // What people decided; nothing where nobody was asked.
    approvals: approvalsIn(gate.seen).map(approvalAsJson),
    ...(broken.length === 0 ? {} : { breakGlass: broken }),
    // Only where the gate is configured to set one.
    ...(conclusion?.commitStatus === undefined ? {} : { commitStatus: conclusion.commitStatus }),
    seconds: Math.round(gate.elapsedMs) / 1000,
  };
}

function approvalAsJson({ id, title, status, quorum, votes }: SeenDecidedItem) {
  const said = votes.map(({ by, choice, at, comment, breakGlass }) => ({ by, choice, at, comment, breakGlass }));
  return { id, title, status, quorum, votes: said };
}

/** The checklist as the gate decided it, from its history. */
function reportOf(
  { prepared, release, seen, execution, run }: EndedGate,
  conclusion: SeenConclusion | undefined,
): Report | undefined {
  const decided = newest(seen, 'decision');
  if (decided === undefined) return undefined;
  const { service, name: environment } = prepared.environment;
  if (!decided.groups.every(({ group }) => Object.hasOwn(checklist, group))) return undefined;
  // A promise that the schema holds it to.
  const decision = decided as unknown as Decision;
  const built = buildReport({
    service,
    environment,
    run: { id: run, execution, startedAt: decided.decidedAt },
    release,
    ...(conclusion?.fingerprint === undefined ? {} : { fingerprint: conclusion.fingerprint }),
    decision,
    ...(prepared.settings.authorsOff === undefined ? {} : { authorsOff: prepared.settings.authorsOff }),
  });
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

/** The verdict stands without it; but whoever looks at the commit on GitHub does not see it. */
function warnOfCommitStatus(conclusion: SeenConclusion | undefined, io: Io): void {
  const status = conclusion?.commitStatus;
  if (status === undefined || status.set) return;
  io.err.write(
    `${clean(`the commit status ${status.context} was not set: ${status.reason ?? 'for an unknown reason'}`)}\n`,
  );
}
