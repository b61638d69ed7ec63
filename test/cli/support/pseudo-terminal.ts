import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Answers } from './person.ts';

const program = fileURLToPath(new URL('../../../bin/preflight.ts', import.meta.url));

/** Python's own, since Node has none: runs what its arguments say in a terminal that this process types into. */
const inTerminal = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';

export interface Typed {
  readonly code: number | null;
  /** Everything on the terminal, without colours and moves of the cursor. */
  readonly screen: string;
}

/** Runs the real command line in a real terminal, in which each question is answered once as told. */
export function typeInto(
  args: readonly string[],
  answers: Answers,
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): Promise<Typed> {
  const child = spawn('python3', ['-c', inTerminal, process.execPath, program, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const left = [...answers];
  let written = '';
  let answeredUpTo = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    const screen = stripVTControlCharacters(written);
    const [next] = left;
    if (next === undefined || !screen.slice(answeredUpTo).includes(next[0])) return;
    left.shift();
    answeredUpTo = screen.length;
    child.stdin.write(next[1]);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, screen: stripVTControlCharacters(written) }));
  });
}
