import { expect, test } from 'vitest';
import { windowAsHtml } from '../../lib/reports/window-html.ts';
import { describeInBrowser } from '../support/report-in-browser.ts';
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

describeInBrowser(
  {
    what: "the window's HTML report",
    names,
    html: (name) => windowAsHtml(samples[name]),
    looks,
    folded: 'rolled back',
    printed: { name: 'healthy', selector: '#criterion-service-outage table' },
  },
  (open) => {
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
  },
);
