import { describe, expect, it } from 'vitest';
import { criteria, criterionIds } from '../../lib/domain/window/criterion.ts';
import {
  alarmOf,
  criterionOf,
  definitionsOf,
  everyWatch,
  lambda,
  problems,
  runbook,
  watching,
} from './support/rollback.ts';

const made = everyWatch.filter(({ key }) => key !== 'alarm' && key !== 'probe');
const longestPlace = { service: 's'.repeat(48), name: 'e'.repeat(32) };

describe.each(made)('the alarm for $id on $key', ({ id, watch }) => {
  const definition = alarmOf(id, { watch });

  it('says what it means, why it is set so, and where the runbook tells of it', () => {
    const { periodSeconds, datapointsToAlarm, evaluationPeriods, missingData } = definition;
    const { title, severity } = criteria[id];
    const [meaning, period, datapoints, missing, floor, link, ...more] = definition.description.split('\n');
    expect(meaning?.startsWith(`${title} (${severity}: ${criterionOf(id, { watch }).response}): `)).toBe(true);
    expect(period).toMatch(new RegExp(`^Period: ${periodSeconds} s, \\w.+\\.$`));
    expect(datapoints).toMatch(new RegExp(`^Datapoints: ${datapointsToAlarm} of ${evaluationPeriods}, since .+\\.$`));
    expect(missing).toMatch(new RegExp(`^Missing data: ${missingData}, since .+\\.$`));
    expect(floor).toMatch(/^Request floor: (?:\d+ requests a period|none), since .+\.$/);
    expect([link, more]).toEqual([`Runbook: ${runbook}#${id}`, []]);
  });

  it('has the criterion, its severity and its response in its tags', () => {
    expect(definition.tags).toEqual({
      'preflight:service': 'shop-api',
      'preflight:environment': 'production',
      'preflight:criterion': id,
      'preflight:severity': criteria[id].severity,
      'preflight:response': criterionOf(id, { watch }).response,
    });
  });

  it('compares a series that is there, made of series that are there', () => {
    const ids = definition.series.map((one) => one.id);
    expect(ids).toContain(definition.returns);
    expect(new Set(ids).size).toBe(ids.length);
    for (const one of definition.series) {
      expect(one.id).toMatch(/^[a-z]\w*$/);
      const named = 'expression' in one ? (one.expression.match(/\b[a-z]\w*/g) ?? []) : [];
      expect(named.filter((name) => !ids.includes(name))).toEqual([]);
    }
  });

  it('has no datapoint where CloudWatch has none yet: a filled one would be the newest, and good, for ever', () => {
    expect(JSON.stringify(definition.series)).not.toMatch(/FILL|REPEAT|TIME_SERIES/);
  });
});

describe('every alarm', () => {
  const longWatch = {
    loadBalancer: {
      loadBalancer: `app/${'l'.repeat(32)}/50dc6c495c0c9188`,
      targetGroup: `targetgroup/${'t'.repeat(32)}/73e2d6bc24d8a067`,
    },
    httpApi: { id: 'a'.repeat(32), stage: 's'.repeat(128) },
    lambda: { function: 'f'.repeat(64), alias: 'a'.repeat(128) },
    ecsService: { cluster: 'c'.repeat(255), service: 's'.repeat(255) },
    rds: { instance: 'i'.repeat(63) },
  };
  const longMetric = { namespace: 'n'.repeat(255), metric: 'm'.repeat(255), dimensions: { d: 'd'.repeat(1000) } };

  it.each(made)('fits into CloudWatch with the longest of everything: $id on $key', ({ id, key, watch }) => {
    const [given = {}] = Object.values<object>(watch);
    const metric = 'errors' in given ? { errors: longMetric, requests: longMetric } : { ...given, ...longMetric };
    const long = key === 'metric' ? metric : { ...given, ...longWatch[key as keyof typeof longWatch] };
    const several = id === 'response-time' ? { [key]: long } : Array.from({ length: 10 }, () => ({ [key]: long }));
    const longestRunbook = `https://wiki.example.com/${'r'.repeat(225)}`;
    const settings = { watch: several, response: 'rollback', period: '5m', datapoints: '30 of 30' };
    const definitions = definitionsOf(criterionOf(id, settings, { ...longestPlace, runbook: longestRunbook }));
    expect(definitions).toHaveLength(id === 'response-time' ? 1 : 10);
    for (const { name, description } of definitions) {
      // A run's name of 73 characters at most is added for the baseline's.
      expect(name.length).toBeLessThanOrEqual(255 - 1 - 73);
      expect(description.length).toBeLessThanOrEqual(1024);
      expect(description.endsWith(`Runbook: ${longestRunbook}#${id}`)).toBe(true);
    }
  });

  it('is named by service, environment and criterion, each name once', () => {
    const all = criterionIds.flatMap((id) =>
      id === 'data-loss' ? [] : made.filter((one) => one.id === id).slice(0, 1),
    );
    const names = all.map(({ id, watch }) => alarmOf(id, { watch }).name);
    expect(names).toEqual(all.map(({ id }) => `preflight-shop-api-production-${id}`));
  });

  it.each([
    [
      '30s',
      { metric: { namespace: 'Shop', metric: 'a', stat: 'Sum', above: 1 } },
      'Period: 30 s, since it is reported that often.',
    ],
    ['5m', { lambda: { ...lambda, p95AboveMs: 5 } }, 'Period: 300 s, so that there is enough in one to judge by.'],
  ])('says why its period is %s', (period, watch, words) => {
    expect(alarmOf('performance-degraded', { watch, period }).description).toContain(words);
  });

  it('is set as it was written', () => {
    const settings = { watch: { lambda }, abovePercent: 2.5, period: '2m', datapoints: '4 of 6', response: 'notify' };
    expect(problems(watching({ 'error-rate-high': settings }))).toEqual([]);
    expect(alarmOf('error-rate-high', settings)).toMatchObject({
      threshold: 2.5,
      periodSeconds: 120,
      datapointsToAlarm: 4,
      evaluationPeriods: 6,
      description: expect.stringContaining('(high: notify)'),
      tags: expect.objectContaining({ 'preflight:response': 'notify' }),
    });
  });
});
