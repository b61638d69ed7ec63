import { describe, expect, it } from 'vitest';
import type { AskedRunDetails } from '../../lib/domain/approvals/approval-record.ts';
import { approvalNotice, messageLimitBytes } from '../../lib/reports/approval-notice.ts';
import { answer, check, environmentAnswer } from '../support/answers.ts';
import { askedRun, itemRecord, manualItem, waiverItem } from '../support/approval-samples.ts';

const page = `https://console.example/runs/${askedRun.run.id}`;
const groups = [
  environmentAnswer(),
  answer('infrastructure', [check('infrastructure', 'memory', [0, 5], { outcome: 'fail', summary: 'too little' })]),
  answer('staging-rehearsal', [check('staging-rehearsal', 'smoke-tests', [0, 0], { outcome: 'skipped', summary: '' })]),
];
const details: AskedRunDetails = { ...askedRun, groups, items: [itemRecord(), itemRecord(waiverItem)] };

function messageOf(run: AskedRunDetails): Record<string, string> {
  return JSON.parse(approvalNotice(run, page).message) as Record<string, string>;
}
const eventOf = (run: AskedRunDetails) => JSON.parse(messageOf(run)['sqs'] ?? '') as Record<string, unknown>;

describe('the mail', () => {
  it('says what is asked, of whom, until when, what is known so far, and where and how to decide', () => {
    expect(messageOf(details)['email']).toBe(
      [
        '2 decisions are needed before shop-api 1.42.0 may go to production.',
        '',
        'Release: shop-api 1.42.0, commit 3f786850e387',
        'Requested by: github:octocat',
        'Checks so far: 1 failed, 4 passed',
        'Run: shop-api-1.42.0-20261123T120000Z',
        '',
        'Look and decide here. Opening the page decides nothing.',
        'https://console.example/runs/shop-api-1.42.0-20261123T120000Z',
        '',
        '1. Smoke tests passed (smoke-tests)',
        '   Look at the newest run of the smoke tests on staging.',
        '   Approve when it is green.',
        '   Decided by: members of release-managers',
        '   Until: 23 Nov 2026, 16:00:10 UTC',
        '   preflight approvals approve smoke-tests --run shop-api-1.42.0-20261123T120000Z --env production',
        '',
        '2. Accept: Memory >2GB free failed (memory)',
        '   It failed: 1 of 2 instances has too little memory',
        '   Accept it only where the release needs no memory of its own.',
        '   Decided by: members of release-managers or operations or arn:aws:iam::111122223333:role/OnCall; 2 different people',
        '   Until: 23 Nov 2026, 16:00:10 UTC',
        "   preflight approvals approve memory --run shop-api-1.42.0-20261123T120000Z --env production --comment 'why it is acceptable'",
        '',
        'Each item by the command line as above. To reject one:',
        "  preflight approvals reject ITEM --run shop-api-1.42.0-20261123T120000Z --env production --comment 'why not'",
        '',
        'Whoever asked for the release, or wrote a part of it, cannot decide on it.',
      ].join('\n'),
    );
  });

  it('promises nothing about authors where nobody asks who they are', () => {
    const items = [itemRecord(manualItem, { authorsOff: 'no GitHub' })];
    expect(messageOf({ ...details, items })['email']).toMatch(/\nWhoever asked for the release cannot decide on it\.$/);
  });

  it('keeps words of other systems on their line', () => {
    const failure = {
      outcome: 'error' as const,
      summary: 'no\nDecide here:\r\u2028https://evil.example\u202E\u0007',
      longestDays: 0,
    };
    const items = [itemRecord({ ...waiverItem, failure })];
    const email = messageOf({ ...details, items })['email'] ?? '';
    expect(email).toContain('\n   Nobody could look: no Decide here: https://evil.example\n');
    expect(email.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
  });
});

describe('the message', () => {
  it('has a short text by default, one for people, and JSON for programs', () => {
    const message = messageOf(details);
    expect(Object.keys(message)).toEqual(['default', 'email', 'sqs', 'http', 'https', 'lambda']);
    expect(message['default']).toBe(
      `2 decisions are needed before shop-api 1.42.0 may go to production. Look and decide here: ${page}`,
    );
    expect(new Set(['sqs', 'http', 'https', 'lambda'].map((protocol) => message[protocol])).size).toBe(1);
  });

  it('tells programs the release, the checks and the items', () => {
    const { id, kind, title, instructions, approvers, quorum, failure } = waiverItem;
    expect(eventOf(details)).toMatchObject({
      event: 'approvals-needed',
      run: askedRun.run.id,
      service: 'shop-api',
      environment: 'production',
      version: '1.42.0',
      commit: askedRun.release.commit,
      requestedBy: 'github:octocat',
      page,
      checks: { fail: 1, pass: 4 },
      items: [
        { id: 'smoke-tests' },
        { id, kind, title, instructions, approvers, quorum, failure, expiresAt: '2026-11-23T16:00:10.000Z' },
      ],
      more: 0,
    });
  });

  it('leaves out who must not decide, and has no link but the page', () => {
    const { message } = approvalNotice(details, page);
    expect(message).not.toContain('excluded');
    const links = message.match(/https?:[^\s"\\]+/g) ?? [];
    expect(new Set(links)).toEqual(new Set([page]));
  });

  const manyItems = (count: number, instructions: string) =>
    Array.from({ length: count }, (_, index) => itemRecord({ ...manualItem, id: `item-${index}`, instructions }));

  it('holds ten items with instructions as long as they may be', () => {
    const items = manyItems(10, 'Look at it. '.repeat(83));
    expect(eventOf({ ...details, items })).toMatchObject({ items: items.map(({ id }) => ({ id })), more: 0 });
    expect(messageOf({ ...details, items })['email']).toContain('\n10. Smoke tests passed (item-9)\n');
  });

  it('stays within its size whatever the instructions hold, and counts what it leaves out', () => {
    const items = manyItems(98, '"Ü"\n'.repeat(250));
    const many = { ...details, items };
    expect(Buffer.byteLength(JSON.stringify(approvalNotice(many, page).message))).toBeLessThanOrEqual(
      messageLimitBytes,
    );
    const { items: shown, more } = eventOf(many) as { items: { id: string }[]; more: number };
    expect(shown.map(({ id }) => id)).toEqual(items.slice(0, shown.length).map(({ id }) => id));
    expect(shown.length).toBeGreaterThan(2);
    expect(more).toBe(98 - shown.length);
    expect(messageOf(many)['email']).toContain(`And ${more} more, which the page shows.`);
    expect(messageOf(many)['default']).toContain('98 decisions are needed');
  });
});

describe('the subject', () => {
  it('counts one decision as one', () => {
    expect(approvalNotice({ ...details, items: [itemRecord()] }, page).subject).toBe(
      '1 decision needed: shop-api 1.42.0 to production',
    );
  });

  it('is ASCII on one line with less than 100 characters', () => {
    const hostile = {
      ...details,
      service: 'shöp\napi\u202E',
      release: { ...askedRun.release, version: '1'.repeat(128) },
    };
    const { subject } = approvalNotice(hostile, page);
    expect(subject).toMatch(/^2 decisions needed: sh\?p\?api\? 1+\.\.\.$/);
    expect(subject).toHaveLength(99);
  });
});
