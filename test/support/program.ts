import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a program is on the PATH. In CI it must be: a test that CI skips proves nothing. */
export function isInstalled(program: string): boolean {
  const found = (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, program)));
  if (!found && process.env['CI']) throw new Error(`${program} is not installed, and CI may not skip its tests`);
  return found;
}

export interface Program {
  /** What it wrote when it was ready. */
  readonly ready: RegExpExecArray;
  stop(): Promise<void>;
}

/** Starts a server and waits until its output matches `ready`; rejects when it ends before that. */
export function startProgram(command: string, args: readonly string[], ready: RegExp): Promise<Program> {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      const match = ready.exec(output);
      if (match !== null) resolve({ ready: match, stop });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', () => reject(new Error(`${command} ended before it was ready: ${output.slice(-2000)}`)));
  });
}
