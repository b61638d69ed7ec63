import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type AnyCheck, defineCheck } from '../../lib/checks/define-check.ts';
import { type Finding, fail, pass, remediationOfError } from '../../lib/domain/check-result.ts';
import { evidenceLimitBytes } from '../../lib/domain/evidence.ts';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { Sources } from '../../lib/sources/sources.ts';
import { runCheck } from '../../lib/steps/run-check.ts';
import { runCheckGroup } from '../../lib/steps/run-check-group.ts';
import { release } from '../support/release.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const http = { get: async () => ({ status: 200, body: '' }) } as unknown as Sources['http'];

function checkThat(run: AnyCheck['run']): AnyCheck {
  return defineCheck({
    id: 'memory',
    needs: ['http'],
    config: z.strictObject({}),
    remediation: 'Free some memory.',
    run,
  });
}

const runIt = (run: AnyCheck['run'], change: { sources?: Partial<Sources>; deadlineSeconds?: number } = {}) =>
  runCheck({
    group: 'infrastructure',
    check: checkThat(run),
    settings: {},
    sources: { http },
    release,
    deadlineSeconds: 10,
    clock: () => now,
    ...change,
  });

describe('runCheck', () => {
  it('gives what the check found, with its title and how long it took', async () => {
    const evidence = [{ where: 'a host', observed: '3 GiB', expected: 'more than 2 GiB' }];
    const result = await runIt(async () => pass('enough', evidence));
    expect(result).toEqual({
      id: 'memory',
      group: 'infrastructure',
      title: 'Memory >2GB free',
      outcome: 'pass',
      summary: 'enough',
      evidence,
      startedAt: now.toISOString(),
      durationMs: 0,
    });
  });

  it('adds what to do about anything but a pass', async () => {
    expect(await runIt(async () => fail('too little', []))).toMatchObject({
      outcome: 'fail',
      remediation: 'Free some memory.',
    });
  });

  it('makes an error of a source that could not be asked, in its own words', async () => {
    const result = await runIt(async () => {
      throw new SourceError('Redis at cache:6379 refused the connection');
    });
    expect(result).toMatchObject({
      outcome: 'error',
      summary: 'could not look: Redis at cache:6379 refused the connection',
      remediation: remediationOfError,
    });
  });

  it.each([
    [
      'a defect',
      () => {
        throw new TypeError('x is not a function');
      },
      'could not look: the check broke with TypeError: x is not a function',
    ],
    [
      'a rejection with something that is no error',
      () => Promise.reject('nope'),
      'could not look: the check broke with nope',
    ],
    [
      'no finding at all',
      async () => undefined as unknown as Finding,
      /^could not look: the check broke with TypeError/,
    ],
    [
      'a finding of a form that nobody knows',
      async () => ({ outcome: 'great', summary: '', evidence: [] }) as unknown as Finding,
      /^could not look: the check broke with TypeError/,
    ],
  ])('makes an error of %s', async (_name, run, summary) => {
    const result = await runIt(run as AnyCheck['run']);
    expect(result.outcome).toBe('error');
    expect(result.summary).toMatch(summary);
  });

  it('ends a check that hangs at its deadline, and tells its sources to stop', async () => {
    let told: unknown;
    const result = await runIt(
      ({ signal }) =>
        new Promise(() =>
          signal.addEventListener('abort', () => {
            told = signal.reason;
          }),
        ),
      { deadlineSeconds: 0.02 },
    );
    expect(result).toMatchObject({
      outcome: 'error',
      summary: 'could not look: no answer in time (the deadline is 0.02 s)',
    });
    expect(told).toBeInstanceOf(SourceError);
  });

  it('says that the deadline passed when a source answers the abort with an error of its own', async () => {
    const result = await runIt(
      ({ signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('socket closed')))),
      { deadlineSeconds: 0.02 },
    );
    expect(result.summary).toBe('could not look: no answer in time (the deadline is 0.02 s)');
  });

  it('names the source that it was waiting for when that one says so', async () => {
    const late = new SourceError('OpenSearch at https://search:9200 did not answer in time');
    const result = await runIt(
      ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(late))),
      { deadlineSeconds: 0.02 },
    );
    expect(result.summary).toBe(`could not look: ${late.message} (the deadline is 0.02 s)`);
  });

  it('stops what a check left running once it has its answer', async () => {
    let aborted = false;
    await runIt(async ({ signal }) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return pass('done', []);
    });
    expect(aborted).toBe(true);
  });

  it('gives a check the sources it needs and no others', async () => {
    const redis = {} as Sources['redis'];
    const result = await runIt(async ({ sources }) => pass(Object.keys(sources).join(), []), {
      sources: { http, redis },
    });
    expect(result.summary).toBe('http');
  });

  it('knows in its types too which sources a check may ask', () => {
    const check = defineCheck({
      id: 'memory',
      needs: ['http'],
      config: z.strictObject({}),
      remediation: 'Free some memory.',
      // @ts-expect-error the check does not name redis in its needs
      run: async ({ sources }) => pass(String(sources.redis), []),
    });
    expect(check.needs).toEqual(['http']);
  });

  it('does not run a check whose source is not there', async () => {
    expect((await runIt(async () => pass('ran', []), { sources: {} })).summary).toBe(
      'could not look: this process has no source http',
    );
  });

  it('caps the evidence and the summary', async () => {
    const evidence = Array.from({ length: 200 }, (_, index) => ({
      where: `host ${index}`,
      observed: 'x'.repeat(900),
      expected: 'y',
    }));
    const result = await runIt(async () => fail('z'.repeat(9000), evidence));
    expect(Buffer.byteLength(JSON.stringify(result.evidence))).toBeLessThanOrEqual(evidenceLimitBytes);
    expect(result.summary.length).toBeLessThanOrEqual(500);
  });

  it.each(['hunter2-hunter2-hunter2', 'with "quotes" and \\ and 100%'])(
    'never shows the secret %j, wherever the check put it',
    async (value) => {
      const secret = new Secret(value);
      const evidence = [{ where: value, observed: `saw ${value}`, expected: encodeURIComponent(value) }];
      for (const run of [
        async () => fail(`it is ${secret.reveal()}`, evidence),
        async () => {
          throw new Error(`connect postgres://app:${secret.reveal()}@db failed`);
        },
      ]) {
        const shown = JSON.stringify(await runIt(run));
        expect(shown).toContain('[secret]');
        expect(shown).not.toContain(JSON.stringify(value).slice(1, -1));
        expect(shown).not.toContain(encodeURIComponent(value));
      }
    },
  );

  it('does not show part of a secret where a long text was cut in its middle', async () => {
    const value = `s3cr3t-${'0123456789'.repeat(5)}`;
    new Secret(value);
    const result = await runIt(async () =>
      fail('x'.repeat(470) + value, [{ where: 'y'.repeat(280) + value, observed: '', expected: '' }]),
    );
    expect(JSON.stringify(result)).not.toContain('s3cr3t');
  });
});

