import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserRunsHere, launchBrowser } from './browser.ts';
import { openReport, type ReportView } from './open-report.ts';
import { bodyStyle, checkStructure, focusedText, lowContrasts, widest } from './page-checks.ts';

/** One kind of HTML report, in samples. */
export interface ReportPages<Sample extends string> {
  readonly what: string;
  readonly names: readonly Sample[];
  readonly html: (name: Sample) => string;
  /** One of each look, for the contrasts. */
  readonly looks: readonly Sample[];
  /** One in which there is something to unfold, the last of it the time line's table. */
  readonly folded: Sample;
  /** Something that is folded away on a screen, and not on paper. */
  readonly printed: { readonly name: Sample; readonly selector: string };
}

export type OpenPage<Sample> = (name: Sample, view: ReportView) => ReturnType<typeof openReport>;

export const schemes = ['light', 'dark'] as const;

/** What every report must be in a browser. @param more what only this kind must be. */
export function describeInBrowser<Sample extends string>(
  { what, names, html, looks, folded, printed }: ReportPages<Sample>,
  more: (open: OpenPage<Sample>) => void,
): void {
  if (!browserRunsHere && process.env['CI']) {
    throw new Error(`no browser runs on ${process.platform}-${process.arch}, and CI may not skip its tests`);
  }
  describe.skipIf(!browserRunsHere)(`${what} in a browser`, { timeout: 60_000 }, () => {
    let browser: Browser;
    const folder = mkdtempSync(join(tmpdir(), 'preflight-report-'));

    beforeAll(async () => {
      browser = await launchBrowser();
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const open: OpenPage<Sample> = (name, view) => openReport(browser, join(folder, `${name}.html`), html(name), view);

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

    for (const colorScheme of schemes) {
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

    test('every link and every fold is reached with the Tab key, and Enter unfolds', async () => {
      const { page } = await open(folded, { width: 390 });
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

    test('on paper everything is unfolded', async () => {
      const { page } = await open(printed.name, { width: 800 });
      const hidden = page.locator(printed.selector);
      expect(await hidden.isVisible()).toBe(false);
      await page.emulateMedia({ media: 'print' });
      expect(await hidden.isVisible()).toBe(true);
      await page.close();
    });

    test.each(names)('%s: headings in order, ids unique, every reference resolves', async (name) => {
      const { page } = await open(name, { width: 1280 });
      expect(await page.evaluate(checkStructure)).toEqual([]);
      await page.close();
    });

    more(open);
  });
}

async function unfold(page: Page): Promise<void> {
  await page.$$eval('details', (all) => {
    for (const one of all) one.open = true;
  });
}
