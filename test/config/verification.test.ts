import { describe, expect, it } from 'vitest';
import { sourceSettings } from '../../lib/config/function-settings.ts';
import type { RollbackInput } from '../../lib/config/index.ts';
import type { VerificationSettings } from '../../lib/config/window-settings.ts';
import { responseTimes, userLogin, verifying } from './support/post-deploy.ts';
import { limited, onCall, parsed, probe, problems, quiet, settingsOf, watching } from './support/rollback.ts';

const login = verifying({ 'user-login': userLogin });
const changesWith = (checkDeadlineSeconds: number) => ({ ...login, checkDeadlineSeconds });

function verificationOf(rollback: object, changes: object = login): VerificationSettings {
  const { verification } = settingsOf(rollback, { changes });
  if (verification === undefined) throw new Error('nothing is verified');
  return verification;
}
const found = (rollback: object, changes: object = login): string[] => problems({ ...quiet, ...rollback }, changes);

describe('when a window verifies', () => {
  it('is after 1, 5, 15 and 55 minutes, with three tries, unless other times are written', () => {
    expect(verificationOf(quiet)).toMatchObject({ at: [60, 300, 900, 3300], tries: 3, everySeconds: 5 });
    const verification = { at: ['10s', '2m', '1h'], tries: 1, every: '30s' };
    expect(verificationOf({ ...quiet, verification })).toMatchObject({
      at: [10, 120, 3600],
      tries: 1,
      everySeconds: 30,
    });
  });

  it.each([
    ['12h', [60, 300, 900, 3300]],
    ['55m', [60, 300, 900, 3300]],
    ['54m', [60, 300, 900]],
    ['1m', [60]],
  ])('is at those of the usual moments that are in a window of %s', (lasts, at) => {
    expect(verificationOf({ ...quiet, lasts }).at).toEqual(at);
  });

  it('must be written where a window ends before all of them', () => {
    expect(found({ lasts: '59s' })).toEqual([
      "rollback.verification.at: is missing; a window of 59 s ends before the usual ones, 1m, 5m, 15m and 55m: write moments that are in it, for example ['30s']",
    ]);
    expect(found({ lasts: '59s', verification: { at: ['1s', '59s'] } })).toEqual([]);
    expect(problems({ ...quiet, lasts: '59s' })).toEqual([]);
  });

  it('is within the window, to its last moment', () => {
    expect(found({ lasts: '10m', verification: { at: ['1m', '10m'] } })).toEqual([]);
    expect(found({ lasts: '10m', verification: { at: ['1m', '601s', '11m'] } })).toEqual([
      'rollback.verification.at[1]: must be in the window, which lasts 600 s, not 601 s after its opening; write an earlier one, or a longer window, lasts',
      expect.stringMatching(/^rollback\.verification\.at\[2\]: must be in the window/),
    ]);
    expect(found({ verification: { at: ['2h'] } })).toHaveLength(1);
  });

  it('is 12 times at most', () => {
    const at = Array.from({ length: 13 }, (_, index) => `${index + 1}m`);
    expect(found({ verification: { at: at.slice(1) } })).toEqual([]);
    expect(found({ verification: { at } })).toEqual([
      expect.stringMatching(/^rollback\.verification\.at: must be at most 12 entries long/),
    ]);
    expect(found({ verification: { at: [] } })).toEqual([
      expect.stringMatching(/^rollback\.verification\.at: must be at least 1 entries long/),
    ]);
  });

  it.each([
    [{ at: '1m' }, "at: must be a list of moments after the opening, for example ['1m', '5m', '15m', '55m'], not"],
    [{ at: ['1m', 300] }, 'at[1]: must be a length of time up to 12h, for example 30m or 4h, not 300'],
    [{ at: ['0s'] }, 'at[0]: must be a length of time'],
    [{ at: ['13h'] }, 'at[0]: must be a length of time up to 12h'],
    [{ at: ['5m', '1m'] }, 'at: must be in ascending order, each moment once'],
    [{ at: ['1m', '60s'] }, 'at: must be in ascending order, each moment once'],
    [{ tries: 0 }, 'tries: must be at least 1, not 0'],
    [{ tries: 11 }, 'tries: must be at most 10, not 11'],
    [{ tries: 1.5 }, 'tries: must be a whole number, not 1.5'],
    [{ every: '31s' }, 'every: must be a length of time up to 30s, for example 10s, not "31s"'],
    [{ every: 5 }, 'every: must be a length of time up to 30s'],
    [{ minutes: [1, 5] }, 'minutes: unknown key'],
  ])('is refused as %j', (verification, message) => {
    expect(found({ verification })).toEqual([expect.stringContaining(`rollback.verification.${message}`)]);
  });

  it('is refused as anything but an object', () => {
    expect(found({ verification: ['1m'] })).toEqual([
      'rollback.verification: must be { at?, tries?, every? }, not ["1m"]',
    ]);
  });

  it('takes 90 s at most where nothing answers, of which each part is told of', () => {
    expect(found({}, changesWith(26))).toEqual([]);
    expect(found({}, changesWith(27))).toEqual([
      'rollback.verification: must take 90 s at most where nothing answers, not 91 s (3 tries of 27 s, 5 s between); lower tries, every or checkDeadlineSeconds',
    ]);
    const once = { verification: { tries: 1 } };
    expect(found(once, changesWith(90))).toEqual([]);
    expect(found(once, changesWith(91))).toEqual([
      'rollback.verification: must take 90 s at most where nothing answers, not 91 s (1 try of 91 s); lower checkDeadlineSeconds',
    ]);
    expect(problems(quiet, { checkDeadlineSeconds: 120 })).toEqual([]);
    // What the deadline is, nobody knows yet.
    expect(found({}, changesWith(121))).toEqual([expect.stringMatching(/^checkDeadlineSeconds: must be at most 120/)]);
  });

  it('does nothing where nothing is verified', () => {
    const verification = { at: ['1m'] };
    expect(problems({ ...quiet, verification })).toEqual([
      'rollback.verification: does nothing: no check of post-deploy is on, and no criterion has a probe; write what is to be verified, or remove it',
    ]);
    const probed = { 'feature-broken': { watch: { probe }, response: 'notify' } };
    expect(problems(watching(probed, { verification }))).toEqual([]);
    // Nobody knows yet whether this criterion has one.
    const wrong = { 'feature-broken': { watch: { probe: {} }, response: 'notify' } };
    expect(problems(watching(probed, { verification, criteria: { ...quiet.criteria, ...wrong } }))).toEqual([
      expect.stringMatching(/^rollback\.criteria\.feature-broken\.watch\.probe\.url: is missing/),
    ]);
  });

  it('is told of together with all else', () => {
    const rollback = { ...quiet, lasts: '1h', runbook: 7, verification: { at: ['2h'], tries: 9 } };
    expect(problems(rollback, login).map((one) => one.split(':')[0])).toEqual([
      'rollback.runbook',
      'rollback.verification.at[0]',
      'rollback.verification',
    ]);
  });
});

