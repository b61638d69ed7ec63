import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { SandboxError } from './failure.ts';

const children = new Set<ChildProcess>();
/** Those that are waited for: what they are doing is of no use any more once the sandbox stops. */
const errands = new Set<ChildProcess>();
let stopping = false;

/** Starts a process that ends at the latest with this one. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, options);
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

// A last resort: whatever ends this process without a clean stop still takes its children along.
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Makes every `run` that goes on, and every later one, fail. */
export function stopErrands(): void {
  stopping = true;
  for (const child of errands) child.kill('SIGTERM');
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: URL | string;
  /** Who it runs as; this process's own user when absent. */
  readonly uid?: number;
  readonly gid?: number;
  /** Onto this process's own as it comes; it is collected otherwise. */
  readonly stdout?: 'inherit' | 'pipe';
  readonly stderr?: 'inherit' | 'pipe';
}

/** Runs a process to its end. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { stdout = 'pipe', stderr = 'pipe', ...others } = options;
  if (stopping) throw new SandboxError('the sandbox is stopping');
  const child = start(command, args, { ...others, stdio: ['ignore', stdout, stderr] });
  errands.add(child);
  const texts = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text;
  });
  const [code] = (await once(child, 'close').finally(() => errands.delete(child))) as [number | null];
  return { code, ...texts };
}

/** Runs a process that must succeed. @throws SandboxError with the end of what it said. */
export async function runWell(
  what: string,
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<Ended> {
  const ended = await run(command, args, options);
  if (ended.code === 0) return ended;
  const said = `${ended.stdout}\n${ended.stderr}`.trim().split('\n').slice(-25).join('\n');
  throw new SandboxError(`${what} failed with exit code ${ended.code}:\n${said}`);
}

/** Ends a process this sandbox started: asked by the signal first, made to after five seconds. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(timer);
}
