import { S3Client } from '@aws-sdk/client-s3';
import { windowSettings } from '../config/window-settings.ts';
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
import { timeLeft } from './time-left.ts';
import { type SeenStore, seenStore, windowProblems, windowTeller } from './window-environment.ts';
import type { SeenWindow } from './window-feed.ts';
import type { WindowStatusArguments } from './window-options.ts';
import { reportFromTable, storedReport } from './window-reports.ts';
import { conditionOf, type WindowCondition } from './window-state.ts';
import { windowText } from './window-text.ts';

type Environment = Prepared['environment'];

/** Shows a window as its table tells it; and its report, once it is closed. */
export async function windowStatus(values: WindowStatusArguments, io: Io): Promise<ExitCode> {
  const { run, json } = values;
  const { environment } = await prepareRun(
    { ...values, release: undefined },
    async (_, found) => [...windowProblems(found), ...runProblems(run, windowTeller)],
    io,
  );
  const { windows, reports } = await stackOutputsOf(environment, ['windows', 'reports']);
  const seen = await read(seenStore(windows), run);
  if (seen === undefined) return tellNone(values, io);
  refuseOtherAccount(seen, environment);
  const grace = windowSettings(environment)?.times.grace ?? 0;
  const condition = conditionOf(seen.record, io.clock(), grace * 1000);
  const { id } = seen.record.run;
  const bucket = s3WindowReportStore(reports, new S3Client({ ...inTime }));
  const stored = seen.record.closed === undefined ? undefined : await storedReport(bucket, id);
  const report = stored ?? reportFromTable(seen, environment);
  const uri = stored === undefined ? null : bucket.uri(id, 'html');
  const { state, isWell: well, why } = condition;
  if (json) printJson(io, { run: id, state, well, why, report: uri, window: report });
  else io.out.write(windowText({ report, notes: notesOf(seen, condition, uri, io) }, io.out));
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

function notesOf({ record }: SeenWindow, { state, why }: WindowCondition, uri: string | null, io: Io): string[] {
  const { run, environment, endsAt } = record;
  const id = clean(run.id);
  return [
    ...(state === 'open' ? [`open for ${timeLeft(endsAt, io.clock())} yet`] : []),
    ...(record.closed === undefined ? why.map((text) => io.out.paint(['red', 'bold'], clean(text))) : []),
    ...(uri === null
      ? []
      : [
          `report: ${uri}`,
          `to read it: preflight report windows/${id} --env ${environment} --format html --out report.html`,
        ]),
  ];
}
