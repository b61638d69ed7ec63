import type { ConsoleDependencies, ConsoleLog } from '../../../lib/console/handler.ts';

export interface LogLine {
  readonly level: keyof ConsoleLog;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Where the API logs, and ends tasks: remembers both. */
export interface Recorder extends Pick<ConsoleDependencies, 'log' | 'tasks'> {
  readonly logged: readonly LogLine[];
  /** Task tokens that were completed. */
  readonly completed: readonly string[];
}

export function recorder(): Recorder {
  const [logged, completed]: [LogLine[], string[]] = [[], []];
  const log = (level: LogLine['level']) => (message: string, fields: Record<string, unknown>) =>
    void logged.push({ level, message, fields });
  return {
    logged,
    completed,
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    tasks: {
      async complete(token) {
        completed.push(token);
        return 'moved on';
      },
      hasEnded: async () => false,
    },
  };
}
