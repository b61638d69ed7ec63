import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy, reportAsHtml } from '../../lib/reports/html.ts';
import { gateItems } from '../support/checklist.ts';
import { goReport, hostileReport, longReport, noGoReport, nothingRanReport } from '../support/reports.ts';

const all = [goReport, noGoReport, hostileReport, longReport, nothingRanReport];
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

describe('reportAsHtml', () => {
  test('says the verdict first, then what blocks and what to do, then all checks, then the time line', () => {
    const page = reportAsHtml(noGoReport);
    const order = [
      '<h1>',
      'What blocks',
      'Renew the certificate',
      'All checks',
      'Time line',
      '<svg class="timeline"',
      'Release and run',
    ];
    const places = order.map((text) => page.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(page).toContain('<title>NO-GO: shop-api 1.42.0 to production</title>');
  });

  test('allows its one style sheet by hash, and nothing else', () => {
    const page = reportAsHtml(hostileReport);
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(contentSecurityPolicy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src 'none'; base-uri 'none'; form-action 'none'`,
    );
    expect(page).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;;`);
  });

  test('needs nothing from elsewhere, runs no script, and has no inline style', () => {
    for (const report of all) {
      const page = reportAsHtml(report);
      const tags = page.match(/<[a-z][^>]*>/gi) ?? [];
      expect(tags.filter((tag) => /^<(?:script|img|iframe|object|embed|form|base|link)/i.test(tag))).toEqual([]);
      expect(tags.filter((tag) => /\s(?:on\w+|style|src)=/i.test(tag))).toEqual([]);
      expect(tags.filter((tag) => /\shref="(?!#)/i.test(tag))).toEqual([]);
      expect(count(page, /<\/style>/g)).toBe(1);
    }
  });

  test('hostile text adds no tag: the page has the tags of the same report without it, and more evidence', () => {
    const names = (page: string): string[] => [...new Set(page.match(/<\/?[a-z0-9]+/gi))].toSorted();
    expect(names(reportAsHtml(hostileReport))).toEqual(names(reportAsHtml(noGoReport)));
  });

  test('lists every check once, those that are off with their reason', () => {
    for (const report of all) expect(count(reportAsHtml(report), / id="check-/g)).toBe(gateItems.length);
    const page = reportAsHtml(goReport);
    expect(page).toContain('the API is not called from browsers');
    // A group that is off as a whole says its reason once.
    expect(count(page, /not automated by this version of Preflight/g)).toBe(2);
  });

  test('opens what blocks and leaves the rest folded', () => {
    expect(count(reportAsHtml(goReport), /<details open>/g)).toBe(0);
    // Two failures and a time-out; a group that gave no answer has nothing to unfold.
    expect(count(reportAsHtml(noGoReport), /<details open>/g)).toBe(3);
  });

  test('tells a failure and a check that could not look apart, in words and in shapes', () => {
    const page = reportAsHtml(noGoReport);
    expect(page).toMatch(/<use href="#i-fail"\/><\/svg>Failed/);
    expect(page).toMatch(/<use href="#i-error"\/><\/svg>Could not look/);
    expect(page).toContain('we could not look, so nobody knows');
  });

  test('names the release, what the GO is for, until when, and the run', () => {
    const page = reportAsHtml(goReport);
    const { release, fingerprint, run } = goReport;
    const texts = [
      release?.commit,
      release?.images[0],
      release?.previous?.commit,
      release?.requestedBy,
      run.id,
      run.execution,
    ];
    for (const text of [...texts, fingerprint?.configuration, fingerprint?.images[1], '23 Nov 2026, 12:30:09 UTC']) {
      expect(page).toContain(text);
    }
    expect(page).toContain(`title="${release?.commit}">${release?.commit.slice(0, 12)}<`);
  });

  test('a GO says what was not looked at', () => {
    expect(reportAsHtml(goReport)).toContain(
      `12 of ${gateItems.length} checks ran; ${gateItems.length - 12} are off, so nobody looked there.`,
    );
    expect(reportAsHtml(nothingRanReport)).toContain('No check ran');
  });

  test('answers that nobody asked for are shown', () => {
    expect(reportAsHtml(noGoReport)).toContain('changelog (unknown check)');
  });
});
