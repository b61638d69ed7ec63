import { describe, expect, it } from 'vitest';
import { lambda, limited, onCall, problems, watching } from './support/rollback.ts';

describe('bounds of what an alarm is set to', () => {
  const high = (change: object) => watching({ 'error-rate-high': { watch: { lambda }, ...change } });
  it.each([
    { abovePercent: 0.1 },
    { abovePercent: 50 },
    { requestsAtLeast: 1 },
    { period: '5m' },
    { datapoints: '1 of 1' },
    { datapoints: '30 of 30' },
  ])('are kept by %j', (change) => {
    expect(problems(high(change))).toEqual([]);
  });

  it.each([
    [{ abovePercent: 0 }, 'abovePercent: must be at least 0.1, not 0'],
    [{ abovePercent: 51 }, 'abovePercent: must be at most 50, not 51'],
    [{ requestsAtLeast: 0 }, 'requestsAtLeast: must be at least 1, not 0'],
    [{ requestsAtLeast: 1.5 }, 'requestsAtLeast: must be a whole number, not 1.5'],
    [{ period: '4m' }, 'period: must be "10s" or "30s" or "1m" or "2m" or "3m" or "5m", not "4m"'],
    [{ period: '30s' }, "period: must be '1m' or longer: what AWS reports comes once a minute;"],
    [{ datapoints: '3 of 2' }, "datapoints: must be M of N, M not above N and N not above 30, for example '2 of 3'"],
    [{ datapoints: '0 of 2' }, 'datapoints: must be M of N'],
    [{ datapoints: '2 of 31' }, 'datapoints: must be M of N'],
    [{ datapoints: 3 }, 'datapoints: must be M of N'],
    [{ response: 'panic' }, 'response: must be "rollback" or "ask" or "notify", not "panic"'],
    [{ watch: undefined }, 'watch: is missing; write { loadBalancer: { loadBalancer, targetGroup, shared? } }, '],
    [{ watch: [] }, 'watch: must be at least 1 entries long'],
    [{ watch: Array.from({ length: 11 }, () => ({ lambda })) }, 'watch: must be at most 10 entries long'],
    [{ watch: [{ lambda }, { lambda: { function: 'a' } }] }, 'watch[1].lambda.alias: is missing; write a text'],
    [
      { watch: { loadBalancer: { loadBalancer: 'shop' } } },
      'watch.loadBalancer.loadBalancer: must be the end of a load',
    ],
    [{ watch: { httpApi: { id: 'A*' } } }, "watch.httpApi.id: must be an HTTP API's ID"],
  ])('refuse %j', (change, message) => {
    expect(problems(high(change))).toContainEqual(
      expect.stringContaining(`rollback.criteria.error-rate-high.${message}`),
    );
  });

  it.each([
    ['response-time', { factor: 1 }, 'factor: must be at least 1.1'],
    ['response-time', { floorMs: 0 }, 'floorMs: must be at least 1'],
    ['response-time', { samplesAtLeast: 19 }, 'samplesAtLeast: must be at least 20'],
    ['response-time', { watch: [{ lambda }, { lambda }] }, 'watch: must have one thing at most that is compared'],
    ['service-outage', { datapoints: '1 of 1' }, 'datapoints: must make 120 s at least, as M times the period'],
    ['db-pool-exhausted', { watch: { rds: { instance: 'shop' } } }, 'watch.rds.maxConnections: is missing'],
    [
      'feature-broken',
      { watch: { metric: { ...limited, below: 1 } } },
      'watch.metric: must have a limit: above or below',
    ],
    ['feature-broken', { watch: { metric: { ...limited, stat: 'p0' } } }, 'watch.metric.stat: must be Sum, Average,'],
    ['performance-degraded', { watch: { lambda } }, 'watch.lambda.p95AboveMs: is missing; write a number'],
    ['data-loss', { watch: 'poeple' }, 'or \'people\', not "poeple"'],
  ])('of %s refuse %j', (id, change, message) => {
    const given = { watch: { lambda }, ...change };
    expect(problems(watching({ [id]: given }, { asks: onCall }))).toContainEqual(expect.stringContaining(message));
  });

  it("allow shorter periods only to metrics of the team's own", () => {
    const outage = (watch: unknown) =>
      problems(watching({ 'service-outage': { watch, period: '10s', datapoints: '12 of 12' } }));
    const own = { metric: { namespace: 'Shop', metric: 'Probes', stat: 'Sum', below: 1 } };
    expect(outage(own)).toEqual([]);
    expect(outage([own, { lambda }])).toHaveLength(1);
    expect(outage({ metric: { ...own.metric, namespace: 'AWS/Lambda' } })).toHaveLength(1);
    const tooShort = { watch: own, period: '10s', datapoints: '11 of 11' };
    expect(problems(watching({ 'service-outage': tooShort }))).toHaveLength(1);
  });

  it('leave an alarm to one criterion, and the own ones to the stack', () => {
    const alarm = (name: string) => ({ watch: { alarm: { name } } });
    expect(problems(watching({ 'error-rate-high': alarm('Errors'), 'service-outage': alarm('Errors') }))).toEqual([
      'rollback.criteria.error-rate-high.watch: the alarm "Errors" stands under service-outage and error-rate-high; write it once, where its response is the right one',
    ]);
    const twice = { watch: [{ alarm: { name: 'Errors' } }, { alarm: { name: 'Errors' } }] };
    expect(problems(watching({ 'error-rate-high': twice }))).toEqual([expect.stringContaining('stands there twice')]);
    expect(problems(watching({ 'error-rate-high': alarm('preflight-shop-api-production-x') }))).toEqual([
      'rollback.criteria.error-rate-high.watch: must be an alarm that your team made, not "preflight-shop-api-production-x": names that begin with preflight-shop-api-production- are those of this gate\'s own',
    ]);
  });
});
