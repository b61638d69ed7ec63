import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Io } from './output.ts';
import { NotRunError } from './refusal.ts';

/** Whether there is a person to ask: who types, and sees the question. */
export function canAsk(io: Io): boolean {
  return io.in.live && io.err.live;
}

/**
 * Asks until the answer has no fault.
 * @param fault what is wrong with an answer, and what to write instead.
 * @throws NotRunError where the person leaves without an answer (Ctrl-C, Ctrl-D).
 */
export async function askPerson(
  io: Io,
  question: string,
  fault: (answer: string) => string | undefined,
): Promise<string> {
  for (;;) {
    const answer = (await readAnswer(io, question)).trim();
    const wrong = fault(answer);
    if (wrong === undefined) return answer;
    io.err.write(`  ${wrong}\n`);
  }
}

/** Only what is written out says yes. */
export async function confirm(io: Io, question: string): Promise<boolean> {
  const answer = await askPerson(io, `${question} [y/N] `, (text) =>
    /^(?:y|yes|n|no|)$/i.test(text) ? undefined : 'write y or n',
  );
  return /^y/i.test(answer);
}

async function readAnswer(io: Io, question: string): Promise<string> {
  const left = new AbortController();
  const output = Object.assign(new Writable({ write: forward(io) }), { columns: io.err.columns() });
  // For this question alone: what is typed before it is asked answers nothing.
  const reader = createInterface({ input: io.in.stream(), output, terminal: true, historySize: 0 });
  const leave = (): void => left.abort();
  reader.once('SIGINT', leave).once('close', leave);
  try {
    return await reader.question(question, { signal: left.signal });
  } catch (cause) {
    if (!left.signal.aborted) throw cause;
    io.err.write('\n');
    throw new NotRunError('nothing was recorded: the question was left without an answer', { cause });
  } finally {
    reader.close();
  }
}

function forward({ err }: Io): (chunk: unknown, encoding: string, done: () => void) => void {
  return (chunk, _, done) => {
    err.write(String(chunk));
    done();
  };
}
