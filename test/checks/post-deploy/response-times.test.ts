import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { responseTimes } from '../../../lib/checks/post-deploy/response-times.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { Span } from '../../../lib/domain/span.ts';
import type { Cloudwatch, Percentile, PercentileQuery } from '../../../lib/sources/cloudwatch.ts';
import { ask, now } from '../../support/ask.ts';

type Settings = z.input<typeof responseTimes.config>;

const deployedAt = new Date('2026-11-23T11:44:30.000Z');
const metric = {
  namespace: 'Shop',
  metric: 'Took',
  dimensions: { Service: 'shop-api' },
  unit: 'milliseconds',
} as const;
const enough = (ms: number): Percentile => ({ value: ms, samples: 200 });

interface Answers {
  readonly since: Percentile | undefined;
  readonly before?: Percentile | undefined;
}

async function look({ since, before }: Answers, config: Partial<Settings> = {}) {
  const asked: (PercentileQuery & Span)[] = [];
  const cloudwatch: Cloudwatch = {
    latest: () => Promise.reject(new Error('the check should not ask this')),
    async percentile(query, within) {
      asked.push({ ...query, ...within });
      return within.to <= deployedAt ? before : since;
    },
  };
  const result = await ask(responseTimes, {
    config: { watch: { metric }, ...config },
    sources: { cloudwatch },
    deployedAt,
  });
  return { ...result, asked };
}

