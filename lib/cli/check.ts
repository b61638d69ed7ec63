import { access } from 'node:fs/promises';
import { groupOf } from '../checks/registry.ts';
import type { Environment } from '../config/environment.ts';
import { type GateSettings, type GroupSettings, groupSettings } from '../config/function-settings.ts';
import type { CheckResult, GroupResult } from '../domain/check-result.ts';
import { isOn } from '../domain/gate.ts';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { fingerprintOf, type Release } from '../domain/release.ts';
import { buildReport, type Report } from '../domain/report.ts';
import { type Decision, type DecisionInput, decideVerdict, isQuestion } from '../domain/verdict.ts';
import { runCheckGroup } from '../steps/run-check-group.ts';
import { checklistText } from './checklist-text.ts';
import type { CheckArguments } from './commands.ts';
import { createSources } from './create-sources.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { noRelease } from './no-release.ts';
import { type Io, printJson } from './output.ts';
import { type Prepared, prepareRun } from './prepare-run.ts';
import { type Progress, showProgress } from './progress.ts';
import { everythingOf, leftOutNotes, type Selection, selectChecks } from './select-checks.ts';
import { selectionProblems } from './selection-problems.ts';
import { compactInstant } from './text.ts';
import { prepareFolder, writeReports } from './write-reports.ts';

/** Milliseconds since the process began, so that Node's own start is counted too. */
const elapsed = (): number => performance.now();

/** Runs the chosen checks in this process. */
export async function check(values: CheckArguments, io: Io): Promise<ExitCode> {
  const prepared = await prepareRun(values, (_settings, one) => problemsOf(values, one, io), io);
  const { environment, settings, release } = prepared;
  const selection = selectChecks(everythingOf(environment), values);
  const startedAt = io.clock();
  const title = `check of ${settings.service} for ${settings.environment}`;
  const progress = showProgress(io, { title, expected: selection.expected, elapsed });
  const answers = await runGroups(prepared, selection, values, io, progress);
  progress.close();
  const run = { id: `terminal-${compactInstant(startedAt)}`, startedAt: startedAt.toISOString() };
  const { goExpiresMinutes } = environment;
  const { expected } = selection;
  const decision = decideAlone({ run: run.id, expected, answers, now: io.clock(), goExpiresMinutes });
  const report = buildReport({
    service: settings.service,
    environment: settings.environment,
    run,
    ...(release === undefined ? {} : { release, fingerprint: fingerprintOf(release, settings.configuration) }),
    decision: narrowedDecision(decision, selection, release),
  });
  const written = values.report === undefined ? undefined : await writeReports(values.report, report, io);
  const notes = [
    ...leftOutNotes(selection),
    ...acceptable(settings, report),
    ...(written === undefined ? [] : [`report: ${written}`]),
  ];
  present(report, notes, values.json, io);
  return report.verdict === 'go' ? exitCodes.go : exitCodes.noGo;
}

async function problemsOf(values: CheckArguments, environment: Environment | undefined, io: Io): Promise<Problem[]> {
  const everything = environment === undefined ? undefined : everythingOf(environment);
  const [envFile, folder] = await Promise.all([envFileProblems(values.dotenv), prepareFolder(values.report, io)]);
  return [...contradictions(values), ...selectionProblems(everything, values, io.clock()), ...envFile, ...folder];
}

function contradictions(values: CheckArguments): Problem[] {
  if (values.release === undefined || !values['without-release']) return [];
  return [{ path: '--without-release', message: 'contradicts --release; give one of them' }];
}

async function envFileProblems(file: string | undefined): Promise<Problem[]> {
  if (file === undefined) return [];
  return access(file).then(
    () => [],
    () => [{ path: '--dotenv', message: `there is no file ${file} that may be read` }],
  );
}

/** All groups side by side, as the gate runs them. */
async function runGroups(
  { environment, release }: Prepared,
  selection: Selection,
  { dotenv: envFile, 'deployed-at': deployedAt }: Pick<CheckArguments, 'dotenv' | 'deployed-at'>,
  io: Io,
  progress: Progress,
): Promise<GroupResult[]> {
  const chosen = selection.expected.flatMap(({ group, checks }) => {
    const definition = groupOf(group);
    if (definition === undefined) return [];
    const ids = new Set<string>(checks.filter(isOn).map(({ id }) => id));
    return [{ definition, settings: narrowed(groupSettings(environment, group), ids) }];
  });
  const needs = chosen.flatMap(({ definition, settings }) =>
    definition.checks.filter(({ id }) => settings.checks[id] !== undefined).flatMap((one) => one.needs),
  );
  const sources = await createSources(needs, { environment, envFile });
  const running = chosen
    .filter((one) => Object.keys(one.settings.checks).length > 0)
    .map((one) =>
      runCheckGroup({
        group: one.definition,
        settings: one.settings.checks,
        sources,
        release: release ?? noRelease(environment.service),
        deadlineSeconds: one.settings.checkDeadlineSeconds,
        ...(deployedAt === undefined ? {} : { deployedAt: new Date(deployedAt) }),
        clock: io.clock,
        onResult: (result: CheckResult) => progress.ended(result),
      }),
    );
  return Promise.all(running);
}

function narrowed(settings: GroupSettings, ids: ReadonlySet<string>): GroupSettings {
  return { ...settings, checks: Object.fromEntries(Object.entries(settings.checks).filter(([id]) => ids.has(id))) };
}

/** Nobody is asked here: what people would decide was left out, and no failure is theirs to accept. */
function decideAlone(input: Omit<DecisionInput, 'own' | 'waivers'>): Decision {
  const decided = decideVerdict({ ...input, own: [], waivers: [] });
  if (isQuestion(decided)) throw new Error('a check in a terminal asked for people');
  return decided;
}

/**
 * Only the whole checklist, for a release, is a GO that holds: of anything less the report says how much it is. What is looked at
 * after the deploy is no part of a GO.
 */
function narrowedDecision(decision: Decision, selection: Selection, release: Release | undefined): Decision {
  const { chosen, of, isAfterDeploy } = selection;
  if (chosen === of && release !== undefined && !isAfterDeploy) return decision;
  const { expiresAt: _, summary, ...rest } = decision;
  return { ...rest, summary: chosen === of ? summary : `${summary} (partial: ${chosen} of ${of} items)` };
}

/** Nobody is asked here, so what people might accept in the gate blocks here. */
function acceptable(settings: GateSettings, { blocking }: Pick<Report, 'blocking'>): string[] {
  const waivable = settings.expected.flatMap(({ checks }) => checks.filter((check) => 'waivable' in check));
  const ids = waivable.map(({ id }) => id).filter((id) => blocking.includes(id));
  return ids.length === 0 ? [] : [`in the gate, people may accept that ${listed(ids, 'and')} failed`];
}

function present(report: Report, notes: readonly string[], json: boolean, io: Io): void {
  if (json) {
    printJson(io, report);
    for (const note of notes) io.err.write(`${note}\n`);
  } else io.out.write(checklistText({ report, notes, elapsedMs: elapsed() }, io.out));
}
