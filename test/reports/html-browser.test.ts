import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportAsHtml } from '../../lib/reports/html.ts';
import { browserRunsHere, launchBrowser } from '../support/browser.ts';
import { openReport, type ReportView } from '../support/open-report.ts';
import { bodyStyle, checkStructure, focusedText, injectScript, lowContrasts, widest } from '../support/page-checks.ts';
import * as people from '../support/people-reports.ts';
import * as reports from '../support/reports.ts';

const samples = {
  go: reports.goReport,
  'no-go': reports.noGoReport,
  hostile: reports.hostileReport,
  long: reports.longReport,
  'nothing ran': reports.nothingRanReport,
  'people go': people.peopleGoReport,
  'people no-go': people.peopleNoGoReport,
  'people hostile': people.hostilePeopleReport,
} as const;
type Sample = keyof typeof samples;
const names = Object.keys(samples) as Sample[];
const schemes = ['light', 'dark'] as const;

if (!browserRunsHere && process.env['CI']) {
  throw new Error(`no browser runs on ${process.platform}-${process.arch}, and CI may not skip its tests`);
}

describe.skipIf(!browserRunsHere)('the HTML report in a browser', { timeout: 60_000 }, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'preflight-report-'));

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (name: Sample, view: ReportView) =>
    openReport(browser, join(folder, `${name}.html`), reportAsHtml(samples[name]), view);

  test.each(names)(
    '%s: one request, no error, no breach of its policy, and its style sheet is accepted',
    async (name) => {
      const { page, said, requests, url } = await open(name, { width: 1280 });
      expect(requests).toEqual([url]);
      expect(said).toEqual([]);
      expect((await page.evaluate(bodyStyle)).marginTop).toBe('0px');
      await page.close();
    },
  );

  test('the policy holds: a script or a style that got in would not run', async () => {
    const { page, said } = await open('go', { width: 1280 });
    await page.evaluate(injectScript);
    expect(await page.title()).toBe('GO: shop-api 1.42.0 to production');
    expect(said.join()).toContain('Content Security Policy');
    await page.close();
  });

  for (const width of [320, 390, 1280]) {
    test.each(names)(`%s: nothing wider than ${width} pixels, folded or not`, async (name) => {
      const { page } = await open(name, { width });
      expect(await page.evaluate(widest)).toBeLessThanOrEqual(width);
      await unfold(page);
      expect(await page.evaluate(widest)).toBeLessThanOrEqual(width);
      await page.close();
    });
  }

  for (const colorScheme of schemes) {
    test.each(['go', 'no-go', 'people go', 'people no-go'] as const)(
      `%s: every text has a contrast of 4.5 or more (${colorScheme})`,
      async (name) => {
        for (const width of [390, 1280]) {
          const { page } = await open(name, { width, colorScheme });
          await unfold(page);
          const { measured, low } = await page.evaluate(lowContrasts);
          expect(measured).toBeGreaterThan(150);
          expect(low).toEqual([]);
          await page.close();
        }
      },
    );
  }

  test('dark and light are two looks', async () => {
    const grounds = await Promise.all(
      schemes.map(async (colorScheme) => {
        const { page } = await open('go', { width: 390, colorScheme });
        return (await page.evaluate(bodyStyle)).ground;
      }),
    );
    expect(new Set(grounds).size).toBe(2);
  });

  test('the text of the time line is as large on a phone as on a desk', async () => {
    for (const width of [320, 1280]) {
      const { page } = await open('no-go', { width });
      const heights = await page.$$eval('.timeline text', (texts) =>
        texts.map((one) => one.getBoundingClientRect().height),
      );
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(14);
      await page.close();
    }
  });

  test.each([320, 390, 1280])('labels of the time line do not run into each other at %d pixels', async (width) => {
    const { page } = await open('no-go', { width });
    const overlaps = await page.$$eval('.timeline g', (rows) =>
      rows.flatMap((row) => {
        const left = row.querySelector(':scope > text.left')?.getBoundingClientRect();
        const right = row.querySelector(':scope > text.right')?.getBoundingClientRect();
        return left && right && left.right > right.left ? [row.textContent] : [];
      }),
    );
    expect(overlaps).toEqual([]);
    await page.close();
  });

  test('every link and every fold is reached with the Tab key, and Enter unfolds', async () => {
    const { page } = await open('no-go', { width: 390 });
    const wanted = await page.$$eval('a[href], summary', (all) => all.map((one) => one.textContent));
    const reached: (string | null | undefined)[] = [];
    for (const _ of wanted) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate(focusedText));
    }
    expect(reached).toEqual(wanted);
    // The last one is the time line's table.
    expect(await page.locator('.as-table table').isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    expect(await page.locator('.as-table table').isVisible()).toBe(true);
    await page.close();
  });

  test.each([390, 1280])('emergency powers stand above all else, in sight at once, at %d pixels', async (width) => {
    const { page } = await open('people go', { width });
    const alarm = await page.locator('.alarm').boundingBox();
    expect(alarm).toMatchObject({ x: 0, y: 0, width });
    expect(alarm?.height).toBeLessThan(400);
    await page.close();
  });

  test.each(schemes)('emergency powers are white on red (%s)', async (colorScheme) => {
    const { page } = await open('people go', { width: 390, colorScheme });
    const look = await page.evaluate<[string, string]>(
      '(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.querySelector(".alarm")))',
    );
    const [[red = 0, green = 255, blue = 255] = [], text] = look.map((one) => (one.match(/[\d.]+/g) ?? []).map(Number));
    expect(red).toBeGreaterThan(150);
    expect(Math.max(green, blue)).toBeLessThan(60);
    expect(text).toEqual([255, 255, 255]);
    await page.close();
  });

  test('on paper everything is unfolded', async () => {
    const { page } = await open('go', { width: 800 });
    const evidence = page.locator('#check-backup-recency table');
    expect(await evidence.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await evidence.isVisible()).toBe(true);
    await page.close();
  });

  test.each(names)('%s: headings in order, ids unique, every reference resolves', async (name) => {
    const { page } = await open(name, { width: 1280 });
    expect(await page.evaluate(checkStructure)).toEqual([]);
    await page.close();
  });
});

async function unfold(page: Page): Promise<void> {
  await page.$$eval('details', (all) => {
    for (const one of all) one.open = true;
  });
}
