import { isatty } from 'node:tty';
import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** One of the two streams that people or programs read. */
export interface Terminal {
  write(text: string): void;
  /** Whether a person may be looking, so that lines can be drawn again. */
  readonly live: boolean;
  columns(): number;
  rows(): number;
  /** The text in colour, where the stream shows colour. */
  paint(style: Style, text: string): string;
}

/** Where a person types, or a program pipes. */
export interface Input {
  /** Whether a person may be typing, so that there is somebody to ask. */
  readonly live: boolean;
  /** Opened by whoever asks: an open input keeps the process alive. */
  stream(): NodeJS.ReadableStream;
}

/** What a command has of the outside. */
export interface Io {
  readonly in: Input;
  /** Results, and nothing else. */
  readonly out: Terminal;
  /** Progress and messages. */
  readonly err: Terminal;
  /** The folder that the user stands in. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: () => Date;
}

/** The only place that writes to the streams. */
export function processIo(): Io {
  return {
    in: { live: isatty(0), stream: () => process.stdin },
    out: terminal(process.stdout, process.env),
    err: terminal(process.stderr, process.env),
    folder: process.cwd(),
    env: process.env,
    clock: () => new Date(),
  };
}

export function printJson(io: Io, value: unknown): void {
  io.out.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Resolves when everything that was written has left this process. */
export async function flushed(): Promise<void> {
  const done = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => stream.write('', () => resolve()));
  await Promise.all([done(process.stdout), done(process.stderr)]);
}

function terminal(stream: NodeJS.WriteStream, env: Io['env']): Terminal {
  // A reader that left, as `head` does, is no reason to fail: the exit code still tells the verdict.
  stream.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE') throw cause;
  });
  const live = stream.isTTY === true && env['TERM'] !== 'dumb';
  const colour = showsColour(live, env);
  return {
    write: (text) => void stream.write(text),
    live: live && !env['CI'],
    // A terminal that does not know its size says 0.
    columns: () => (live ? stream.columns || 80 : Number.POSITIVE_INFINITY),
    rows: () => stream.rows || 24,
    paint: (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text),
  };
}

/** As Node's own `getColorDepth`: FORCE_COLOR wins over NO_COLOR (https://no-color.org). */
function showsColour(live: boolean, env: Io['env']): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return live && !env['NO_COLOR'];
}
