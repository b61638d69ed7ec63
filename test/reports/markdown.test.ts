import { describe, expect, test } from 'vitest';
import { reportAsMarkdown } from '../../lib/reports/markdown.ts';
import { gateItems } from '../support/checklist.ts';
import {
  hostilePeopleReport,
  notAskedReport,
  peopleGoReport,
  peopleNoGoReport,
  unreachableReport,
} from '../support/people-reports.ts';
import { goReport, hostileReport, longReport, noGoReport, nothingRanReport } from '../support/reports.ts';

const headings = (markdown: string): string[] => withoutFences(markdown).filter((line) => /^#{1,6} /.test(line));

function withoutFences(markdown: string): string[] {
  return markdown.replace(/^```text\n[\s\S]*?\n```$/gm, '').split('\n');
}

/** Without what stands in code, which shows markup to the letter. */
function proseOf(markdown: string): string {
  return withoutFences(markdown)
    .join('\n')
    .replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, '');
}

describe('reportAsMarkdown', () => {
  test('says the verdict first, then what blocks and what to do, then all checks, then the time line', () => {
    const markdown = reportAsMarkdown(noGoReport);
    expect(markdown).toMatch(/^# ❌ NO-GO: shop-api 1\.42\.0 to production\n/);
    expect(headings(markdown).filter((line) => line.startsWith('## '))).toEqual([
      '## What blocks, and what to do about it',
      '## Warnings',
      '## All checks',
      '## Time line',
      '## Release and run',
    ]);
    expect(markdown).toContain('**What to do:** Renew the certificate');
  });

  test('tells a failure and a check that could not look apart, in words and in signs', () => {
    const found = headings(reportAsMarkdown(noGoReport));
    expect(found).toContain('### ❌ Failed: SSL/TLS certificates valid (&#62;30 days)');
    expect(found).toContain('### 🟣 Could not look: Connection from app server verified');
  });

  test('a group that crashed is one entry, and an answer nobody asked for is another', () => {
    const found = headings(reportAsMarkdown(noGoReport));
    expect(found).toContain('### 🟣 Could not look: Infrastructure (4 checks)');
    expect(found).toContain('### 🟣 Not asked for: changelog (unknown check)');
  });

  test('lists every check, those that are off with their reason', () => {
    for (const report of [goReport, noGoReport, nothingRanReport, hostileReport]) {
      const rows = withoutFences(reportAsMarkdown(report)).filter((line) => /^\| (?:❌|🟣|⚠️|✅|⚪) /u.test(line));
      expect(rows).toHaveLength(gateItems.length);
      // Five bars make four cells; a bar in a text is written as an entity.
      expect(rows.filter((row) => row.split('|').length !== 6)).toEqual([]);
    }
    expect(reportAsMarkdown(goReport)).toContain(
      '| ⚪ Off | CORS\\_ALLOWED\\_ORIGINS = production domains | the API is not called from browsers |  |',
    );
  });

  test('shows the evidence, and until when a GO holds', () => {
    const markdown = reportAsMarkdown(goReport);
    expect(markdown).toContain('  - observed `snapshot rds:shop-production-2026-11-23-04-36, available`');
    expect(markdown).toContain('- This GO holds until 23 Nov 2026, 12:30:09 UTC');
    expect(markdown).toContain(`- Configuration: \`${goReport.fingerprint?.configuration}\``);
    expect(headings(markdown)[1]).toBe('## Nothing blocks this release');
  });

  test('draws the time line in text', () => {
    const markdown = reportAsMarkdown(noGoReport);
    expect(markdown).toMatch(/^database-connection \| #{31}\| 8 s, could not look$/m);
    expect(markdown).toMatch(/^memory {14}\| {32}\| never ran, could not look$/m);
  });

  test('hostile text stays text: the same structure, no HTML, no link, no mention', () => {
    const markdown = reportAsMarkdown(hostileReport);
    const kinds = (text: string): string[] => headings(text).map((line) => line.replace(/ .*/, ''));
    expect(kinds(markdown).filter((kind) => kind === '#')).toHaveLength(1);
    expect(kinds(markdown).filter((kind) => kind === '##')).toEqual(
      kinds(reportAsMarkdown(noGoReport)).filter((kind) => kind === '##'),
    );
    const prose = proseOf(markdown);
    expect(prose.match(/<[^>]*>/g)?.filter((tag) => !/^<\/?(?:details|summary)>$/.test(tag)) ?? []).toEqual([]);
    expect(prose).not.toMatch(/@octocat|https:\/\/evil|www\.evil|(?<!\\)\[link/);
    expect(markdown).not.toMatch(/(?!\n)\p{Cc}|[\u202E\u200B]/u);
  });

  test('a report as long as it can be fits a GitHub job summary', () => {
    // GitHub cuts a step's summary at 1 MiB.
    expect(new TextEncoder().encode(reportAsMarkdown(longReport)).length).toBeLessThan(256 * 1024);
  });

  test('says that nothing ran', () => {
    const markdown = reportAsMarkdown(nothingRanReport);
    expect(markdown).toContain('### ⚪ Off: No check ran');
    expect(markdown).toContain('- Release: none was named');
  });

  test('says above all that emergency powers were used', () => {
    const markdown = reportAsMarkdown(peopleGoReport);
    const [title, , ...rest] = markdown.split('\n');
    expect(title).toMatch(/^# ✅ GO/);
    expect(rest.slice(0, 3)).toEqual([
      '> [!CAUTION]',
      '> 🚨 **BREAK GLASS**: this verdict rests on emergency powers: one person decided alone.',
      '> - `support-briefed` approved by Otto (otto@&#8203;acme.example): the shop is down, and this repairs it',
    ]);
    for (const report of [goReport, peopleNoGoReport]) expect(reportAsMarkdown(report)).not.toMatch(/break glass/i);
  });

  test('what was waived has a section of its own, and blocks nowhere', () => {
    const markdown = reportAsMarkdown(peopleGoReport);
    const [, waived = ''] = markdown.split('## Waived\n');
    expect(headings(markdown)[1]).toBe('## Nothing blocks this release');
    expect(waived).toContain('❌ Failed: the newest snapshot is 31 hours old (`backup-recency`)');
    expect(waived).toContain('- Reason: the snapshot is running ⏎ and will be done by noon\n- Holds until 2026-11-25');
    expect(waived).toContain('given in run shop-api-1.41.3-20261120T085500Z');
    expect(markdown).toContain('| ❌ Failed 🔵 Waived | Backup created');
    expect(markdown).toContain('❌ 1 failed (waived) · 🟣 1 could not look (waived)');
  });

  test('tells who said what, and what people kept back', () => {
    const markdown = reportAsMarkdown(peopleNoGoReport);
    const found = headings(markdown);
    expect(found).toContain('### ❌ Rejected: Support knows what changes');
    expect(found).toContain('### 🟣 Expired: Smoke tests passed');
    expect(markdown).toContain('Not accepted: rejected by Mona (mona@&#8203;acme.example): not before a sale');
    expect(markdown).toContain(
      '- Hubert (hubert@&#8203;acme.example) rejected, 23 Nov 2026, 13:20:00 UTC: nobody told them',
    );
    expect(reportAsMarkdown(unreachableReport)).toContain('could not ask people: SourceError (GitHub did not answer)');
  });

  test('what nobody was asked is not off', () => {
    const markdown = reportAsMarkdown(notAskedReport);
    expect(markdown).toMatch(/^\| ⚪ Not asked \| Smoke tests passed \| what blocks/m);
    expect(markdown).toContain('⚪ 1 not asked · ⚪ 9 off');
    expect(headings(markdown)).not.toContain('## Decided by people');
  });

  test('hostile text of people stays text', () => {
    const markdown = reportAsMarkdown(hostilePeopleReport);
    const kinds = (text: string): string[] => headings(text).map((line) => line.replace(/ .*/, ''));
    expect(kinds(markdown)).toEqual(kinds(reportAsMarkdown(peopleGoReport)));
    const prose = proseOf(markdown);
    expect(prose.match(/<[^>]*>/g)?.filter((tag) => !/^<\/?(?:details|summary)>$/.test(tag)) ?? []).toEqual([]);
    expect(prose).not.toMatch(/@octocat|https:\/\/evil|www\.evil|(?<!\\)\[link/);
    expect(markdown).not.toMatch(/(?!\n)\p{Cc}|[\u202E\u200B]/u);
  });
});
