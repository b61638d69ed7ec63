import { describe, expect, it } from 'vitest';
import { smokeTests } from '../../../lib/checks/staging-rehearsal/smoke-tests.ts';
import type { CheckRun } from '../../../lib/domain/github.ts';
import type { Github } from '../../../lib/sources/github.ts';
import { ask } from '../../support/ask.ts';
import { release } from '../../support/release.ts';
import {
  ago,
  anotherCommit,
  deadRehearsals,
  fakeGithub,
  fakeRehearsals,
  limited,
  minute,
  newestDecides,
  recordOf,
} from './fakes.ts';

const step = 'smoke-tests';
const run = (id: number, conclusion: string | undefined, minutesAgo = 3): CheckRun => ({
  id,
  name: 'e2e / smoke',
  app: 'github-actions',
  status: conclusion === undefined ? 'in_progress' : 'completed',
  conclusion,
  completedAt: conclusion === undefined ? undefined : ago(minutesAgo * minute),
});

/** With GitHub's check runs only where an answer is given. */
function check(rehearsals = fakeRehearsals(), checkRuns?: Github['checkRuns']) {
  if (checkRuns === undefined) {
    return ask(smokeTests, { config: {}, sources: { rehearsals, github: fakeGithub({}) } });
  }
  const sources = { rehearsals, github: fakeGithub({ checkRuns }) };
  return ask(smokeTests, { config: { checkRun: 'e2e / smoke' }, sources });
}

describe('a record', () => {
  it('of this commit decides', async () => {
    expect(await check(fakeRehearsals(recordOf(step)))).toMatchObject({ outcome: 'pass' });
    expect(await check(fakeRehearsals(recordOf(step, { status: 'failed' })))).toMatchObject({ outcome: 'fail' });
  });

  it('of another commit never counts', async () => {
    expect(await check(fakeRehearsals(recordOf(step, { commit: anotherCommit })))).toMatchObject({ outcome: 'fail' });
  });

  it('that cannot be read, or is of the future, is an error', async () => {
    expect(await check(deadRehearsals)).toMatchObject({ outcome: 'error' });
    expect(await check(fakeRehearsals(recordOf(step, { at: ago(-6 * minute) })))).toMatchObject({ outcome: 'error' });
  });
});

describe('with a named check run', () => {
  it('its success on this commit passes without a record', async () => {
    const asked: unknown[] = [];
    const result = await check(fakeRehearsals(), async (commit, _signal, name) => {
      asked.push([commit, name]);
      return [run(1, 'success')];
    });
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'ok, says check run e2e / smoke of acme/shop-api',
      evidence: [
        { observed: 'success by github-actions', when: ago(3 * minute) },
        { observed: 'none for this commit' },
      ],
    });
    expect(asked).toEqual([[release.commit, 'e2e / smoke']]);
  });

  it.each([
    ['a failure that was run again with success', [run(1, 'failure'), run(2, 'success')], 'pass'],
    ['a success that was run again and failed', [run(2, 'failure'), run(1, 'success')], 'fail'],
    ['a success that is run again now', [run(1, 'success'), run(2, undefined)], 'fail'],
    ['a skipped one', [run(1, 'skipped')], 'fail'],
    ['a neutral one', [run(1, 'neutral')], 'fail'],
    ['none', [], 'fail'],
  ])('the newest attempt counts: %s is a %s', async (_name, runs, outcome) => {
    expect(await check(fakeRehearsals(), async () => runs)).toMatchObject({ outcome });
  });

  it.each([
    [[run(1, 'success')], 'pass'],
    [[{ ...run(1, 'success'), app: 'octocats-app' }], 'fail'],
    [[run(1, 'failure'), { ...run(2, 'success'), app: 'octocats-app' }], 'fail'],
  ] as const)('only runs by the configured App count: case %#', async (runs, outcome) => {
    const config = { checkRun: 'e2e / smoke', app: run(1, 'success').app };
    const sources = { rehearsals: fakeRehearsals(), github: fakeGithub({ checkRuns: async () => runs }) };
    expect(await ask(smokeTests, { config, sources })).toMatchObject({ outcome });
  });

  it('a commit that GitHub does not know has none', async () => {
    expect(await check(fakeRehearsals(), async () => undefined)).toMatchObject({
      outcome: 'fail',
      summary: 'commit 3f786850e387 has no rehearsal record of staging and no check run e2e / smoke of acme/shop-api',
    });
  });

  it.each(newestDecides)(
    'the newest decides: a record %s %i min ago and a run with %s %i min ago is a %s',
    async (status, recorded, conclusion, ran, outcome) => {
      const records = fakeRehearsals(recordOf(step, { status, at: ago(recorded * minute) }));
      expect(await check(records, async () => [run(1, conclusion, ran)])).toMatchObject({ outcome });
    },
  );

  it('one of the two that cannot be asked is an error, with what was seen', async () => {
    expect(await check(fakeRehearsals(recordOf(step)), limited)).toMatchObject({
      outcome: 'error',
      summary: 'could not look: GitHub allows no more requests until 12:30 UTC',
      evidence: [{ where: 'the rehearsal record of staging' }, { where: 'check run e2e / smoke of acme/shop-api' }],
    });
  });
});

it('names GitHub only where a check run is configured', () => {
  expect(smokeTests.resources?.({})).toEqual({ rehearsals: [step], github: [] });
  expect(smokeTests.resources?.({ checkRun: 'smoke' })).toEqual({ rehearsals: [step], github: ['checks'] });
  expect(smokeTests.config.safeParse({ checkRun: '' }).success).toBe(false);
});
