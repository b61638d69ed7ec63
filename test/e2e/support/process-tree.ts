import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { run } from '../../../sandbox/processes.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** As `ps` writes it; Z: ended, but its parent has not asked how. */
  readonly state: string;
}

/** The processes that this one has started, and those that these have started. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const all = await processes();
  const below = (parent: number): number[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one.pid, ...below(one.pid)]);
  return below(pid);
}

/** Those of them that still run. */
export async function running(pids: readonly number[]): Promise<number[]> {
  const all = await processes();
  return pids.filter((pid) => all.some((one) => one.pid === pid && !one.state.startsWith('Z')));
}

async function processes(): Promise<Process[]> {
  // Linux tells without `ps`, which small images lack.
  const lines = existsSync('/proc/self/stat') ? linuxProcesses() : await listedProcesses();
  return lines.map(([pid, parent, state = '']) => ({ pid: Number(pid), parent: Number(parent), state }));
}

function linuxProcesses(): string[][] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      // `42 (node) S 1 …`; the name may hold anything.
      const [state = '', parent = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return [[pid, parent, state]];
    } catch {
      // It has ended in between.
      return [];
    }
  });
}

async function listedProcesses(): Promise<string[][]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,stat=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
}
