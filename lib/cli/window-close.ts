import type { ExitCode } from './exit-codes.ts';
import type { Io } from './output.ts';
import { prepareRun } from './prepare-run.ts';
import { tellWindow, wishProblems } from './window-command.ts';
import { windowProblems } from './window-environment.ts';
import type { WindowCloseArguments } from './window-options.ts';

/** Ends a window before its time. */
export async function windowClose(values: WindowCloseArguments, io: Io): Promise<ExitCode> {
  const { reason, run, json } = values;
  const wish = { command: 'close', reason, ...(run === undefined ? {} : { run }) } as const;
  const { environment } = await prepareRun(
    { ...values, release: undefined },
    async (_, found) => [...windowProblems(found), ...wishProblems(wish)],
    io,
  );
  return tellWindow({ environment, wish, json }, io);
}
