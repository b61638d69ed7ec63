import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isInstalled } from '../support/program.ts';

const model = fileURLToPath(new URL('../../docs/models/window.pml', import.meta.url));
const installed = isInstalled('spin') && isInstalled('gcc');
const execute = promisify(execFile);

/** The sizes of a run, and a planted defect. */
type Settings = readonly string[];

const one = ['ONE_DEPLOYMENT', 'ALARMS=1', 'HANDLERS=1', 'CRASHES=1', 'PERSON'];
const oneWithMore = ['ONE_DEPLOYMENT', 'ALARMS=2', 'HANDLERS=2', 'CRASHES=1'];
const two = ['ALARMS=1', 'HANDLERS=1', 'CRASHES=0'];
const twoUnheard = ['ALARMS=1', 'HANDLERS=0', 'CRASHES=0'];
const verified = 'VERIFY_ONCE';
const twoThatDie = ['ALARMS=1', 'HANDLERS=0', 'CRASHES=1'];

interface Verification {
  /** All of them, or with a property of the model alone. */
  readonly states: number;
  /** What Spin says of the first history that it found to break something; undefined where there is none. */
  readonly broken?: string;
}

/** Spin looks at every history there is. @param property an `ltl` of the model; without it, its assertions and deadlocks. */
async function verify(settings: Settings, property?: string): Promise<Verification> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-model-'));
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  try {
    await execute('spin', ['-a', ...settings.map((one) => `-D${one}`), model], options);
    const kind = property === undefined ? ['-DSAFETY', '-DNOCLAIM'] : ['-DNFAIR=3'];
    await execute('gcc', ['-O2', '-DCOLLAPSE', ...kind, '-o', 'pan', 'pan.c'], options);
    const claim = property === undefined ? [] : ['-a', '-f', '-N', property];
    const { stdout } = await execute('./pan', [...claim, '-m1000000'], options);
    if (!/errors: \d+/.test(stdout) || stdout.includes('max search depth too small')) throw new Error(stdout);
    const states = Number(/(\d+) states, stored/.exec(stdout)?.[1] ?? /([\d.e+]+) states, stored/.exec(stdout)?.[1]);
    const broken = /^pan:1: (?<what>.*)$/m.exec(stdout)?.groups?.['what'];
    return { states, ...(broken === undefined ? {} : { broken }) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!installed)('the model of the rollback window', { timeout: 300_000 }, () => {
  it.each([
    ['one deployment, with a person who triggers', one],
    ['one deployment, two alarms at once and two deliveries worked on at once', oneWithMore],
    ['a second deployment at any moment', two],
    ['a second deployment, every notification lost, functions that die', twoThatDie],
    ['one deployment that is verified once, by a function that may die', [...one, verified]],
  ])('rolls back once at most, never without a trigger, never after its end: %s', async (_name, settings) => {
    const { states, broken } = await verify(settings);
    expect(broken).toBeUndefined();
    expect(states).toBeGreaterThan(1000);
  });

  it.each([
    ['neverNone', one],
    ['everyWindowCloses', one],
    ['neverNone', twoUnheard],
    ['neverNone', [...one, verified]],
    ['everyWindowCloses', [...one, verified]],
  ])('holds %s', async (property, settings) => {
    const { states, broken } = await verify(settings, property);
    expect(broken).toBeUndefined();
    expect(states).toBeGreaterThan(1000);
  });

  it.each([
    ['BUG_TRIGGER_WITHOUT_CONDITION', one, undefined],
    ['BUG_END_WITHOUT_CONDITION', one, undefined],
    ['BUG_END_WITHOUT_CONDITION', one, 'neverNone'],
    ['BUG_ROLLBACK_NOT_IDEMPOTENT', one, undefined],
    ['BUG_TIME_AFTER_LOOK', one, undefined],
    ['BUG_NO_LAST_LOOK', one, undefined],
    ['BUG_NO_LAST_LOOK', one, 'neverNone'],
    ['BUG_SUPERSEDE_WITHOUT_CONDITION', twoUnheard, undefined],
    ['BUG_END_WITHOUT_VERIFICATION', [...one, verified], undefined],
  ])('finds the planted %s', async (bug, settings, property) => {
    const { broken } = await verify([...settings, bug], property);
    expect(broken).toMatch(/assertion violated|acceptance cycle/);
  });
});
