import { describe, expect, it } from 'vitest';
import { watchable } from '../../lib/config/criteria/watch.ts';
import { criterionIds } from '../../lib/domain/window/criterion.ts';
import {
  criterionOf,
  definitionsOf,
  everyWatch,
  lambda,
  loadBalancer,
  problems,
  watchedFor,
  watching,
} from './support/rollback.ts';

describe('what can be watched for which criterion', () => {
  it.each(everyWatch)('$key can for $id', ({ id, watch }) => {
    const { alarms, baseline, probes = [] } = criterionOf(id, { watch });
    expect(alarms.length + (baseline === undefined ? 0 : 1) + probes.length).toBe(1);
    for (const { madeBy, needsData } of alarms)
      expect([madeBy, needsData]).toEqual(['alarm' in watch ? 'existing' : 'stack', true]);
  });

  const cannot = criterionIds.flatMap((id) =>
    watchable.filter((key) => !Object.hasOwn(watchedFor[id], key)).map((key) => ({ id, key })),
  );
  it.each(cannot)('$key cannot for $id, with why and what to watch instead', ({ id, key }) => {
    const [problem, ...others] = problems(watching({ [id]: { watch: { [key]: {} } } }));
    expect(others.filter((one) => !one.startsWith('rollback.asks'))).toEqual([]);
    expect(problem).toMatch(
      new RegExp(
        `^rollback\\.criteria\\.${id}\\.watch: an? (?:load balancer|HTTP API|Lambda function|ECS service|database|probe) .*: watch .*\\{ \\w+: `,
      ),
    );
  });

  it.each(criterionIds.filter((id) => id !== 'data-loss'))('people alone cannot for %s', (id) => {
    expect(problems(watching({ [id]: { watch: 'people' } }))[0]).toBe(
      `rollback.criteria.${id}.watch: must name what tells of it: people alone watch nothing but data-loss; write off('reason') else, not "people"`,
    );
  });

  it('may be several things, each with an alarm of its own', () => {
    const criterion = criterionOf('service-outage', {
      watch: [{ lambda }, { alarm: { name: 'Probe' } }, { loadBalancer }],
    });
    expect(criterion.alarms.map(({ name }) => name)).toEqual([
      'preflight-shop-api-production-service-outage-1',
      'Probe',
      'preflight-shop-api-production-service-outage-3',
    ]);
    expect(definitionsOf(criterion)).toHaveLength(2);
  });
});

describe('an alarm of the team', () => {
  it.each(criterionIds)('may watch %s, as it is', (id) => {
    const given = { watch: { alarm: { name: 'Checkout > 1 %', needsData: false } } };
    expect(criterionOf(id, given).alarms).toEqual([{ name: 'Checkout > 1 %', madeBy: 'existing', needsData: false }]);
  });

  it('takes no settings beside its response', () => {
    expect(problems(watching({ 'error-rate-high': { watch: [{ alarm: { name: 'a' } }], abovePercent: 2 } }))).toEqual([
      'rollback.criteria.error-rate-high.abovePercent: does nothing: what is watched is an alarm of your own, which is as it is; remove it',
    ]);
    expect(criterionOf('error-rate-high', { watch: { alarm: { name: 'a' } }, response: 'notify' }).response).toBe(
      'notify',
    );
  });

  it.each(['', 'x'.repeat(256), 'shop-*', 'shop-?', 'shop-$' + '{aws:username}', 'a\nb'])('is not named %j', (name) => {
    expect(problems(watching({ 'error-rate-high': { watch: { alarm: { name } } } }))).toEqual([
      expect.stringMatching(/^rollback\.criteria\.error-rate-high\.watch\.alarm\.name: must be /),
    ]);
  });
});