describe('response-times', () => {
  it('compares the p95 since the deploy with that of the hour before it', async () => {
    const { asked, ...result } = await look({
      since: { value: 420.04, samples: 1204 },
      before: { value: 400, samples: 5120 },
    });
    expect(result).toMatchObject({
      outcome: 'pass',
      summary:
        'p95 is 420 ms in the 16 min since the deploy (requests: 1204); p95 is 400 ms in the hour before the deploy (requests: 5120)',
      evidence: [
        {
          where: 'metric Took of Shop',
          observed: 'p95 is 420 ms in the 16 min since the deploy (requests: 1204)',
          expected: 'at most 1.5 times that of the hour before the deploy, or at most 300 ms',
          when: '2026-11-23T12:00:00.000Z',
        },
        { observed: 'p95 is 400 ms in the hour before the deploy (requests: 5120)', when: '2026-11-23T11:44:00.000Z' },
      ],
    });
    const { unit: _, ...plain } = metric;
    expect(asked).toEqual([
      { ...plain, percentile: 'p95', from: new Date('2026-11-23T11:44:00Z'), to: now },
      { ...plain, percentile: 'p95', from: new Date('2026-11-23T10:44:00Z'), to: new Date('2026-11-23T11:44:00Z') },
    ]);
  });

  it.each<[string, Answers, Partial<Settings>, string]>([
    ['one and a half times as long', { since: enough(600), before: enough(400) }, {}, 'pass'],
    ['just more', { since: enough(600.1), before: enough(400) }, {}, 'fail'],
    ['the configured factor', { since: enough(800), before: enough(400) }, { factor: 2 }, 'pass'],
    ['more than it', { since: enough(801), before: enough(400) }, { factor: 2 }, 'fail'],
    ['just the floor, however fast it was', { since: enough(300), before: enough(1) }, {}, 'pass'],
    ['just above the floor', { since: enough(300.1), before: enough(1) }, {}, 'fail'],
    ['the configured floor', { since: enough(900), before: enough(1) }, { floorMs: 900 }, 'pass'],
    ['above it', { since: enough(901), before: enough(1) }, { floorMs: 900 }, 'fail'],
    ['nothing at all before', { since: enough(301), before: enough(0) }, {}, 'fail'],
  ])('is judged at both sides: %s', async (_what, answers, config, outcome) => {
    await expect(look(answers, config)).resolves.toMatchObject({ outcome });
  });

  it('says how much slower it is', async () => {
    await expect(look({ since: enough(700), before: enough(400) })).resolves.toMatchObject({
      summary: expect.stringMatching(/^p95 is 700 ms in .*; p95 is 400 ms in .*: more than 1\.5 times as long$/),
    });
  });

  it.each<[string, Settings['watch'], number]>([
    ['a load balancer, in seconds', { loadBalancer: balancer() }, 0.7],
    ['an HTTP API, in milliseconds', { httpApi: { id: 'a1b2c3d4e5' } }, 700],
    ['a Lambda function, in milliseconds', { lambda: { function: 'shop-api', alias: 'live' } }, 700],
    ['a metric in microseconds', { metric: { ...metric, unit: 'microseconds' } }, 700_000],
  ])('watches %s', async (_what, watch, value) => {
    const slow = { value, samples: 500 };
    const usual = { value: value / 2, samples: 500 };
    const { outcome, summary } = await look({ since: slow, before: usual }, { watch });
    expect([outcome, summary]).toEqual(['fail', expect.stringContaining('p95 is 700 ms')]);
  });

  it('needs no hour before where the answers are fast in any case', async () => {
    const { outcome, asked } = await look({ since: enough(300), before: undefined });
    expect([outcome, asked.length]).toEqual(['pass', 1]);
  });

  it.each<[string, Answers, RegExp]>([
    [
      'none since the deploy',
      { since: undefined, before: enough(400) },
      /knows of 0 requests to metric Took of Shop in the 16 min since the deploy/,
    ],
    [
      'one too few since the deploy',
      { since: { value: 900, samples: 199 }, before: enough(400) },
      /knows of 199 requests .* at least 200 are wanted$/,
    ],
    [
      'none before it',
      { since: enough(900), before: undefined },
      /knows of 0 requests .* in the hour before the deploy/,
    ],
    [
      'one too few before it',
      { since: enough(900), before: { value: 400, samples: 199 } },
      /knows of 199 requests .* in the hour before/,
    ],
  ])('cannot tell with too few requests: %s', async (_what, answers, words) => {
    await expect(look(answers)).resolves.toMatchObject({ outcome: 'error', summary: expect.stringMatching(words) });
  });

  it('tells with fewer where they are enough by the configuration', async () => {
    const few = (value: number) => ({ value, samples: 20 });
    const answers = { since: few(900), before: few(400) };
    await expect(look(answers, { samplesAtLeast: 20 })).resolves.toMatchObject({ outcome: 'fail' });
    await expect(look(answers, { samplesAtLeast: 21 })).resolves.toMatchObject({ outcome: 'error' });
  });

  it.each([undefined, now])('cannot look where the release was deployed at %s', async (deployed) => {
    const cloudwatch: Cloudwatch = { latest: dead, percentile: dead };
    const when = deployed === undefined ? {} : { deployedAt: deployed };
    const result = await ask(responseTimes, { config: { watch: { metric } }, sources: { cloudwatch }, ...when });
    expect(result).toMatchObject({ outcome: 'error', summary: expect.not.stringContaining('must not be asked') });
  });

  it('says what CloudWatch could not tell', async () => {
    const percentile = () => Promise.reject(new SourceError('CloudWatch did not answer in time'));
    const result = await ask(responseTimes, {
      config: { watch: { metric } },
      sources: { cloudwatch: { latest: dead, percentile } },
      deployedAt,
    });
    expect(result).toMatchObject({ outcome: 'error', summary: 'could not look: CloudWatch did not answer in time' });
  });

  it.each([
    { factor: 1 },
    { floorMs: 0 },
    { samplesAtLeast: 19 },
    { watch: {} },
    { watch: { rds: { instance: 'shop' } } },
    { watch: [{ metric }] },
  ])('refuses the settings %j', (wrong) => {
    expect(responseTimes.config.safeParse({ watch: { metric }, ...wrong }).success).toBe(false);
  });
});

const dead = (): Promise<never> => Promise.reject(new SourceError('must not be asked'));

function balancer() {
  return { loadBalancer: 'app/shop/50dc6c495c0c9188', targetGroup: 'targetgroup/shop-api/73e2d6bc24d8a067' };
}
