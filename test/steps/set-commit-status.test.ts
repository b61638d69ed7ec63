import { describe, expect, it } from 'vitest';
import type { VerdictStatus } from '../../lib/domain/commit-status.ts';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import { type SetCommitStatusInput, setCommitStatus } from '../../lib/steps/set-commit-status.ts';
import { release } from '../support/release.ts';

const context = 'preflight/production';
const never = new AbortController().signal;
const input: SetCommitStatusInput = {
  run: {
    id: 'run-1',
    execution: 'arn:aws:states:eu-central-1:111122223333:execution:gate:run-1',
    startedAt: '2026-11-23T12:00:00.000Z',
  },
  release,
  decision: { summary: 'no-go: 1 of 13 checks blocks: 1 failed' },
  conclusion: {
    verdict: 'no-go',
    blocking: ['memory'],
    report: { html: 's3://reports/run-1/report.html', json: '', markdown: '', junit: '' },
  },
};

describe('setCommitStatus', () => {
  it("tells the verdict, what blocks and where the report is on the release's commit", async () => {
    const told: (readonly [string, VerdictStatus])[] = [];
    const github = {
      set: async (...status: [string, VerdictStatus, AbortSignal]) => void told.push([status[0], status[1]]),
    };
    await expect(setCommitStatus(input, { context }, github, never)).resolves.toEqual({ context, set: true });
    expect(told).toEqual([
      [
        release.commit,
        {
          context,
          state: 'failure',
          description: 'no-go: 1 of 13 checks blocks: 1 failed (memory)',
          targetUrl:
            'https://eu-central-1.console.aws.amazon.com/s3/object/reports?region=eu-central-1&prefix=run-1%2Freport.html',
        },
      ],
    ]);
  });

  it('is a success for a go', async () => {
    const states: string[] = [];
    const github = { set: async (_commit: string, { state }: VerdictStatus) => void states.push(state) };
    const go = { ...input, conclusion: { ...input.conclusion, verdict: 'go' as const, blocking: [] } };
    await setCommitStatus(go, { context }, github, never);
    expect(states).toEqual(['success']);
  });

  const failing = (cause: unknown) => ({ set: () => Promise.reject(cause) });

  it('answers with the reason where GitHub does not take it', async () => {
    const github = failing(new SourceError('GitHub answered HTTP 502'));
    await expect(setCommitStatus(input, { context }, github, never)).resolves.toEqual({
      context,
      set: false,
      reason: 'GitHub answered HTTP 502',
    });
  });

  it('takes secrets out of the reason before it cuts it', async () => {
    const token = new Secret(`ghs_${'x'.repeat(400)}`);
    const github = failing(new SourceError(`GitHub refused ${token.reveal()}, ${'and so on '.repeat(40)}`));
    const result = await setCommitStatus(input, { context }, github, never);
    expect(result).toMatchObject({
      set: false,
      reason: expect.stringMatching(/^GitHub refused \[secret\], .{200,}…$/),
    });
  });

  it('leaves a defect to the state machine, which tells it', async () => {
    await expect(setCommitStatus(input, { context }, failing(new TypeError('no')), never)).rejects.toThrow(TypeError);
  });
});
