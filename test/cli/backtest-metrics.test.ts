import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { askCloudWatchPage, fetchHistory, type Wanted } from '../../lib/cli/backtest-metrics.ts';
import { type FakeMetrics, fakeMetrics, type MetricQuestion } from './support/fake-metrics.ts';

const startMs = Date.parse('2026-11-20T00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
const metric = (name: string, stat = 'Sum'): Wanted => ({
  namespace: 'AWS/Lambda',
  metric: name,
  stat,
  dimensions: { Resource: 'shop:live', FunctionName: 'shop' },
});
const columnOf = (name: string, stat = 'Sum'): string =>
  `AWS/Lambda ${name} ${stat} FunctionName=shop Resource=shop:live`;

async function fetchFrom(input: FakeMetrics, wanted: readonly Wanted[], ms: number) {
  const { env, calls } = await fakeMetrics(input);
  const client = new CloudWatchClient({
    region: 'eu-central-1',
    endpoint: env['AWS_ENDPOINT_URL'] ?? '',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const told: [number, number][] = [];
  const fetched = fetchHistory(
    wanted,
    { fromMs: startMs, toMs: startMs + ms },
    { ask: askCloudWatchPage(client), at: (...shares) => void told.push(shares) },
  );
  const history = await fetched.catch((cause: unknown) => cause as Error);
  return { history, told, questions: calls.map(({ input: asked }) => asked as unknown as MetricQuestion) };
}

const indexOf = (ms: number): number => (ms - startMs) / minute;

describe('the history that CloudWatch has', () => {
  it('is asked for in pieces of at most 100,800 datapoints, as plain statistics of a minute, with progress', async () => {
    const wanted = Array.from({ length: 60 }, (_, index) => metric(`M${index}`, index === 7 ? 'p95' : 'Sum'));
    const { history, told, questions } = await fetchFrom(
      { value: (name, _, ms) => (name === 'M7' ? indexOf(ms) : undefined) },
      wanted,
      3 * day,
    );
    if (history instanceof Error) throw history;
    expect(history).toMatchObject({ startMs, minutes: 3 * 1440 });
    expect([...(history.columns.get(columnOf('M7', 'p95')) ?? [])]).toEqual(
      Array.from({ length: 3 * 1440 }, (_, index) => index),
    );
    expect(history.columns.get(columnOf('M8'))?.every(Number.isNaN)).toBe(true);
    expect(questions).toHaveLength(3);
    for (const { MetricDataQueries, StartTime, EndTime } of questions) {
      expect(MetricDataQueries.length * ((EndTime - StartTime) / 60)).toBeLessThanOrEqual(100_800);
      expect(MetricDataQueries.map(({ MetricStat }) => MetricStat.Period)).toEqual(wanted.map(() => 60));
      expect(MetricDataQueries.filter(({ Expression }) => Expression !== undefined)).toEqual([]);
    }
    expect(told).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  it('is asked for with 500 metrics at a time', async () => {
    const wanted = Array.from({ length: 501 }, (_, index) => metric(`M${index}`));
    const { history, questions } = await fetchFrom({ value: (name) => Number(name.slice(1)) }, wanted, 10 * minute);
    if (history instanceof Error) throw history;
    expect(questions.map(({ MetricDataQueries }) => MetricDataQueries.length)).toEqual([500, 1]);
    expect([...(history.columns.get(columnOf('M500')) ?? [])]).toEqual(Array.from({ length: 10 }, () => 500));
  });

  it('is read to its last page', async () => {
    const { history, questions } = await fetchFrom(
      { value: (_, __, ms) => (indexOf(ms) % 2 === 0 ? indexOf(ms) : undefined), pageSize: 100 },
      [metric('Errors')],
      1000 * minute,
    );
    if (history instanceof Error) throw history;
    expect(questions).toHaveLength(10);
    expect([...(history.columns.get(columnOf('Errors')) ?? [])]).toEqual(
      Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? index : NaN)),
    );
  });

  it('is none where the pages do not end', async () => {
    const { history, questions } = await fetchFrom({ value: () => 1, endless: true }, [metric('Errors')], day);
    expect(history).toMatchObject({ message: 'CloudWatch answered cloudwatch:GetMetricData with pages without end' });
    expect(questions.length).toBeLessThan(50);
  });

  it.each([
    ['PartialData', 'PartialData'],
    ['InternalError', 'InternalError'],
    ['Forbidden', 'Forbidden'],
  ])('is none where a metric ends as %s: half of it would look like silence', async (status, words) => {
    const { history } = await fetchFrom({ value: () => 1, status }, [metric('Errors')], day);
    expect(history).toMatchObject({ message: `CloudWatch did not answer all of ${columnOf('Errors')}: ${words}` });
  });

  it('is none where the caller may not ask, which is said in plain words', async () => {
    const { history } = await fetchFrom({ value: () => 1, error: 'AccessDeniedException' }, [metric('Errors')], day);
    expect(history).toMatchObject({
      message:
        'CloudWatch refused cloudwatch:GetMetricData: AccessDeniedException; the role of this function or user may not do that',
    });
  });
});
