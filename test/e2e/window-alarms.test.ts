import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { dataLoss, dataLossAlarms } from '../../lib/config/criteria/data-loss.ts';
import { windowSettings } from '../../lib/config/window-settings.ts';
import type { CriterionId } from '../../lib/domain/window/criterion.ts';
import { ownAlarm } from '../../lib/domain/window/own-alarm.ts';
import type { Alarms } from '../../lib/sources/alarms.ts';
import { cloudwatchAlarms } from '../../lib/sources/cloudwatch-alarms.ts';
import { credentials, region } from '../../sandbox/aws-environment.ts';
import { stackAlarms } from '../../sandbox/world/alarms.ts';
import { versions } from '../../sandbox/world/shop-function.ts';
import type { TrafficState } from '../../sandbox/world/traffic.ts';
import { useSandbox } from './support/use-sandbox.ts';

const production = useSandbox();
const run = 'own-alarm';
const signal = new AbortController().signal;
/** More than any alarm takes to turn red, or to be OK again. */
const enough = 12;
let client: CloudWatchClient;
let alarms: Alarms;
let prefix: string;

beforeAll(async () => {
  const { endpoint, deployed } = production().sandbox;
  client = new CloudWatchClient({ endpoint, region, credentials });
  alarms = cloudwatchAlarms(client);
  prefix = `${deployed.stack}-`;
  const { default: config } = await import('../../preflight.config.ts');
  const { production: environment } = config.environments;
  const watched = environment === undefined ? undefined : windowSettings(environment);
  const found = watched?.criteria.find(({ id }) => id === 'response-time')?.baseline;
  if (found === undefined) throw new Error('response-time is not compared with the hour before');
  // As each window makes it when it opens.
  const measured = await alarms.baseline(found, new Date(), signal);
  if (measured === undefined) throw new Error('there is no traffic in the hour before');
  await alarms.put(ownAlarm(measured, found, run), { topic: deployed.alarms }, signal);
});

beforeEach(async () => {
  const { minutes } = production().sandbox;
  await minutes.become({});
  await minutes.calm();
});

/** What is red, as the window sees it. */
async function red(): Promise<string[]> {
  const all = await alarms.look(await alarms.named(prefix, signal), signal);
  return [...all.values()].flatMap(({ name, state }) => (state === 'ALARM' ? [name.slice(prefix.length)] : []));
}

async function pass(count: number): Promise<string[]> {
  const reasons: string[] = [];
  for (let minute = 0; minute < count; minute += 1) {
    reasons.push(...(await production().sandbox.minutes.pass()).map(({ reason }) => reason));
  }
  return reasons;
}

interface Fault {
  readonly criterion: Exclude<CriterionId, 'data-loss'>;
  readonly traffic: Partial<TrafficState>;
  /** Everything that is red in the end. */
  readonly turnsRed: readonly string[];
  readonly because: RegExp;
}

