import { describe, expect, it } from 'vitest';
import { stagingDeployment } from '../../../lib/checks/staging-rehearsal/staging-deployment.ts';
import type { Deployment } from '../../../lib/domain/github.ts';
import type { Rehearsal } from '../../../lib/domain/rehearsal.ts';
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

const step = 'staging-deployment';
const record = (changes: Partial<Rehearsal> = {}) => recordOf(step, changes);
const deployment = (state: string, minutesAgo: number): Deployment => ({
  id: 7,
  createdAt: ago((minutesAgo + 2) * minute),
  statuses: [{ state, createdAt: ago(minutesAgo * minute) }],
});

/** With GitHub's deployments only where some are given. */
function check(rehearsals = fakeRehearsals(), deployments?: Github['deployments'] | readonly Deployment[]) {
  if (deployments === undefined) {
    return ask(stagingDeployment, { config: {}, sources: { rehearsals, github: fakeGithub({}) } });
  }
  const answer = typeof deployments === 'function' ? deployments : async () => deployments;
  const github = fakeGithub({ deployments: answer });
  return ask(stagingDeployment, { config: { githubEnvironment: 'stage' }, sources: { rehearsals, github } });
}

describe('a record', () => {
  it('of this commit passes, and tells who, when and where', async () => {
    expect(await check(fakeRehearsals(record()))).toMatchObject({
      outcome: 'pass',
      summary: 'ok, says the rehearsal record of staging',
      evidence: [
        {
          where: 'the rehearsal record of staging',
          observed: 'ok for 3f786850e387, recorded by pipeline:staging, https://ci.example.com/runs/7',
          expected: 'ok',
          when: ago(10 * minute),
        },
      ],
    });
  });

  it('that failed fails, also after one that was ok', async () => {
    const failed = record({ status: 'failed', at: ago(minute) });
    expect(await check(fakeRehearsals(record(), failed))).toMatchObject({
      outcome: 'fail',
      summary: 'failed, says the rehearsal record of staging',
    });
  });

  it('of another commit never counts', async () => {
    expect(await check(fakeRehearsals(record({ commit: anotherCommit })))).toMatchObject({
      outcome: 'fail',
      summary: 'commit 3f786850e387 has no rehearsal record of staging',
    });
  });

  it('of another step never counts', async () => {
    expect(await check(fakeRehearsals(recordOf('smoke-tests')))).toMatchObject({ outcome: 'fail' });
  });

  it.each([
    [5 * minute, 'pass'],
    [5 * minute + 1, 'error'],
  ])('dated %i ms in the future is a %s', async (ahead, outcome) => {
    expect(await check(fakeRehearsals(record({ at: ago(-ahead) })))).toMatchObject({ outcome });
  });

  it('that cannot be read is an error', async () => {
    expect(await check(deadRehearsals)).toMatchObject({
      outcome: 'error',
      summary: 'could not look: DynamoDB did not answer in time',
    });
  });
});

describe('with an environment on GitHub', () => {
  it('a deployment of this commit to it passes without a record', async () => {
    const asked: unknown[] = [];
    const result = await check(fakeRehearsals(), async (...question) => {
      asked.push(question.slice(0, 2));
      return [deployment('success', 3)];
    });
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'ok, says deployment 7 to stage of acme/shop-api',
      evidence: [
        { where: 'deployment 7 to stage of acme/shop-api', observed: 'success', when: ago(3 * minute) },
        { where: 'rehearsal record of staging', observed: 'none for this commit' },
      ],
    });
    expect(asked).toEqual([[release.commit, 'stage']]);
  });

  it('one that still runs fails, and says so', async () => {
    expect(await check(fakeRehearsals(), [deployment('in_progress', 3)])).toMatchObject({
      outcome: 'fail',
      summary: 'still running, says deployment 7 to stage of acme/shop-api',
    });
  });

  it.each(newestDecides)(
    'the newest decides: a record %s %i min ago and a deployment %s %i min ago is a %s',
    async (status, recorded, state, deployed, outcome) => {
      const records = fakeRehearsals(record({ status, at: ago(recorded * minute) }));
      expect(await check(records, [deployment(state, deployed)])).toMatchObject({ outcome });
    },
  );

  it('neither is a fail that names both', async () => {
    expect(await check(fakeRehearsals(), [])).toMatchObject({
      outcome: 'fail',
      summary: 'commit 3f786850e387 has no rehearsal record of staging and no deployment to stage of acme/shop-api',
    });
  });

  it('one of the two that cannot be asked is an error, with what was seen', async () => {
    expect(await check(fakeRehearsals(record()), limited)).toMatchObject({
      outcome: 'error',
      summary: 'could not look: GitHub allows no more requests until 12:30 UTC',
      evidence: [
        { where: 'the rehearsal record of staging' },
        { where: 'deployment to stage of acme/shop-api', observed: expect.stringContaining('could not look') },
      ],
    });
    expect(await check(deadRehearsals, [deployment('failure', 2)])).toMatchObject({
      outcome: 'error',
      evidence: [{ observed: 'failure' }, { where: 'rehearsal record of staging' }],
    });
  });
});

describe('what it names', () => {
  it('is GitHub only where it is configured', () => {
    expect(stagingDeployment.resources?.({})).toEqual({ rehearsals: [step], github: [] });
    expect(stagingDeployment.resources?.({ githubEnvironment: 'stage' })).toEqual({
      rehearsals: [step],
      github: ['deployments'],
    });
  });

  it.each([{ githubEnvironment: '' }, { githubEnvironment: 7 }, { environment: 'stage' }])(
    'refuses the settings %j',
    (settings) => {
      expect(stagingDeployment.config.safeParse(settings).success).toBe(false);
    },
  );
});
