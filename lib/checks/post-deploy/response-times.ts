import * as z from 'zod/mini';
import { oneOf } from '../../config/one-of.ts';
import { latencyOf, reportsLatency } from '../../config/presets/latency.ts';
import { type Finding, fail, pass } from '../../domain/check-result.ts';
import { hour } from '../../domain/duration.ts';
import { SourceError } from '../../domain/source-error.ts';
import { lengthOf, type Span, sinceDeployment } from '../../domain/span.ts';
import { type CheckContext, defineCheck } from '../define-check.ts';

const settings = z.strictObject({
  watch: oneOf(reportsLatency),
  /** More than this many times the p95 of the hour before the deploy is too slow. */
  factor: z._default(z.number().check(z.minimum(1.1), z.maximum(10)), 1.5),
  /** Faster than this is never slow, in milliseconds. */
  floorMs: z._default(z.int().check(z.minimum(1), z.maximum(60_000)), 300),
  /** Of fewer requests no p95 is compared, whether before the deploy or since: p95 wants 10 ÷ (1 − 0.95). */
  samplesAtLeast: z._default(z.int().check(z.minimum(20), z.maximum(1_000_000)), 200),
});
type Context = CheckContext<z.output<typeof settings>, 'cloudwatch'>;

/** In milliseconds. */
const minute = 60_000;
const percentile = 'p95';

/** The minute of the deploy counts as after it, since CloudWatch keeps minutes; the running one with the requests that it has so far. */
export const responseTimes = defineCheck({
  id: 'response-times',
  needs: ['cloudwatch'],
  config: settings,
  needsRelease: true,
  needsDeployment: true,
  remediation: 'Look at what became slow since the deploy. Roll back where the release is slow.',
  resources: () => ({ cloudwatch: ['percentiles'] }),
  run: async (context) => {
    const { factor, floorMs, watch } = context.config;
    const { what } = latencyOf(watch);
    const { now, deployedAt } = context;
    const since = sinceDeployment(deployedAt, now, minute);
    const after = await measure(context, since, `in the ${lengthOf(since)} since the deploy`);
    if (after.ms <= floorMs)
      return pass(`${after.words}, not above ${floorMs} ms`, [
        { where: what, observed: after.words, expected: `not above ${floorMs} ms`, when: now.toISOString() },
      ]);
    const hourBefore = { from: new Date(since.from.getTime() - hour), to: since.from };
    const before = await measure(context, hourBefore, 'in the hour before the deploy');
    return judge();

    function judge(): Finding {
      const limit = before.ms * factor;
      const expected = `at most ${factor} times that of the hour before the deploy, or at most ${floorMs} ms`;
      const evidence = [
        { where: what, observed: after.words, expected, when: now.toISOString() },
        {
          where: what,
          observed: before.words,
          expected: 'something to compare with',
          when: hourBefore.to.toISOString(),
        },
      ];
      const summary = `${after.words}; ${before.words}`;
      return after.ms > limit
        ? fail(`${summary}: more than ${factor} times as long`, evidence)
        : pass(summary, evidence);
    }
  },
});

/** @throws SourceError where CloudWatch knows of too few requests. */
async function measure({ config, sources, signal }: Context, within: Span, when: string) {
  const { what, metric, millisecondsPerUnit } = latencyOf(config.watch);
  const found = await sources.cloudwatch.percentile({ ...metric, percentile }, within, signal);
  const { samples = 0, value = 0 } = found ?? {};
  if (samples < config.samplesAtLeast)
    throw new SourceError(
      `CloudWatch knows of ${samples} requests to ${what} ${when}, too few to compare a ${percentile}: at least ${config.samplesAtLeast} are wanted`,
    );
  const ms = value * millisecondsPerUnit;
  return { ms, words: `${percentile} is ${Math.round(ms * 10) / 10} ms ${when} (requests: ${samples})` };
}
