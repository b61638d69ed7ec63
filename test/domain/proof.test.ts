import { describe, expect, it } from 'vitest';
import { clockSkew } from '../../lib/domain/clock-skew.ts';
import { judgeByNewest, type Place, type Proof } from '../../lib/domain/proof.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import { release } from '../support/release.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const { commit } = release;

const proof = (where: string, state: Proof['state'], minutesAgo: number): Proof => ({
  where,
  state,
  observed: state,
  at: new Date(now.getTime() - minutesAgo * 60_000),
});
const place = (name: string, found: Proof | undefined): Place => ({ name, found: Promise.resolve(found) });
const dead = (name: string, cause: Error = new SourceError(`${name} did not answer`)): Place => ({
  name,
  found: Promise.reject(cause),
});
const judge = (...places: Place[]) => judgeByNewest(places, { commit, now });

describe('the newest proof decides', () => {
  it.each([
    ['ok', 'pass', 'ok, says the record'],
    ['failed', 'fail', 'failed, says the record'],
    ['running', 'fail', 'still running, says the record'],
  ] as const)('%s is a %s', async (state, outcome, summary) => {
    const finding = await judge(
      place('record', proof('the record', state, 1)),
      place('run', proof('the run', 'ok', 2)),
    );
    expect(finding).toMatchObject({ outcome, summary });
    expect(finding.evidence.map(({ where }) => where)).toEqual(['the record', 'the run']);
    expect(finding.evidence[0]).toEqual({
      where: 'the record',
      observed: state,
      expected: 'ok',
      when: '2026-11-23T11:59:00.000Z',
    });
  });

  it('whichever place it is in', async () => {
    const [old, young] = [place('record', proof('the record', 'failed', 2)), place('run', proof('the run', 'ok', 1))];
    expect(await judge(old, young)).toMatchObject({ outcome: 'pass' });
    expect(await judge(young, old)).toMatchObject({ outcome: 'pass' });
  });

  it('and of two of the same moment the worse', async () => {
    const [ok, failed] = [place('record', proof('the record', 'ok', 1)), place('run', proof('the run', 'failed', 1))];
    expect(await judge(ok, failed)).toMatchObject({ outcome: 'fail' });
    expect(await judge(failed, ok)).toMatchObject({ outcome: 'fail' });
  });

  it('also where another place has none, which is told', async () => {
    const finding = await judge(place('record', undefined), place('run', proof('the run', 'ok', 1)));
    expect(finding).toMatchObject({ outcome: 'pass' });
    expect(finding.evidence).toContainEqual({ where: 'record', observed: 'none for this commit', expected: 'ok' });
  });
});

it('nothing anywhere is a fail that names where it looked', async () => {
  expect(await judge(place('record', undefined), place('run', undefined))).toMatchObject({
    outcome: 'fail',
    summary: 'commit 3f786850e387 has no record and no run',
    evidence: [{ where: 'record' }, { where: 'run' }],
  });
});

describe('what cannot be judged', () => {
  it.each(['ok', 'failed'] as const)('is thrown, with what was seen: %s elsewhere', async (state) => {
    const judged = judge(place('record', proof('the record', state, 1)), dead('run'));
    await expect(judged).rejects.toMatchObject({
      name: 'SourceError',
      message: 'run did not answer',
      evidence: [
        { where: 'the record', observed: state },
        { where: 'run', observed: 'could not look: run did not answer' },
      ],
    });
  });

  it('is thrown where nothing could be looked at', async () => {
    await expect(judge(dead('record'), dead('run'))).rejects.toThrow('record did not answer; run did not answer');
  });

  it('is not a defect, which stays one', async () => {
    await expect(judge(place('record', undefined), dead('run', new TypeError('x is undefined')))).rejects.toThrow(
      TypeError,
    );
  });

  it('is dated further in the future than clocks differ', async () => {
    const ahead = (milliseconds: number) =>
      judge(place('record', { ...proof('the record', 'ok', 0), at: new Date(now.getTime() + milliseconds) }));
    expect(await ahead(clockSkew)).toMatchObject({ outcome: 'pass' });
    await expect(ahead(clockSkew + 1)).rejects.toThrow('the record is dated in the future: 2026-11-23T12:05:00.001Z');
  });
});