describe('what a window verifies', () => {
  it('is nothing where all checks are off and no criterion has probes', () => {
    expect(settingsOf(quiet)).not.toHaveProperty('verification');
    expect(settingsOf(quiet).criteria.some(({ probes }) => probes !== undefined)).toBe(false);
  });

  it('has the settings of what is on, with the sources and the deadline of a check', () => {
    const changes = { ...changesWith(20), trustedAuthorities: [] };
    const { settings, probes, sources, deadlineSeconds } = verificationOf(quiet, changes);
    expect(Object.keys(settings)).toEqual(['user-login']);
    expect(settings['user-login']).toMatchObject({ user: 'shop/test-user' });
    expect(probes).toEqual({});
    expect(deadlineSeconds).toBe(20);
    expect(sources).toEqual(sourceSettings(parsed(quiet, { changes })));
  });

  it('has the probes of criteria, also where all checks are off', () => {
    const criteria = {
      'feature-broken': {
        watch: [{ metric: limited }, { probe }, { probe: { url: 'https://shop.example.com/cart' } }],
      },
      'performance-degraded': { watch: { probe: { ...probe, withinMs: 800 } } },
    };
    const settings = settingsOf(watching(criteria, { asks: onCall }));
    expect(settings.verification?.settings).toEqual({});
    expect(settings.verification?.checks.every(({ notWatched }) => notWatched !== undefined)).toBe(true);
    expect(settings.verification?.probes).toEqual({
      'feature-broken': [
        expect.objectContaining({ ...probe, method: 'GET', status: 200 }),
        expect.objectContaining({ url: 'https://shop.example.com/cart' }),
      ],
      'performance-degraded': [expect.objectContaining({ ...probe, withinMs: 800 })],
    });
    expect(settings.criteria.flatMap(({ id, probes, alarms }) => (probes ? [{ id, probes, alarms }] : []))).toEqual([
      {
        id: 'feature-broken',
        probes: ['search', 'GET /cart'],
        alarms: [expect.objectContaining({ name: 'preflight-shop-api-production-feature-broken' })],
      },
      { id: 'performance-degraded', probes: ['search'], alarms: [] },
    ]);
  });

  it('has limits that are not cut off', () => {
    const slow = (withinMs: number, checkDeadlineSeconds: number) => ({
      ...verifying({ 'user-login': { ...userLogin, afterwards: { ...userLogin.afterwards, withinMs } } }),
      checkDeadlineSeconds,
    });
    expect(problems(quiet, slow(9999, 10))).toEqual([]);
    expect(problems(quiet, slow(10_000, 10))).toEqual([
      'checks.post-deploy.user-login.afterwards.withinMs: must be less than 10000, not 10000: a look is cut off after checkDeadlineSeconds, 10 s',
    ]);
    expect(problems(quiet, slow(10_000, 11))).toEqual([]);
    const criteria = { 'feature-broken': { watch: [{ probe: { ...probe, withinMs: 20_000 } }], response: 'notify' } };
    expect(problems(watching(criteria))).toEqual([
      expect.stringMatching(
        /^rollback\.criteria\.feature-broken\.watch\[0\]\.probe\.withinMs: must be less than 10000/,
      ),
    ]);
  });
});

