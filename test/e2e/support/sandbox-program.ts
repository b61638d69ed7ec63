import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sandboxFolder } from '../../../sandbox/addresses.ts';
import { type Ended, run, start } from '../../../sandbox/processes.ts';

const program = fileURLToPath(new URL('../../../sandbox/main.ts', import.meta.url));

/** `npm run sandbox -- …`, to its end. */
export function runSandbox(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  return run(process.execPath, [program, ...args], { env });
}

export interface RunningSandbox {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What it has said so far. */
  readonly said: { stdout: string; stderr: string };
  /** The exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** `npm run sandbox -- …` that goes on; resolves when it has said this on stderr. */
export async function startSandboxProgram(args: readonly string[], until: string): Promise<RunningSandbox> {
  const child = start(process.execPath, [program, ...args], { env: process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  const ended = once(child, 'close').then(([code]) => code as number | null);
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  const heard = new Promise<void>((resolve) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said.stderr += text;
      if (said.stderr.includes(until)) resolve();
    });
  });
  const tooEarly = ended.then((code) => {
    throw new Error(`the sandbox ended with ${code} before it said "${until}": ${said.stderr}`);
  });
  await Promise.race([heard, tooEarly]);
  tooEarly.catch(() => {});
  return { child, pid: child.pid ?? 0, said, ended };
}

/** Each has its folder, named after its ports, until it has stopped everything. */
export function runningSandboxes(): string[] {
  return (existsSync(sandboxFolder) ? readdirSync(sandboxFolder) : []).filter((name) => /^\d+$|^left-/.test(name));
}
