import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll } from 'vitest';
import { type Cleanup, cleanup } from '../../../sandbox/cleanup.ts';
import { releaseFile } from '../../../sandbox/gate.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/launcher.ts';
import type { Scenario } from '../../../sandbox/scenario.ts';
import { stopwatch } from '../../../sandbox/stopwatch.ts';
import { type GateClient, gateClient } from './gate-client.ts';

export interface Production {
  readonly sandbox: Sandbox;
  readonly gate: GateClient;
  /** The sandbox's example release. */
  readonly release: Readonly<Record<string, unknown>>;
}

/** One sandbox for all tests of a file: the very one of `npm run sandbox`. @param deployed which; production by default. */
export function useSandbox(deployed: Pick<Scenario, 'environment' | 'times'> = {}): () => Production {
  let production: Production | undefined;
  let undo: Cleanup | undefined;
  beforeAll(async () => {
    undo = cleanup((failure) => process.stderr.write(`${String(failure)}\n`));
    const clock = stopwatch(() => undefined);
    const sandbox = await startSandbox({ clock, cleanup: undo, scenario: { ...deployed, world: {} } });
    const release = JSON.parse(await readFile(releaseFile, 'utf8')) as Production['release'];
    production = { sandbox, gate: gateClient(sandbox), release };
  }, 300_000);
  afterAll(async () => {
    await undo?.run();
  }, 60_000);
  return () => {
    if (production === undefined) throw new Error('the sandbox has not started');
    return production;
  };
}
