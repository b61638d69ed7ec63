import type { Sandbox } from '../sandbox/launcher.ts';
import type { GithubRequest } from '../sandbox/world/github.ts';
import type { Attempt } from '../sandbox/world/github-state.ts';
import { timed } from './checks.ts';
import { checksInProcess } from './checks-in-process.ts';
import { median, type Row } from './row.ts';

const runs = 7;
const sizes = [10, 100, 300] as const;

/** What a gate asks of GitHub, and how that grows with the check runs of a commit. */
export async function githubBench(sandbox: Sandbox, tell: (progress: string) => void): Promise<Row[]> {
  return [...(await callsOfAGate(sandbox, tell)), ...(await growth(sandbox, tell))];
}

/** In process, so that a source that remembers nothing stands for a release that nobody asked about before. */
async function callsOfAGate(sandbox: Sandbox, tell: (progress: string) => void): Promise<Row[]> {
  tell('GitHub calls of a gate, and of the same again');
  await sandbox.apply({ world: {} });
  const checks = await checksInProcess(sandbox);
  const first = await asked(sandbox, () => checks.sideBySide());
  const again = await asked(sandbox, () => checks.sideBySide());
  const tokens = first.filter(isToken).length;
  const unchanged = again.filter(({ status }) => status === 304).length;
  // The deployed gate also sets the commit's status.
  const status = 1;
  return [
    {
      what: 'GitHub calls of a gate, a usual release',
      value: first.length - tokens + status,
      unit: 'calls',
      atMost: 12,
      note: `the commit's status included; and ${tokens} for a token where none is at hand`,
    },
    {
      what: 'the same gate again: calls that count against the rate limit',
      value: again.length - unchanged + status,
      unit: 'calls',
      baseline: { what: 'without conditional requests', value: again.length + status },
      note: `${unchanged} were answered as not modified`,
    },
  ];
}

async function growth(sandbox: Sandbox, tell: (progress: string) => void): Promise<Row[]> {
  const rows: Row[] = [];
  let fewest = Number.NaN;
  for (const size of sizes) {
    tell(`ci-checks of a commit with ${size} check runs: a run to warm up, then ${runs}`);
    await sandbox.apply({ world: { github: { checks: checkRuns(size) } } });
    const checks = await checksInProcess(sandbox, ['ci-checks']);
    const seconds: number[] = [];
    let calls = 0;
    for (let index = 0; index <= runs; index += 1) {
      await checks.renew();
      const requests = await asked(sandbox, async () => {
        const [took] = await timed(() => checks.sideBySide());
        seconds.push(took);
      });
      calls = requests.filter((request) => !isToken(request)).length;
    }
    const value = median(seconds.slice(1)) * 1000;
    if (Number.isNaN(fewest)) fewest = value;
    rows.push({
      what: `ci-checks of a commit with ${size} check runs`,
      value,
      unit: 'ms',
      baseline: { what: `with ${sizes[0]}`, value: fewest },
      note: `${calls} calls, and one for a token; median of ${runs} runs`,
    });
  }
  await sandbox.apply({ world: {} });
  return rows;
}

/** The healthy world's own, and as many more as make it so many runs. */
function checkRuns(size: number): Record<string, readonly Attempt[]> {
  const required = { lint: ['success'], test: ['failure', 'success'], build: ['success'] } as const;
  const there = 6;
  const more = Array.from({ length: size - there }, (_, index) => [`matrix (${index})`, ['success']] as const);
  return { ...required, ...Object.fromEntries(more) };
}

async function asked(sandbox: Sandbox, work: () => Promise<unknown>): Promise<readonly GithubRequest[]> {
  const before = sandbox.github().requests.length;
  await work();
  return sandbox.github().requests.slice(before);
}

const isToken = ({ path }: GithubRequest): boolean => path.endsWith('/access_tokens');