describe('runCheck, of what nobody expects', () => {
  it('ends as an error for a thrown object that has not even a text', async () => {
    const result = await runIt(async () => {
      throw Object.create(null);
    });
    expect(result).toMatchObject({
      outcome: 'error',
      summary: 'could not look: the check broke with something that is no error',
    });
  });

  it('took no time where the clock was set back meanwhile', async () => {
    const moments = [now, new Date(now.getTime() - 60_000)];
    const clock = () => moments.shift() ?? now;
    const run = async () => pass('enough', []);
    const input = { group: 'infrastructure', settings: {}, sources: { http }, release, deadlineSeconds: 10 } as const;
    expect(await runCheck({ ...input, check: checkThat(run), clock })).toMatchObject({ durationMs: 0 });
  });

  it('shows what a source error brings as evidence, without secrets', async () => {
    const password = new Secret('a-password-in-evidence');
    const evidence = [{ where: 'a host', observed: `no ${password.reveal()}`, expected: 'an answer' }];
    const result = await runIt(async () => {
      throw new SourceError('two hosts did not answer', { evidence });
    });
    expect(result).toMatchObject({ outcome: 'error', evidence: [{ where: 'a host', observed: 'no [secret]' }] });
  });
});

describe('runCheck, after a deploy', () => {
  const context = async (deployedAt?: Date) => {
    let seen: unknown;
    const check = checkThat(async (given) => {
      seen = given.deployedAt;
      return pass('well', []);
    });
    const common = {
      group: 'infrastructure',
      settings: {},
      sources: { http },
      release,
      deadlineSeconds: 10,
      clock: () => now,
    } as const;
    await runCheck({ ...common, check, deployedAt });
    const { checks } = await runCheckGroup({
      ...common,
      group: { id: 'infrastructure', checks: [check] },
      settings: { memory: {} },
      deployedAt,
    });
    expect(checks).toHaveLength(1);
    return seen;
  };

  it('tells the check when that was, and nothing where nobody said so', async () => {
    await expect(context(now)).resolves.toBe(now);
    await expect(context()).resolves.toBeUndefined();
  });

  it('stops at once where nobody waits for it any more, whatever the check does', async () => {
    const stop = new AbortController();
    let aborted: AbortSignal | undefined;
    const input = { group: 'infrastructure', settings: {}, sources: { http }, release, deadlineSeconds: 10 } as const;
    const running = runCheck({
      ...input,
      check: checkThat(({ signal }) => {
        aborted = signal;
        return new Promise(() => {});
      }),
      clock: () => now,
      signal: stop.signal,
    });
    stop.abort();
    await expect(running).resolves.toMatchObject({
      ...{ outcome: 'error', summary: 'could not look: nobody waits for it any more' },
    });
    expect(aborted?.aborted).toBe(true);
    await expect(
      runCheck({ ...input, check: checkThat(() => new Promise(() => {})), clock: () => now, signal: stop.signal }),
    ).resolves.toMatchObject({ outcome: 'error' });
  });
});
