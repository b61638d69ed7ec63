import { shortCommit } from '../domain/short-commit.ts';
import type { WindowRecord } from '../domain/window/window.ts';
import { canAsk, confirm } from './ask-person.ts';
import { callAws } from './call-aws.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Io } from './output.ts';
import { type Prepared, prepareRun } from './prepare-run.ts';
import { NotRunError } from './refusal.ts';
import { clean } from './text.ts';
import { timeLeft } from './time-left.ts';
import { tellWindow, wishProblems } from './window-command.ts';
import { windowProblems, windowsOf } from './window-environment.ts';
import type { WindowTriggerArguments } from './window-options.ts';
import { conditionOf } from './window-state.ts';

/** Rolls production back, for a person. */
export async function windowTrigger(values: WindowTriggerArguments, io: Io): Promise<ExitCode> {
  const { reason, run, criterion, json } = values;
  const wish = {
    command: 'trigger',
    reason,
    ...(run === undefined ? {} : { run }),
    ...(criterion === undefined ? {} : { criterion }),
  } as const;
  const { environment } = await prepareRun(
    { ...values, release: undefined },
    async (_, found) => [...windowProblems(found), ...wishProblems(wish)],
    io,
  );
  if (canAsk(io) && !values.yes) await mustBeMeant(values, environment, io);
  const next = `to see it: preflight window status --env ${environment.name}`;
  return tellWindow({ environment, wish, json, next }, io);
}

/** Shows what would be rolled back, and asks once. */
async function mustBeMeant(
  { run }: WindowTriggerArguments,
  environment: Prepared['environment'],
  io: Io,
): Promise<void> {
  io.err.write(await aboutWindow(run, environment, io));
  if (await confirm(io, `roll ${environment.service} in ${environment.name} back now?`)) return;
  throw new NotRunError('nothing was triggered: it was not confirmed');
}

/** In words; also where it cannot be read: whoever must roll back now is not kept from it. */
async function aboutWindow(run: string | undefined, environment: Prepared['environment'], io: Io): Promise<string> {
  try {
    const store = await windowsOf(environment);
    const found = await callAws('DynamoDB', 'reading the window', () =>
      run === undefined ? store.current() : store.window(run),
    );
    return found === undefined ? 'there is no such window\n' : describe(found, io);
  } catch (cause) {
    return `the window cannot be shown: ${clean((cause as Error).message)}\n`;
  }
}

function describe(record: WindowRecord, io: Io): string {
  const { run, release, environment, endsAt, target } = record;
  const { state } = conditionOf(record, io.clock());
  const stands = state === 'open' ? `open for ${timeLeft(endsAt, io.clock())} yet` : state;
  const back =
    'problem' in target
      ? io.err.paint(['red', 'bold'], `a rollback would not work: ${clean(target.problem)}`)
      : `it goes back to ${clean(target.what)}`;
  const what = `${clean(release.service)} ${clean(release.version)} in ${clean(environment)}, commit ${shortCommit(release.commit)}`;
  return `${io.err.paint('bold', what)}\n  window ${clean(run.id)}: ${stands}\n  ${back}\n`;
}
