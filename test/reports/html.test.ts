import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy, reportAsHtml } from '../../lib/reports/html.ts';
import { gateItems } from '../support/checklist.ts';
import {
  hostilePeopleReport,
  notAskedReport,
  peopleGoReport,
  peopleNoGoReport,
  unreachableReport,
} from '../support/people-reports.ts';
import { goReport, hostileReport, longReport, noGoReport, nothingRanReport } from '../support/reports.ts';

const all = [
  ...[goReport, noGoReport, hostileReport, longReport, nothingRanReport],
  ...[peopleGoReport, peopleNoGoReport, unreachableReport, notAskedReport, hostilePeopleReport],
];
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
    const people = reportAsHtml(hostilePeopleReport);
    expect(names(people)).toEqual(names(reportAsHtml(peopleGoReport)));
    expect(people).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(people).toContain('NUL [U+0000] escape');
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

  const sectionOf = (page: string, id: string): string =>
    new RegExp(`<section[^>]*aria-labelledby="${id}">[\\s\\S]*?</section>`).exec(page)?.[0] ?? '';

  test('shows in red, above the verdict, that emergency powers were used', () => {
    const page = reportAsHtml(peopleGoReport);
    const alarm = page.indexOf('<aside class="alarm"');
    expect(alarm).toBeGreaterThan(0);
    expect(alarm).toBeLessThan(page.indexOf('<header'));
    expect(page).toContain('approved by Otto (otto@acme.example): the shop is down, and this repairs it');
    for (const report of [goReport, peopleNoGoReport]) expect(reportAsHtml(report)).not.toContain('<aside');
  });

  test('what was waived has a section of its own, is marked, stands open, and blocks nowhere', () => {
    const page = reportAsHtml(peopleGoReport);
    const waived = sectionOf(page, 'waived');
    for (const text of [
      'the newest snapshot is 31 hours old',
      'Mona (mona@acme.example)',
      'the snapshot is running\nand will be done by noon',
      'until 2026-11-25 (last day, UTC)',
      'given in run shop-api-1.41.3-20261120T085500Z',
    ]) {
      expect(waived).toContain(text);
    }
    expect(sectionOf(page, 'blocking')).toContain('Nothing blocks this release');
    expect(sectionOf(page, 'blocking')).toContain('2 checks did not pass, and people accepted that.');
    expect(page).toMatch(
      /id="check-backup-recency"><details open><summary class="row"><span class="badges">.*Failed.*Waived/,
    );
    expect(sectionOf(reportAsHtml(peopleNoGoReport), 'blocking')).not.toContain('CloudWatch did not answer');
    expect(sectionOf(reportAsHtml(goReport), 'waived')).toBe('');
  });

  test('tells who said what, when, and in which words', () => {
    const section = sectionOf(reportAsHtml(peopleGoReport), 'people');
    for (const text of [
      'approvals of 2 people needed',
      'checkout, login and search on staging',
      'accepted until 2026-11-25',
    ]) {
      expect(section).toContain(text);
    }
    expect(section).toContain('so these looked again: <bdi>Infrastructure</bdi>');
    expect(section).toContain('<strong class="broken">approved by break glass</strong>');
    expect(count(section, /<time datetime="2026-11-23T13:20:00\.000Z">/g)).toBe(4);
    expect(section).toContain('Accepted before');
    expect(sectionOf(reportAsHtml(notAskedReport), 'people')).toBe('');
  });

  test('what people kept back says who, why, and what to do', () => {
    const blocking = sectionOf(reportAsHtml(peopleNoGoReport), 'blocking');
    for (const text of [
      'Not accepted: rejected by Mona (mona@acme.example): not before a sale',
      '1 of 2 approvals in time',
      'rejected by Hubert (hubert@acme.example): nobody told them',
      'Put right what they name, then run the gate again.',
      'href="#item-3"',
    ]) {
      expect(blocking).toContain(text);
    }
    expect(blocking).not.toContain('Not asked for');
    expect(sectionOf(reportAsHtml(unreachableReport), 'blocking')).toContain('could not ask people: SourceError');
  });

  test('what nobody was asked is not off', () => {
    const page = reportAsHtml(notAskedReport);
    expect(page).toMatch(/id="check-smoke-tests">.*?Not asked<\/span>/);
    expect(page).toContain('1 not asked');
  });
});