describe('drills', () => {
  it('are allowed only where that is written', () => {
    expect(settingsOf({ ...quiet, allowsDrills: true }).allowsDrills).toBe(true);
    for (const one of [quiet, { ...quiet, allowsDrills: false }])
      expect(settingsOf(one)).not.toHaveProperty('allowsDrills');
    expect(problems({ ...quiet, allowsDrills: 'staging' })).toEqual([
      'rollback.allowsDrills: must be true or false, not "staging"',
    ]);
  });

  it('need something that goes back', () => {
    expect(problems({ ...quiet, strategy: 'none', allowsDrills: true })).toEqual([
      "rollback.allowsDrills: does nothing where nothing goes back: write a strategy other than 'none', or remove it",
    ]);
    expect(problems({ ...quiet, strategy: 'none' })).toEqual([]);
  });

  it.each([
    { 'error-rate-critical': { watch: { alarm: { name: 'a' } } } },
    { 'feature-broken': { watch: { probe }, response: 'rollback' } },
    { 'feature-broken': { watch: { metric: limited }, response: 'notify' } },
  ])('need an alarm to provoke, which %j has not', (criteria) => {
    expect(problems(watching(criteria, { allowsDrills: true }))).toEqual([
      "rollback.allowsDrills: has nothing to provoke: no criterion with response: 'rollback' has an alarm that Preflight makes; watch something other than an alarm of your own and a probe, or remove it",
    ]);
  });

  it('may provoke the alarm that a window makes for itself', () => {
    const criteria = { 'response-time': { watch: [{ alarm: { name: 'a' } }, { lambda: responseTimes.watch.lambda }] } };
    expect(problems(watching(criteria, { allowsDrills: true }))).toEqual([]);
  });

  it('and times are checked in their types too', () => {
    const right: RollbackInput = {
      ...quiet,
      allowsDrills: true,
      verification: { at: ['1m', '5m'], tries: 2, every: '10s' },
    };
    // @ts-expect-error a number has no unit
    const wrong: RollbackInput = { ...quiet, verification: { at: [60] } };
    expect([right, wrong].map((one) => problems(one, login).length)).toEqual([0, 1]);
  });
});
