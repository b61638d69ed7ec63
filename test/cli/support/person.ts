import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { run } from '../../../lib/cli/main.ts';
import type { Io, Terminal } from '../../../lib/cli/output.ts';
import { token } from './approval-api.ts';

/** What is typed once a question ends so: each question is answered once. */
export type Answers = readonly (readonly [question: string, answer: string])[];

export interface Talk {
  readonly code: number;
  readonly stdout: string;
  /** What the person saw, without colours and moves of the cursor. */
  readonly seen: string;
  /** Answers that were never asked for. */
  readonly unused: number;
}

export interface TalkOptions {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether what is typed comes from a terminal. */
  readonly live?: boolean;
}

/** Runs a command in this process with a person at its terminal, who answers as told. */
export async function talk(args: readonly string[], answers: Answers, options: TalkOptions): Promise<Talk> {
  const { folder, env = { PREFLIGHT_TOKEN: token }, live = true } = options;
  const input = new PassThrough();
  const texts = { out: '', err: '' };
  const left = [...answers];
  let answeredUpTo = 0;
  const answer = (): void => {
    const [next] = left;
    const seen = stripVTControlCharacters(texts.err);
    if (next === undefined || !seen.slice(answeredUpTo).endsWith(next[0])) return;
    left.shift();
    answeredUpTo = seen.length;
    setImmediate(() => input.write(next[1]));
  };
  const terminal = (name: 'out' | 'err'): Terminal => ({
    write(text) {
      texts[name] += text;
      if (name === 'err') answer();
    },
    live: name === 'err',
    columns: () => 100,
    rows: () => 40,
    paint: (_, text) => text,
  });
  const io: Io = {
    in: { live, stream: () => input },
    out: terminal('out'),
    err: terminal('err'),
    folder,
    env,
    clock: () => new Date(),
  };
  const code = await run(args, io);
  return { code, stdout: texts.out, seen: stripVTControlCharacters(texts.err), unused: left.length };
}
