import { describe, expect, it } from 'vitest';
import { stagingMigrationRun } from '../../../lib/checks/staging-rehearsal/staging-migration-run.ts';
import { ask } from '../../support/ask.ts';
import { ago, anotherCommit, deadRehearsals, fakeRehearsals, minute, recordOf } from './fakes.ts';

const step = 'staging-migration-run';
const check = (rehearsals = fakeRehearsals()) => ask(stagingMigrationRun, { config: {}, sources: { rehearsals } });

describe('staging-migration-run', () => {
  it('passes with a record of this commit', async () => {
    expect(await check(fakeRehearsals(recordOf(step)))).toMatchObject({
      outcome: 'pass',
      evidence: [{ observed: expect.stringContaining('recorded by pipeline:staging'), when: ago(10 * minute) }],
    });
  });

  it('fails where the newest failed', async () => {
    const records = [recordOf(step), recordOf(step, { status: 'failed', at: ago(minute) })];
    expect(await check(fakeRehearsals(...records))).toMatchObject({ outcome: 'fail' });
  });

  it.each([
    ['there is none', []],
    ['it is of another commit', [recordOf(step, { commit: anotherCommit })]],
    ['it is of another step', [recordOf('staging-deployment')]],
  ])('fails where %s', async (_name, records) => {
    expect(await check(fakeRehearsals(...records))).toMatchObject({
      outcome: 'fail',
      summary: 'commit 3f786850e387 has no rehearsal record of staging',
    });
  });

  it('is an error where it cannot look, and where the record is of the future', async () => {
    expect(await check(deadRehearsals)).toMatchObject({ outcome: 'error' });
    expect(await check(fakeRehearsals(recordOf(step, { at: ago(-6 * minute) })))).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('the rehearsal record of staging is dated in the future'),
    });
  });

  it('names what it reads, and takes no settings', () => {
    expect(stagingMigrationRun.resources?.({})).toEqual({ rehearsals: [step] });
    expect(stagingMigrationRun.config.safeParse({ tool: 'goose' }).success).toBe(false);
  });
});
