import { S3Client } from '@aws-sdk/client-s3';
import { s3WindowReportStore } from '../stores/report-store.ts';
import { callAws } from './call-aws.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { stackOutputsOf } from './gate-stack.ts';
import { inTime } from './in-time.ts';
import { type Io, printJson } from './output.ts';
import { type Prepared, prepareRun } from './prepare-run.ts';
import { NotRunError, Refusal } from './refusal.ts';
import { runProblems } from './run-name.ts';
import { clean } from './text.ts';
import { type SeenStore, seenStore, windowProblems, windowTeller } from './window-environment.ts';
import type { SeenWindow } from './window-feed.ts';
import type { WindowStatusArguments } from './window-options.ts';
import type { WindowSight } from './window-page.ts';
import { storedReport } from './window-reports.ts';
import { windowScreen } from './window-screen.ts';
import { sightAsJson, sightOf, valuesOf } from './window-sight.ts';
import { windowText } from './window-text.ts';
import { watchWindow } from './window-watch.ts';

type Environment = Prepared['environment'];

/** Shows a window as its table tells it; and its report, once it is closed. */
export async function windowStatus(values: WindowStatusArguments, io: Io): Promise<ExitCode> {
  const { run, watch } = values;
  const { environment } = await prepareRun(
    { ...values, release: undefined },
    async (_, found) => [...windowProblems(found), ...runProblems(run, windowTeller)],
    io,
  );
  const { windows, reports } = await stackOutputsOf(environment, ['windows', 'reports']);
  const store = seenStore(windows);
  const seen = await read(store, run);
  if (seen === undefined) return tellNone(values, io);
  refuseOtherAccount(seen, environment);
  const goesOn = seen.record.closed === undefined;
  const sight =
    watch && goesOn
      ? await watchWindow({ environment, store, seen }, io)
      : sightOf(seen, environment, io.clock(), await valuesOf(seen, environment, io.clock()));
  return present(sight, s3WindowReportStore(reports, new S3Client({ ...inTime })), values, io);
}

async function present(
  sight: WindowSight,
  bucket: ReturnType<typeof s3WindowReportStore>,
  { json }: WindowStatusArguments,
  io: Io,
): Promise<ExitCode> {
  const { record, condition } = sight;
  const { id } = record.run;
  const stored = record.closed === undefined ? undefined : await storedReport(bucket, id);
  const report = stored ?? sight.report;
  const uri = stored === undefined ? null : bucket.uri(id, 'html');
  const { state, isWell: well, why } = condition;
  if (json) printJson(io, { run: id, state, well, why, report: uri, window: report, ...sightAsJson(sight) });
  else if (record.closed === undefined) io.out.write(`${windowScreen(sight, io.clock(), io.out).join('\n')}\n`);
  else io.out.write(windowText({ report, notes: notesOf(record, uri) }, io.out));
  return well ? exitCodes.go : exitCodes.noGo;
}

function read(store: SeenStore, run: string | undefined): Promise<SeenWindow | undefined> {
  return callAws('DynamoDB', 'reading the window', async () => {
    const record = run === undefined ? await store.current() : await store.window(run);
    return record === undefined ? undefined : { record, events: await store.events(record.run.id) };
  });
}

function tellNone({ run, env, json }: WindowStatusArguments, io: Io): ExitCode {
  if (run !== undefined) {
    throw new Refusal('usage', 'there is no such window', [
      { path: '--run', message: `${run} names no window of ${env}` },
    ]);
  }
  if (json) printJson(io, { run: null, state: 'none', well: false, why: ['no window was ever opened'], window: null });
  else io.out.write(`no rollback window was ever opened in ${env}\n`);
  return exitCodes.noGo;
}

/** A table of the same name in another account says nothing of this environment. */
function refuseOtherAccount({ record }: SeenWindow, { name, aws }: Environment): void {
  const [, , , , account] = (record.run.execution ?? '').split(':');
  if (aws.account === undefined || account === undefined || account === aws.account) return;
  throw new NotRunError(
    `this window is in account ${account}, but ${name} is in ${aws.account}; use AWS credentials of that account`,
  );
}

function notesOf({ run, environment }: WindowSight['record'], uri: string | null): string[] {
  const read = `preflight report windows/${clean(run.id)} --env ${environment} --format html --out report.html`;
  return uri === null ? [] : [`report: ${uri}`, `to read it: ${read}`];
}
