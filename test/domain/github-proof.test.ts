import { describe, expect, it } from 'vitest';
import { proofOfCheckRun, proofOfDeployment } from '../../lib/domain/github-proof.ts';
import { SourceError } from '../../lib/domain/source-error.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const at = (minute: number) => `2026-11-23T11:${String(minute).padStart(2, '0')}:00Z`;

describe('what deployments prove', () => {
  /** States with the minute in which each was told, the newest first. */
  const deployment = (id: number, minute: number, ...states: [string, number][]) => ({
    id,
    createdAt: at(minute),
    statuses: states.map(([state, told]) => ({ state, createdAt: at(told) })),
  });
  const proof = (...all: ReturnType<typeof deployment>[]) => proofOfDeployment(all, 'staging', 'acme/shop-api');

  it.each([
    ['success', 'ok'],
    ['failure', 'failed'],
    ['error', 'failed'],
    ['in_progress', 'running'],
    ['queued', 'running'],
    ['pending', 'running'],
    ['waiting', 'running'],
  ])('%s is %s', (told, state) => {
    expect(proof(deployment(7, 0, [told, 5], ['in_progress', 1]))).toEqual({
      where: 'deployment 7 to staging of acme/shop-api',
      state,
      observed: told,
      at: new Date(at(5)),
    });
  });

  it('a success that a deployment of another commit made inactive is one', () => {
    expect(proof(deployment(7, 0, ['inactive', 30], ['success', 5]))).toMatchObject({
      state: 'ok',
      at: new Date(at(5)),
    });
  });

  it('a failure that became inactive is none', () => {
    expect(proof(deployment(7, 0, ['inactive', 30], ['failure', 5]))).toMatchObject({ state: 'failed' });
  });

  it('inactive alone is no success', () => {
    expect(proof(deployment(7, 0, ['inactive', 30]))).toMatchObject({
      state: 'failed',
      observed: 'inactive, without a success before it',
    });
  });

  it('one that has no status yet is running', () => {
    expect(proof(deployment(7, 4))).toMatchObject({ state: 'running', observed: 'no status yet', at: new Date(at(4)) });
  });

  it('the newest deployment decides, in whatever order they come', () => {
    const [old, again] = [deployment(7, 0, ['success', 5]), deployment(9, 10, ['failure', 12])];
    expect(proof(old, again)).toMatchObject({ state: 'failed' });
    expect(proof(again, old)).toMatchObject({ state: 'failed' });
    const sameSecond = deployment(8, 10, ['success', 20]);
    expect(proof(sameSecond, again)).toMatchObject({ where: expect.stringContaining('deployment 9') });
  });

  it('none is none', () => {
    expect(proof()).toBeUndefined();
  });

  it.each(['constructor', 'done'])('the unknown state %s cannot be judged', (state) => {
    expect(() => proof(deployment(7, 0, [state, 5]))).toThrow(SourceError);
  });

  it('a status without a time cannot be judged', () => {
    const untimed = { ...deployment(7, 0), statuses: [{ state: 'success', createdAt: 'soon' }] };
    expect(() => proof(untimed)).toThrow('GitHub gave no time of deployment 7 to staging of acme/shop-api');
  });
});

describe('what check runs prove', () => {
  const run = (id: number, conclusion: string | undefined, changes = {}) => ({
    id,
    name: 'smoke',
    app: 'github-actions',
    status: conclusion === undefined ? 'in_progress' : 'completed',
    conclusion,
    completedAt: conclusion === undefined ? undefined : at(id),
    ...changes,
  });
  const proof = (...runs: ReturnType<typeof run>[]) =>
    proofOfCheckRun(runs, { name: 'smoke', repository: 'acme/shop-api', now });

  it('a success is one', () => {
    expect(proof(run(5, 'success'))).toEqual({
      where: 'check run smoke of acme/shop-api',
      state: 'ok',
      observed: 'success by github-actions',
      at: new Date(at(5)),
    });
  });

  it.each(['failure', 'neutral', 'skipped', 'cancelled', 'timed_out', 'action_required', 'stale'])(
    '%s is no success',
    (conclusion) => {
      expect(proof(run(5, conclusion))).toMatchObject({ state: 'failed' });
    },
  );

  it('the highest id is the newest attempt, in whatever order they come', () => {
    expect(proof(run(5, 'success'), run(9, 'failure'), run(7, 'success'))).toMatchObject({ state: 'failed' });
    expect(proof(run(9, 'success'), run(5, 'failure'))).toMatchObject({ state: 'ok' });
  });

  it('one that is running is the newest there is', () => {
    expect(proof(run(5, 'success'), run(9, undefined))).toMatchObject({
      state: 'running',
      observed: 'in_progress by github-actions',
      at: now,
    });
  });

  it('one of another name is none', () => {
    expect(proof(run(5, 'success', { name: 'smoke (2)' }))).toBeUndefined();
  });

  it('one without an end cannot be judged', () => {
    expect(() => proof(run(5, 'success', { completedAt: undefined }))).toThrow(SourceError);
  });
});