const faults: readonly Fault[] = [
  {
    criterion: 'error-rate-critical',
    traffic: { errorPercent: 10 },
    // What is above 5 % is above 1 %, too.
    turnsRed: ['error-rate-critical', 'error-rate-high'],
    because: /^Threshold Crossed: 2 out of the last 3 datapoints \[10\.0 \(.*, 10\.0 \(.*were greater than .*\(5\.0\)/,
  },
  {
    criterion: 'error-rate-high',
    traffic: { errorPercent: 3 },
    turnsRed: ['error-rate-high'],
    because: /^Threshold Crossed: 3 out of the last 5 datapoints \[3\.0 \(.*were greater than the threshold \(1\.0\)/,
  },
  {
    criterion: 'service-outage',
    traffic: { requestsPerMinute: 0 },
    turnsRed: ['service-outage'],
    because: /no datapoints were received for 2 periods and 2 missing datapoints were treated as \[Breaching\]/,
  },
  {
    criterion: 'response-time',
    traffic: { p95Ms: 480 },
    turnsRed: [`response-time-${run}`],
    because:
      /^Threshold Crossed: 3 out of the last 5 datapoints \[480\.0 \(.*were greater than the threshold \(360\.0\)/,
  },
  {
    criterion: 'db-pool-exhausted',
    traffic: { databaseConnections: 196 },
    turnsRed: ['db-pool-exhausted'],
    because:
      /^Threshold Crossed: 2 out of the last 3 datapoints \[196\.0 \(.*were greater than the threshold \(180\.0\)/,
  },
  {
    criterion: 'feature-broken',
    traffic: { failedSearchesPerMinute: 80 },
    turnsRed: ['feature-broken'],
    because: /^Threshold Crossed: 3 out of the last 5 datapoints \[80\.0 \(.*were greater than the threshold \(50\.0\)/,
  },
  {
    criterion: 'performance-degraded',
    traffic: { databaseCpuPercent: 97 },
    turnsRed: ['performance-degraded'],
    because:
      /^Threshold Crossed: 5 out of the last 10 datapoints \[97\.0 \(.*were greater than the threshold \(90\.0\)/,
  },
];

test.each(faults)('$criterion: its fault turns $turnsRed red, and they become OK again', async (fault) => {
  const { minutes } = production().sandbox;
  expect(await red()).toEqual([]);
  await minutes.become(fault.traffic);
  const reasons = await pass(enough);
  expect((await red()).toSorted()).toEqual(fault.turnsRed);
  expect(reasons).toHaveLength(fault.turnsRed.length);
  expect(reasons[0]).toMatch(fault.because);
  await minutes.become({});
  expect(await pass(enough)).toHaveLength(fault.turnsRed.length);
  expect(await red()).toEqual([]);
});

test('data-loss, where a metric tells of it and not people alone: red by itself, and OK again', async () => {
  const { endpoint, deployed } = production().sandbox;
  const metric = { namespace: 'Shop', metric: 'LostOrders', stat: 'Sum', above: 0 };
  const settings = z.parse(dataLoss, { watch: { metric } });
  const place = { service: 'shop-api', environment: 'with-orders', runbook: 'https://localhost/runbook.md' };
  const criterion = { id: 'data-loss', title: 'Data loss', severity: 'critical', response: 'ask' } as const;
  const made = dataLossAlarms({ ...criterion, ...place }, settings);
  const topic = deployed.alarms;
  for (const { definition } of made) if (definition !== undefined) await alarms.put(definition, { topic }, signal);
  const stack = 'preflight-shop-api-with-orders';
  const criteria = [{ ...criterion, alarms: made }];
  const others = stackAlarms(endpoint, { stack, topic, criteria, make: async () => undefined });
  const minute = 60_000;
  const lostAt = Math.floor(Date.now() / minute) * minute - 300 * minute;
  const lost = { MetricName: 'LostOrders', Timestamp: new Date(lostAt), Value: 2 };
  await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData: [lost] }));
  const states: string[] = [];
  for (const at of [0, 1, 2, 3, 4]) {
    states.push(...(await others.evaluate(new Date(lostAt + at * minute))).map(({ to }) => `${at}: ${to}`));
  }
  // Of an alarm of one period, three are looked at: as long as one of them was lost in, it is the newest there is.
  expect(states).toEqual(['0: OK', '1: ALARM', '4: OK']);
  await alarms.remove(await alarms.named(`${stack}-`, signal), signal);
});

test('a fault is that of the version that served: without it all is whole again', async () => {
  const { minutes, shop } = production().sandbox;
  await shop.deploy(versions.release);
  await minutes.become({ errorPercent: 10 });
  await pass(3);
  expect(await red()).toContain('error-rate-critical');
  await shop.deploy(versions.previous);
  await pass(5);
  expect(await red()).toEqual([]);
});

test('no metric that is put makes an alarm another: only the end of a minute does', async () => {
  const { sandbox } = production();
  await sandbox.minutes.become({ requestsPerMinute: 0 });
  await pass(enough);
  expect(await red()).toEqual(['service-outage']);
  await Promise.all([sandbox.visit(), sandbox.report()]);
  expect(await red()).toEqual(['service-outage']);
});

test('nothing of it is in the hours at which checks and windows look', async () => {
  const { sandbox } = production();
  await sandbox.minutes.become({ errorPercent: 50, databaseConnections: 199 });
  await pass(enough);
  const query = (Id: string, Namespace: string, MetricName: string) => ({
    Id,
    MetricStat: { Metric: { Namespace, MetricName }, Period: 60, Stat: 'Maximum' },
  });
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 4 * 3_600_000),
      EndTime: new Date(),
      MetricDataQueries: [
        query('errors', 'AWS/Lambda', 'Errors'),
        query('connections', 'AWS/RDS', 'DatabaseConnections'),
      ],
    }),
  );
  const [errors = [], connections = []] = MetricDataResults.map(({ Values = [] }) => Values);
  expect(errors.length).toBeGreaterThanOrEqual(60);
  expect(Math.max(...errors)).toBeLessThan(5);
  expect(connections).toEqual([]);
});
