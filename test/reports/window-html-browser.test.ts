import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { windowAsHtml } from '../../lib/reports/window-html.ts';
import { browserRunsHere, launchBrowser } from '../support/browser.ts';
import { openReport, type ReportView } from '../support/open-report.ts';
import { bodyStyle, checkStructure, focusedText, lowContrasts, widest } from '../support/page-checks.ts';
import { hostileWindow, longWindow, windowReports } from '../support/window-reports.ts';

const samples = { ...windowReports, hostile: hostileWindow, long: longWindow } as const;
type Sample = keyof typeof samples;
const names = Object.keys(samples) as Sample[];
/** One of each look, and what has the most in it. */
const looks = [
  'healthy',
  'rolled back',
  'rollback failed',
  'inconclusive',
  'superseded',
  'without a GO',
  'open',
  'verified',
  'login broken',
  'drill',
] as const;

if (!browserRunsHere && process.env['CI']) {
  throw new Error(`no browser runs on ${process.platform}-${process.arch}, and CI may not skip its tests`);
}

describe.skipIf(!browserRunsHere)("the window's HTML report in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'preflight-window-'));

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (name: Sample, view: ReportView) =>
    openReport(browser, join(folder, `${name}.html`), windowAsHtml(samples[name]), view);

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

  for (const width of [320, 390, 1280]) {
    test.each(names)(`%s: nothing wider than ${width} pixels, folded or not`, async (name) => {
      const { page } = await open(name, { width });
      expect(await page.evaluate(widest)).toBeLessThanOrEqual(width);
      await unfold(page);
      expect(await page.evaluate(widest)).toBeLessThanOrEqual(width);
      await page.close();
    });
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    test.each(looks)(`%s: every text has a contrast of 4.5 or more (${colorScheme})`, async (name) => {
      for (const width of [390, 1280]) {
        const { page } = await open(name, { width, colorScheme });
        await unfold(page);
        const { measured, low } = await page.evaluate(lowContrasts);
        expect(measured).toBeGreaterThan(150);
        expect(low).toEqual([]);
        await page.close();
      }
    });
  }

  test.each([320, 390, 1280])(
    'the text of the time line is large, and its labels do not run into each other at %d pixels',
    async (width) => {
      const { page } = await open('inconclusive', { width });
      const heights = await page.$$eval('.timeline text', (texts) =>
        texts.map((one) => one.getBoundingClientRect().height),
      );
      expect(heights.length).toBeGreaterThan(15);
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(14);
      const overlaps = await page.$$eval('.timeline g', (rows) =>
        rows.flatMap((row) => {
          const left = row.querySelector(':scope > text.left')?.getBoundingClientRect();
          const right = row.querySelector(':scope > text.right')?.getBoundingClientRect();
          return left && right && left.right > right.left ? [row.textContent] : [];
        }),
      );
      expect(overlaps).toEqual([]);
      await page.close();
    },
  );

  test.each([320, 1280])('the marks of the time line do not cover each other at %d pixels', async (width) => {
    for (const name of ['rolled back', 'unverified', 'superseded', 'drill', 'verified'] as const) {
      const { page } = await open(name, { width });
      const covered = await page.$$eval('.mark circle, .verification use', (circles) => {
        const boxes = circles.map((one) => one.getBoundingClientRect());
        return boxes.filter((one, index) =>
          boxes.some(
            (other, at) =>
              at < index &&
              one.left < other.right &&
              other.left < one.right &&
              one.top < other.bottom &&
              other.top < one.bottom,
          ),
        ).length;
      });
      expect(covered).toBe(0);
      await page.close();
    }
  });

  test('what was not seen is hatched, and what was red is drawn with another height than what was well', async () => {
    const { page } = await open('inconclusive', { width: 390 });
    const fills = await page.$$eval('rect.s-unseen', (all) =>
      all.map(
        (one) =>
          (globalThis as unknown as { getComputedStyle(element: unknown): { fill: string } }).getComputedStyle(one)
            .fill,
      ),
    );
    expect(fills.length).toBeGreaterThan(1);
    expect(new Set(fills.map((fill) => fill.includes('#hatch')))).toEqual(new Set([true]));
    await page.close();
    const { page: rolled } = await open('rolled back', { width: 390 });
    const heightOf = async (selector: string): Promise<number> =>
      (await rolled.locator(`.timeline ${selector}`).first().boundingBox())?.height ?? 0;
    expect(await heightOf('rect.s-ALARM')).toBeGreaterThan((await heightOf('rect.s-OK')) * 1.5);
    await rolled.close();
  });

  test.each(['rolled back', 'rollback failed', 'inconclusive'] as const)(
    '%s: a phone shows the result, why, and the first thing to do at once',
    async (name) => {
      const { page } = await open(name, { width: 390 });
      for (const selector of ['h1', '.summary', '#next', '#next ~ ol > li:first-child p:first-child']) {
        const box = await page.locator(selector).boundingBox();
        expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
      }
      await page.close();
    },
  );

  test('is read in the order in which it matters, without its style too', async () => {
    const { page } = await open('rollback failed', { width: 390 });
    const headings = await page.$$eval('h1, h2', (all) => all.map((one) => one.textContent.trim()));
    expect(headings).toEqual([
      'Rollback failed',
      'What to do now',
      'The trigger',
      'The rollback',
      'The database schema',
      'Decided by people',
      'The 8 criteria',
      'Time line',
      'Release and window',
    ]);
    await page.close();
  });

  test('every link and every fold is reached with the Tab key, and Enter unfolds', async () => {
    const { page } = await open('rolled back', { width: 390 });
    const wanted = await page.$$eval('a[href], summary', (all) => all.map((one) => one.textContent));
    const reached: (string | null | undefined)[] = [];
    for (const _ of wanted) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate(focusedText));
    }
    expect(reached).toEqual(wanted);
    expect(await page.locator('.as-table table').isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    expect(await page.locator('.as-table table').isVisible()).toBe(true);
    await page.close();
  });

  test('on paper everything is unfolded', async () => {
    const { page } = await open('healthy', { width: 800 });
    const alarms = page.locator('#criterion-service-outage table');
    expect(await alarms.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await alarms.isVisible()).toBe(true);
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
