import { describe, expect, it } from 'vitest';
import { type RollbackInput, secret } from '../../lib/config/index.ts';
import {
  criterionOf,
  definitionsOf,
  lambda,
  limited,
  onCall,
  probe,
  problems,
  quiet,
  watching,
} from './support/rollback.ts';

const broken = (watch: unknown, others: object = {}) =>
  watching({ 'feature-broken': { watch, response: 'notify', ...others } });
const cart = { url: 'https://shop.example.com/cart' };

describe('a criterion that probes watch', () => {
  it('has no alarm where nothing else watches it', () => {
    const criterion = criterionOf('feature-broken', { watch: [{ probe }, { probe: cart }] });
    expect(criterion).toEqual({
      id: 'feature-broken',
      title: 'Non-critical feature broken',
      severity: 'medium',
      response: 'ask',
      alarms: [],
      probes: ['search', 'GET /cart'],
    });
  });

  it('may be watched by metrics and alarms too, whose names no probe changes', () => {
    const namesOf = (watch: object) => criterionOf('performance-degraded', { watch }).alarms.map(({ name }) => name);
    const slow = { lambda: { ...lambda, p95AboveMs: 800 } };
    expect(namesOf([{ probe }, slow])).toEqual(namesOf(slow));
    expect(namesOf([{ probe }, slow, { alarm: { name: 'a' } }, { probe: cart }, { metric: limited }])).toEqual(
      namesOf([slow, { alarm: { name: 'a' } }, { metric: limited }]),
    );
    const mixed = criterionOf('performance-degraded', { watch: [{ probe }, slow], datapoints: '2 of 3' });
    expect(definitionsOf(mixed)[0]).toMatchObject({ datapointsToAlarm: 2 });
    expect(mixed.probes).toEqual(['search']);
  });

  it('asks people unless it is answered otherwise, and then needs these', () => {
    expect(problems(watching({ 'feature-broken': { watch: { probe } } }))).toEqual([
      expect.stringMatching(/^rollback\.asks: is missing; feature-broken asks people whether to go back/),
    ]);
    expect(problems(watching({ 'feature-broken': { watch: { probe } } }, { asks: onCall }))).toEqual([]);
    expect(problems(broken({ probe }))).toEqual([]);
  });

  it('is enough for a window', () => {
    expect(problems(broken({ probe }))).toEqual([]);
  });

  it.each([
    [{ probe }, 'a probe, which is asked when rollback.verification says'],
    [
      [{ probe }, { alarm: { name: 'a' } }],
      'an alarm of your own, which is as it is, and a probe, which is asked when rollback.verification says',
    ],
  ])('has no periods and datapoints with %j alone', (watch, watched) => {
    const others = { period: '2m', datapoints: '1 of 1' };
    expect(problems(broken(watch, others))).toEqual(
      Object.keys(others).map(
        (key) => `rollback.criteria.feature-broken.${key}: does nothing: what is watched is ${watched}; remove it`,
      ),
    );
    expect(problems(broken([watch, { metric: limited }].flat(), others))).toEqual([]);
  });

  it('may have a short period beside a metric of its own', () => {
    expect(problems(broken([{ probe }, { metric: limited }], { period: '10s' }))).toEqual([]);
    const slow = { lambda: { ...lambda, p95AboveMs: 800 } };
    const criteria = { 'performance-degraded': { watch: [{ probe }, slow], response: 'notify', period: '10s' } };
    expect(problems(watching(criteria))).toEqual([
      expect.stringMatching(/^rollback\.criteria\.performance-degraded\.period: must be '1m' or longer/),
    ]);
  });

  it('has probes that can be told apart, with the other problems named at once', () => {
    const twice = 'give each a name of its own';
    expect(problems(broken([{ probe }, { probe: { ...cart, name: 'search' } }]))).toEqual([
      expect.stringMatching(
        new RegExp(`^rollback\\.criteria\\.feature-broken\\.watch: has two probes that are called "search"; ${twice}`),
      ),
    ]);
    // Without a name, method and path are it, whatever is asked there.
    expect(problems(broken([{ probe: cart }, { probe: { url: `${cart.url}?token=hunter2` } }]))).toEqual([
      expect.stringContaining('called "GET /cart"'),
    ]);
    expect(problems(broken([{ probe: cart }, { probe: { ...cart, method: 'OPTIONS' } }]))).toEqual([]);
    const others = { 'performance-degraded': { watch: { probe }, response: 'notify' } };
    expect(problems(watching({ 'feature-broken': { watch: { probe }, response: 'notify' }, ...others }))).toEqual([]);
  });

  it('has right probes: what is wrong in one speaks for itself', () => {
    expect(problems(broken({ probe: {} }))).toEqual([
      expect.stringMatching(/^rollback\.criteria\.feature-broken\.watch\.probe\.url: is missing/),
    ]);
    const wrong = { probe: { url: 'http://shop.example.com', method: 'get', timeout: 7 } };
    expect(problems(broken([{ metric: limited }, wrong])).map((one) => one.split(':')[0])).toEqual(
      ['url', 'method', 'timeout'].map((key) => `rollback.criteria.feature-broken.watch[1].probe.${key}`),
    );
    expect(problems(broken(Array.from({ length: 11 }, () => ({ probe }))))).toEqual([
      expect.stringMatching(/^rollback\.criteria\.feature-broken\.watch: must be at most 10 entries long/),
    ]);
  });

  it('shows nothing that may be secret where it is refused', () => {
    const secretive = { ...cart, headers: { 'x-api-key': 'hunter2' }, body: 'hunter2', colour: 'red' };
    const told = [
      ...problems(broken({ probe: secretive })),
      ...problems(watching({ 'error-rate-critical': { watch: { probe: secretive } } })),
      ...problems(broken({ probe: { ...cart, headers: { authorization: 'Bearer hunter2' } } })),
      ...problems(broken({ probe: { ...cart, url: 'http://shop.example.com/cart?key=hunter2' } })),
    ];
    expect(told.length).toBeGreaterThan(3);
    expect(told.join('\n')).not.toContain('hunter2');
  });

  it('takes secrets in headers', () => {
    const headers = { authorization: { ...secret('shop/probe', 'token'), prefix: 'Bearer ' }, accept: 'text/html' };
    expect(problems(broken({ probe: { ...cart, headers } }))).toEqual([]);
  });

  it('makes other things than it takes a type error', () => {
    const right: RollbackInput['criteria'] = {
      ...quiet.criteria,
      'feature-broken': { watch: [{ probe }, { metric: limited }], response: 'notify' },
    };
    const wrong: RollbackInput['criteria'] = {
      ...quiet.criteria,
      // @ts-expect-error what is seen some times within the hour is no outage of two minutes
      'service-outage': { watch: { probe } },
    };
    expect([right, wrong].map((criteria) => problems({ ...quiet, criteria }).length)).toEqual([0, 1]);
  });
});
