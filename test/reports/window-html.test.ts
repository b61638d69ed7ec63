import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { WindowReport } from '../../lib/domain/window/window-report.ts';
import { safeLink } from '../../lib/reports/safe-link.ts';
import { windowAsHtml } from '../../lib/reports/window-html.ts';
import {
  byHandWindow,
  drillWindow,
  failedDrillWindow,
  healthyWindow,
  hostileWindow,
  inconclusiveWindow,
  loginBrokenWindow,
  longWindow,
  openWindow,
  rollbackFailedWindow,
  rolledBackWindow,
  supersededWindow,
  unverifiedWindow,
  verifiedWindow,
  windowReports,
  withoutGoWindow,
} from '../support/window-reports.ts';

const all = [...Object.values(windowReports), hostileWindow, longWindow];
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const sectionOf = (report: WindowReport, id: string): string =>
  new RegExp(`<section[^>]*aria-labelledby="${id}">[\\s\\S]*?(?=\\n<section[^>]*aria-labelledby|</main>)`).exec(
    windowAsHtml(report),
  )?.[0] ?? '';

describe('windowAsHtml', () => {
  test('says the result first, then what to do, the trigger, the rollback, all criteria, the time line', () => {
    const page = windowAsHtml(rolledBackWindow);
    const order = [
      '<h1>',
      'What to do now',
      'The trigger',
      'The rollback',
      'The 8 criteria',
      '<svg class="timeline',
      'Everything that happened',
      'Release and window',
    ];
    const places = order.map((text) => page.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(page).toContain('<title>Rolled back: shop-api 1.42.0 in production</title>');
  });

  test.each([
    ['healthy', 'Healthy', 'pass', healthyWindow],
    ['rolled-back', 'Rolled back', 'warn', rolledBackWindow],
    ['rollback-failed', 'Rollback failed', 'fail', rollbackFailedWindow],
    ['inconclusive', 'Inconclusive', 'error', inconclusiveWindow],
    ['superseded', 'Superseded', 'skipped', supersededWindow],
    ['open', 'Open', 'waived', openWindow],
  ])('%s has its own words, colour and shape', (result, words, look, report) => {
    const page = windowAsHtml(report);
    expect(page).toContain(`<header class="banner ${result}">`);
    expect(page).toMatch(new RegExp(`<h1><svg[^>]*><use href="#i-${look}"/></svg><span>${words}</span></h1>`));
  });

  test('allows its one style sheet by hash, needs nothing from elsewhere, runs no script, and has no inline style', () => {
    for (const report of all) {
      const page = windowAsHtml(report);
      const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
      const hash = createHash('sha256').update(style).digest('base64');
      expect(page).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;;`);
      const tags = page.match(/<[a-z][^>]*>/gi) ?? [];
      expect(tags.filter((tag) => /^<(?:script|img|iframe|object|embed|form|base|link)/i.test(tag))).toEqual([]);
      expect(tags.filter((tag) => /\s(?:on\w+|style|src)=/i.test(tag))).toEqual([]);
      expect(count(page, /<\/style>/g)).toBe(1);
    }
  });

  test('links nothing but its own places and the runbook', () => {
    for (const report of all) {
      const links = [...windowAsHtml(report).matchAll(/\shref="([^"]*)"/g)].map(([, href = '']) => href);
      const elsewhere = links.filter((href) => !href.startsWith('#'));
      expect(
        elsewhere.filter((href) => !href.startsWith('https://github.com/acme/shop-api/blob/main/docs/runbook.md#')),
      ).toEqual([]);
    }
    expect(windowAsHtml(hostileWindow)).not.toContain('javascript:');
  });

  test('hostile text adds no tag that a report without it has not', () => {
    const names = (page: string): string[] => [...new Set(page.match(/<\/?[a-z0-9]+/gi))].toSorted();
    const usual = names(
      [byHandWindow, inconclusiveWindow, withoutGoWindow, verifiedWindow, drillWindow].map(windowAsHtml).join(''),
    );
    expect(names(windowAsHtml(hostileWindow)).filter((name) => !usual.includes(name))).toEqual([]);
    expect(windowAsHtml(hostileWindow)).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(windowAsHtml(hostileWindow)).toContain('NUL [U+0000] escape');
  });

  test('names the trigger with its values, when it happened, when and by whom it was recorded', () => {
    const section = sectionOf(rolledBackWindow, 'trigger');
    for (const text of [
      'critical',
      'Error rate &gt;5%',
      'threshold (5.0)',
      'preflight-shop-api-production-error-rate-critical',
      '23 Nov 2026, 10:12:03 UTC',
      'the alarm&#39;s notification',
    ]) {
      expect(section).toContain(text);
    }
    expect(sectionOf(byHandWindow, 'trigger')).toContain(
      'a person: aws:arn:aws:sts::111122223333:assumed-role/OnCall/mona',
    );
    expect(sectionOf(healthyWindow, 'trigger')).toBe('');
  });

  test('says how long each step took, and what it did not come to', () => {
    const section = sectionOf(rolledBackWindow, 'rollback');
    for (const text of ['870 ms', '1.3 s', '1.4 s', '3 min 14 s', '3 min 18 s', 'lambda-alias'])
      expect(section).toContain(text);
    expect(count(sectionOf(rollbackFailedWindow, 'rollback'), /it did not come to that/g)).toBe(4);
    expect(sectionOf(unverifiedWindow, 'rollback')).toContain('still red after 10 minutes');
    expect(sectionOf(healthyWindow, 'rollback')).toContain('What a rollback would have gone back to');
  });

  test('says what the schema guard saw, or why nobody looked', () => {
    expect(sectionOf(rollbackFailedWindow, 'schema')).toContain('the database is at migration 42, and 1.41.3 knows 41');
    expect(sectionOf(healthyWindow, 'schema')).toContain('this service has no database');
  });

  test('tells who decided what, and emergency powers above all', () => {
    expect(sectionOf(rollbackFailedWindow, 'people')).toContain('we fix forward');
    const page = windowAsHtml(byHandWindow);
    expect(page.indexOf('<aside class="alarm"')).toBeGreaterThan(0);
    expect(page.indexOf('<aside class="alarm"')).toBeLessThan(page.indexOf('<header'));
    expect(windowAsHtml(rollbackFailedWindow)).not.toContain('<aside');
  });

  test('lists every criterion, those that are not watched with their reason, and every alarm as it was seen last', () => {
    for (const report of all) expect(count(windowAsHtml(report), / id="criterion-/g)).toBe(8);
    const section = sectionOf(withoutGoWindow, 'criteria');
    expect(section).toContain('12 requests in the hour before, of 200 that a baseline needs');
    expect(section).toContain('No alarm watches it: only a person can trigger it.');
    expect(section).toContain('Red already when the window opened');
    expect(count(sectionOf(healthyWindow, 'criteria'), /<td role="cell" data-label="Seen last">OK</g)).toBe(7);
    expect(sectionOf(inconclusiveWindow, 'criteria')).toMatch(/Could not be seen<\/span>.*Service outage/);
  });

  test('shows each verification of each check, with words beside the shapes', () => {
    const section = sectionOf(verifiedWindow, 'verifications');
    expect(section).toContain('3 of 4 verifications were made. In 1 of them something did not pass.');
    const cellsOf = (id: string): string[] =>
      [
        ...(new RegExp(`<code>${id}</code>.*?</tr>`).exec(section)?.[0] ?? '').matchAll(
          /<span>([^<]*)<\/span><\/span>/g,
        ),
      ].map(([, words = '']) => words);
    expect(cellsOf('health-checks')).toEqual(['Passed at try 2', 'Passed', 'Lost', 'Passed']);
    expect(cellsOf('error-spikes')).toEqual(['Passed', 'Could not look', 'Lost', 'Passed']);
    expect(cellsOf('response-times')).toEqual(['Passed', 'Warning', 'Lost', 'Passed']);
    expect(cellsOf('mobile-connectivity')).toEqual(['Off', 'Off', 'Off', 'Off']);
    expect(cellsOf('feature-broken')).toEqual(['Passed', 'Passed', 'Lost', 'Passed']);
    expect(section).toContain('there is no mobile app yet');
    expect(section).toContain('asks search, GET /newsletter');
    expect(section).toContain('it was begun, and nobody knows what it saw');
  });

  test('says what a verification did not see well, with its evidence and what to do', () => {
    const section = sectionOf(loginBrokenWindow, 'verifications');
    for (const text of [
      '3 tries',
      '200 and no session cookie',
      '303 and the cookie session',
      'Log in as the test user',
    ])
      expect(section).toContain(text);
    expect(section).toContain('Not due');
    expect(sectionOf(healthyWindow, 'verifications')).toBe('');
  });

  test('a check that triggered is named as the trigger, in words', () => {
    const section = sectionOf(loginBrokenWindow, 'trigger');
    for (const text of ['User login working', 'high', '<code><bdi>user-login</bdi></code>', 'after a verification'])
      expect(section).toContain(text);
    expect(sectionOf(loginBrokenWindow, 'rollback')).toContain('A verification failed');
  });

  test('says of criteria with probes what is asked, never that people alone watch them', () => {
    const section = sectionOf(verifiedWindow, 'criteria');
    expect(section).toMatch(/Not asked yet<\/span>.*Performance degraded/);
    expect(section).toContain('Each verification asks the slow report; the last one: none was made.');
    expect(section).toContain('Each verification asks search, GET /newsletter; the last one: passed.');
    expect(count(section, /only a person can trigger it/g)).toBe(1);
  });

  test('draws each verification that was made, or lost, on the time line', () => {
    const section = sectionOf(verifiedWindow, 'timeline');
    expect(count(section, /<g class="o-\w+ verification">/g)).toBe(4);
    expect(section).toContain('<title>verification after 15 min: Lost</title>');
    expect(sectionOf(healthyWindow, 'timeline')).not.toContain('verifications</text>');
  });

  test('says at the top that it was a drill, and how that went', () => {
    const page = windowAsHtml(drillWindow);
    expect(page).toContain('<title>Drill: Rolled back: shop-api 1.42.0 in production</title>');
    expect(/<header[\s\S]*<\/header>/.exec(page)?.[0]).toContain(
      'assumed-role/OnCall/mona, it rolled back as it should.',
    );
    expect(windowAsHtml(failedDrillWindow)).toContain('and nothing rolled back: what it provoked was not seen.');
    expect(windowAsHtml(rolledBackWindow)).not.toContain('Drill');
  });

  test('many moments stand below each other, and the checks beside', () => {
    const section = sectionOf(longWindow, 'verifications');
    expect(section).toContain('>health-checks</th>');
    expect(section).toContain('<summary>11 earlier</summary>');
  });

  test('has the baseline, its samples and the threshold', () => {
    const section = sectionOf(healthyWindow, 'criteria');
    for (const text of ['240 ms of 5,120 requests', 'red above 360 ms']) expect(section).toContain(text);
    expect(sectionOf(withoutGoWindow, 'criteria')).toContain('none was made: 12 requests');
  });

  test('says that it opened without a GO, what it took over from, and what took over from it', () => {
    expect(sectionOf(withoutGoWindow, 'opened')).toContain('the gate is not used in staging');
    const section = sectionOf(supersededWindow, 'opened');
    for (const run of ['1.41.9-aa786850e387-20261123T091500Z', '1.42.1-77786850e387-20261123T103340Z'])
      expect(section).toContain(run);
    expect(sectionOf(healthyWindow, 'opened')).toBe('');
  });

  test('lists blind spots, and everything that happened, what was ignored too', () => {
    expect(sectionOf(inconclusiveWindow, 'blind')).toContain('it went on');
    expect(sectionOf(healthyWindow, 'timeline')).toMatch(/Ignored<\/span>.*lies before the window opened/);
    expect(sectionOf(healthyWindow, 'blind')).toBe('');
  });

  test('a storm of events leaves out its middle, and says how much', () => {
    const page = windowAsHtml(longWindow);
    expect(page).toContain('2600 more stand in the JSON');
    expect(page.length).toBeLessThan(1024 * 1024);
  });
});

describe('safeLink', () => {
  test.each([
    ['https://acme.example/runbook.md#rolled-back', 'https://acme.example/runbook.md#rolled-back'],
    ['http://acme.example/a b', 'http://acme.example/a%20b'],
    [`https://acme.example/x)"'<y>[z]|#a`, 'https://acme.example/x%29%22%27%3Cy%3E%5Bz%5D%7C#a'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['docs/runbook.md', undefined],
  ])('%s', (text, link) => {
    expect(safeLink(text)).toBe(link);
  });
});
