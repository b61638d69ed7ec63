import { describe, expect, it } from 'vitest';
import {
  dueVerification,
  failedOnes,
  isVerificationMissing,
  longestVerificationMs,
  lostVerifications,
  neverVerified,
  verifiedOnes,
} from '../../../lib/domain/window/verification.ts';
import type { VerifiedItem, WindowRecord } from '../../../lib/domain/window/window.ts';
import { verificationSample, verifiedWindowSample } from '../../support/window-samples.ts';

const at = (time: string): string => `2026-11-23T${time}${time.includes('.') ? '' : '.000'}Z`;
const moment = (time: string): Date => new Date(at(time));
const window = (changes: Partial<WindowRecord> = {}): WindowRecord => ({ ...verifiedWindowSample, ...changes });
const begun = (dueAt: string, begunAt = dueAt) => ({ dueAt: at(dueAt), begunAt: at(begunAt) });
const item = (id: VerifiedItem['id'], outcome: VerifiedItem['outcome']): VerifiedItem => ({
  ...{ id, outcome, summary: `${id}: ${outcome}`, evidence: [], tries: 3 },
});
const made = (dueAt: string, items: readonly VerifiedItem[] = []) => ({
  ...{ dueAt: at(dueAt), startedAt: at(dueAt), endedAt: at(dueAt), items },
});

describe('a verification', () => {
  it.each([
    ['10:00:59.999', undefined],
    ['10:01:00', '10:01:00'],
    ['10:04:59.999', '10:01:00'],
    // Several that are due are one, known by the last.
    ['10:15:00', '10:15:00'],
    ['11:07:00', '10:55:00'],
  ])('at %s, with none begun, is due for %s', (now, due) => {
    expect(dueVerification(window(), moment(now))).toBe(due && at(due));
  });

  it.each([
    ['10:04:59.999', undefined],
    ['10:05:00', '10:05:00'],
  ])('at %s, after that of 10:01 was begun, is due for %s', (now, due) => {
    expect(dueVerification(window({ verifying: [begun('10:01:00')] }), moment(now))).toBe(due && at(due));
    expect(dueVerification(window({ verifications: [made('10:01:00')] }), moment(now))).toBe(due && at(due));
  });

  it.each([
    ['11:00:00', '11:00:00'],
    ['11:00:00.001', undefined],
  ])('that is configured for %s of a window until 11:00 is due for %s', (moments, due) => {
    expect(dueVerification(window({ verifiesAt: [at(moments)] }), moment('11:05:00'))).toBe(due && at(due));
  });

  it('is never due in a window of an earlier version', () => {
    const { verifiesAt: _, ...older } = verifiedWindowSample;
    expect(dueVerification(older, moment('10:30:00'))).toBeUndefined();
  });

  // Three tries of 10 s, 5 s between them, and a minute for all around it.
  it.each([
    ['10:02:40', 0],
    ['10:02:40.001', 1],
  ])('that began at 10:01 and told nothing is lost or not at %s', (now, lost) => {
    expect(longestVerificationMs(verificationSample)).toBe(100_000);
    const record = window({ verifying: [begun('10:01:00')] });
    expect(lostVerifications(record, verificationSample, moment(now))).toHaveLength(lost);
    expect(isVerificationMissing(record, verificationSample, moment(now))).toBe(lost === 0);
  });

  it('is lost where the next one was begun, and not where it told', () => {
    const verifying = [begun('10:01:00'), begun('10:01:30')];
    const now = moment('10:01:31');
    expect(lostVerifications(window({ verifying }), verificationSample, now)).toEqual([verifying[0]]);
    const verifications = [made('10:01:00')];
    expect(lostVerifications(window({ verifying, verifications }), verificationSample, now)).toEqual([]);
  });

  it('is missing while it is due, and not after it told', () => {
    const verifications = ['10:01:00', '10:05:00', '10:15:00'].map((time) => made(time));
    const verifying = verifications.map(({ dueAt }) => ({ dueAt, begunAt: dueAt }));
    const record = window({ verifications, verifying });
    expect(isVerificationMissing(record, verificationSample, moment('10:54:59'))).toBe(false);
    expect(isVerificationMissing(record, verificationSample, moment('10:55:00'))).toBe(true);
  });
});

describe('what failed', () => {
  it('is each check that is watched, and each criterion with probes, each time that it failed', () => {
    const items = [item('user-login', 'fail'), item('feature-broken', 'fail'), item('response-times', 'warn')];
    const record = window({ verifications: [made('10:01:00', items), made('10:05:00', [item('user-login', 'fail')])] });
    expect(failedOnes(record).map(({ watched, since, alarm }) => [watched.id, since, alarm])).toEqual([
      ['user-login', at('10:01:00'), undefined],
      ['feature-broken', at('10:01:00'), undefined],
      ['user-login', at('10:05:00'), undefined],
    ]);
  });

  it('is nothing that the window does not watch: off, or without probes, when it opened', () => {
    const items = [item('user-login', 'fail'), item('performance-degraded', 'fail'), item('feature-broken', 'error')];
    const checks = verificationSample.checks.map((one) => ({ ...one, notWatched: 'off' }));
    expect(failedOnes(window({ checks, verifications: [made('10:01:00', items)] }))).toEqual([]);
  });
});

describe('what no verification could look at', () => {
  const all = verifiedOnes(verifiedWindowSample).map(({ id }) => id);
  const whole = (outcome: VerifiedItem['outcome']) => all.map((id) => item(id, outcome));

  it('is everything, where none was made', () => {
    expect(neverVerified(window(), moment('11:00:31')).map(({ what }) => what)).toEqual([
      ...['health-checks', 'error-spikes', 'response-times', 'user-login', 'mobile-connectivity'].map(
        (id) => `the check ${id}`,
      ),
      'the probes of feature-broken',
    ]);
  });

  it('is what none of them saw, with the last reason', () => {
    const verifications = [
      made('10:01:00', [...whole('pass').slice(0, 3), ...whole('error').slice(3)]),
      made('10:05:00', [item('user-login', 'error'), item('feature-broken', 'warn')]),
    ];
    expect(neverVerified(window({ verifications }), moment('11:00:31'))).toEqual([
      {
        what: 'the check user-login',
        why: 'no verification could look: user-login: error',
        ...{ from: at('10:00:00'), to: at('11:00:31') },
      },
      expect.objectContaining({ what: 'the check mobile-connectivity' }),
    ]);
  });

  it('is no criterion that an alarm watches as well', () => {
    const criteria = verifiedWindowSample.criteria.map((one) => ({ ...one, alarms: ['an-alarm'] }));
    expect(
      neverVerified(
        window({ criteria, verifications: [made('10:01:00', whole('pass').slice(0, 5))] }),
        moment('11:00:31'),
      ),
    ).toEqual([]);
  });
});
