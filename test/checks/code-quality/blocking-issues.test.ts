import { describe, expect, it } from 'vitest';
import { blockingIssues } from '../../../lib/checks/code-quality/blocking-issues.ts';
import type { Issue } from '../../../lib/domain/github.ts';
import { ask } from '../../support/ask.ts';
import { fakeGithub, unseen } from './fakes.ts';

interface Answer {
  readonly issues: readonly Issue[];
  readonly more?: boolean;
}

/** Issues by label; a label without an answer cannot be looked at. @param there the labels that exist. */
async function judge(
  byLabel: Readonly<Record<string, Answer>>,
  labels: string[] = Object.keys(byLabel),
  there: readonly string[] = labels,
) {
  const github = fakeGithub({
    openIssues: async (label) => {
      const answer = byLabel[label];
      return answer === undefined ? unseen() : { more: false, ...answer };
    },
    hasLabel: async (label) => there.includes(label),
  });
  return { ...(await ask(blockingIssues, { config: { labels }, sources: { github } })), calls: github.calls };
}

const none: Answer = { issues: [] };
const issue = (number: number, title = 'Checkout fails'): Issue => ({ number, title });

describe('blocking-issues', () => {
  it('passes when no open issue has one of the labels, with two questions a label', async () => {
    const result = await judge({ 'release-blocker': none, outage: none });
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'no open issue is labelled release-blocker or outage',
      evidence: [{ where: 'acme/shop-api', observed: 'no open issue labelled release-blocker' }, {}],
    });
    expect(result.calls.toSorted()).toEqual([
      'hasLabel outage',
      'hasLabel release-blocker',
      'openIssues outage',
      'openIssues release-blocker',
    ]);
  });

  it('fails for one, with its number and title', async () => {
    const result = await judge({ outage: none, 'release-blocker': { issues: [issue(204)] } });
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: '1 open issue labelled release-blocker: #204',
      evidence: [
        {
          where: 'acme/shop-api issue #204',
          observed: 'open: Checkout fails',
          expected: 'no open issue labelled release-blocker',
        },
        { where: 'acme/shop-api' },
      ],
    });
    expect(result.calls).not.toContain('hasLabel release-blocker');
  });

  it('could not look: a label that the repository does not have', async () => {
    await expect(judge({ bug: none, 'release-blocker': none }, undefined, ['bug'])).resolves.toMatchObject({
      outcome: 'error',
      summary: expect.stringMatching(
        /acme\/shop-api has no label release-blocker, so no issue can have it; write it as GitHub does/,
      ),
    });
    await expect(judge({ bug: { issues: [issue(1)] }, outage: none }, undefined, ['bug'])).resolves.toMatchObject({
      outcome: 'fail',
      summary: expect.stringMatching(/^1 open issue labelled bug: #1; could not look everywhere: .*no label outage/),
    });
  });

  it('fails for 10,000 open issues, of which one answer holds the first hundred', async () => {
    const issues = Array.from({ length: 100 }, (_, index) => issue(10_000 - index));
    const result = await judge({ bug: { issues, more: true } });
    expect(result.outcome).toBe('fail');
    expect(result.summary).toMatch(/^at least 100 open issues labelled bug: #10000, #9999, .*…$/);
    expect(result.evidence.at(-1)?.where).toBe('left out');
  });

  it('takes the titles of strangers as plain text, and cuts them', async () => {
    const titles = ['<script>alert(1)</script>', '\u001B[2Jx', `${'long '.repeat(10_000)}`, '\uD83D'];
    const result = await judge({ bug: { issues: titles.map((title, index) => issue(index + 1, title)) } });
    expect(result).toMatchObject({ outcome: 'fail', summary: '4 open issues labelled bug: #1, #2, #3, #4' });
    expect(result.evidence[0]?.observed).toBe('open: <script>alert(1)</script>');
    for (const { observed } of result.evidence) expect(observed.length).toBeLessThanOrEqual(300);
  });

  it('could not look: one label gives no answer', async () => {
    await expect(judge({ bug: none }, ['bug', 'outage'])).resolves.toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('could not look: GitHub: acme/shop-api is not visible'),
    });
    await expect(judge({ bug: { issues: [issue(1)] } }, ['bug', 'outage'])).resolves.toMatchObject({
      outcome: 'fail',
      summary: '1 open issue labelled bug: #1; could not look everywhere: GitHub: acme/shop-api is not visible',
    });
  });

  it('could not look: an answer without issues that says there are more', async () => {
    await expect(judge({ bug: { issues: [], more: true } })).resolves.toMatchObject({ outcome: 'error' });
  });

  it('needs no release', () => {
    expect(blockingIssues).not.toHaveProperty('needsRelease');
  });

  it.each([
    [{ labels: [] }],
    [{ labels: [''] }],
    [{ labels: ['a,b'] }],
    [{ labels: ['a\nb'] }],
    [{ labels: ['bug', 'bug'] }],
    [{ labels: ['x'.repeat(51)] }],
    [{}],
  ])('refuses the settings %j', (config) => {
    expect(blockingIssues.config.safeParse(config).success).toBe(false);
  });

  it('takes a label as GitHub has them', () => {
    const labels = ['release blocker', 'prio: 1 🚨', 'x'.repeat(50)];
    expect(blockingIssues.config.safeParse({ labels }).success).toBe(true);
  });
});
