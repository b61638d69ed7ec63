import { describe, expect, it } from 'vitest';
import { rollbackRehearsal } from '../../../lib/checks/staging-rehearsal/rollback-rehearsal.ts';
import type { Rehearsal } from '../../../lib/domain/rehearsal.ts';
import { ask } from '../../support/ask.ts';
import { ago, anotherCommit, day, deadRehearsals, fakeRehearsals, minute, recordOf } from './fakes.ts';

const step = 'rollback-rehearsal';
const own = (changes: Partial<Rehearsal> = {}) => recordOf(step, changes);
const other = (changes: Partial<Rehearsal> = {}) => recordOf(step, { commit: anotherCommit, ...changes });
const check = (records: readonly Rehearsal[], config = {}) =>
  ask(rollbackRehearsal, { config, sources: { rehearsals: fakeRehearsals(...records) } });

describe("this commit's own record", () => {
  it('decides, however old it is', async () => {
    expect(await check([own({ at: ago(400 * day) })])).toMatchObject({
      outcome: 'pass',
      summary: 'ok, says the rehearsal record of staging',
    });
  });

  it('decides also where a newer one of another commit says otherwise', async () => {
    expect(await check([own({ at: ago(day), status: 'failed' }), other({ at: ago(minute) })])).toMatchObject({
      outcome: 'fail',
      summary: 'failed, says the rehearsal record of staging',
    });
    expect(await check([own({ at: ago(day) }), other({ at: ago(minute), status: 'failed' })])).toMatchObject({
      outcome: 'pass',
    });
  });

  it('counts as the newest says', async () => {
    expect(await check([own({ status: 'failed', at: ago(day) }), own()])).toMatchObject({ outcome: 'pass' });
  });
});

describe('without one, the newest of any commit', () => {
  it.each([
    [30 * day - 1, 'pass'],
    [30 * day, 'fail'],
    [30 * day + 1, 'fail'],
  ])('%i ms old is a %s', async (age, outcome) => {
    expect(await check([other({ at: ago(age) })])).toMatchObject({ outcome });
  });

  it('passes with its age, and whose commit it was of', async () => {
    expect(await check([other({ at: ago(3 * day) })])).toMatchObject({
      outcome: 'pass',
      summary: 'rolled back on staging 3.0 days ago, with another commit',
      evidence: [
        {
          where: 'the rehearsal record of staging',
          observed: 'ok for 89e6c98d9288, recorded by pipeline:staging, https://ci.example.com/runs/7',
          expected: 'ok, less than 30 days old',
          when: ago(3 * day),
        },
      ],
    });
  });

  it('takes its limit from its settings', async () => {
    expect(await check([other({ at: ago(7 * day - 1) })], { youngerThanDays: 7 })).toMatchObject({ outcome: 'pass' });
    expect(await check([other({ at: ago(7 * day) })], { youngerThanDays: 7 })).toMatchObject({
      outcome: 'fail',
      summary: 'the newest rehearsal record of staging is 7.0 days old, not less than 7',
    });
  });

  it('fails where it failed, also after one that was ok', async () => {
    expect(await check([other({ at: ago(2 * day) }), other({ at: ago(day), status: 'failed' })])).toMatchObject({
      outcome: 'fail',
    });
  });

  it('fails where there is none', async () => {
    expect(await check([recordOf('staging-deployment')])).toMatchObject({
      outcome: 'fail',
      summary: 'there is no rehearsal record of staging',
    });
  });
});

describe('an error', () => {
  it('is what cannot be read', async () => {
    expect(await ask(rollbackRehearsal, { config: {}, sources: { rehearsals: deadRehearsals } })).toMatchObject({
      outcome: 'error',
    });
  });

  it.each([own, other])('is a record of the future: $name', async (record) => {
    expect(await check([record({ at: ago(-5 * minute) })])).toMatchObject({ outcome: 'pass' });
    expect(await check([record({ at: ago(-5 * minute - 1) })])).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('is dated in the future'),
    });
  });
});

it('names what it reads, and refuses other settings', () => {
  expect(rollbackRehearsal.resources?.({ youngerThanDays: 30 })).toEqual({ rehearsals: [step] });
  for (const settings of [{ youngerThanDays: 0 }, { youngerThanDays: '30' }, { days: 3 }]) {
    expect(rollbackRehearsal.config.safeParse(settings).success).toBe(false);
  }
});
