import { expect, test } from 'vitest';
import { reportAsHtml } from '../../lib/reports/html.ts';
import { bodyStyle, injectScript } from '../support/page-checks.ts';
import * as people from '../support/people-reports.ts';
import { describeInBrowser, schemes } from '../support/report-in-browser.ts';
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
describeInBrowser(
  {
    what: 'the HTML report',
    names,
    html: (name) => reportAsHtml(samples[name]),
    looks: ['go', 'no-go', 'people go', 'people no-go'],
    folded: 'no-go',
    printed: { name: 'go', selector: '#check-backup-recency table' },
  },
  (open) => {
    test('the policy holds: a script or a style that got in would not run', async () => {
      const { page, said } = await open('go', { width: 1280 });
      await page.evaluate(injectScript);
      expect(await page.title()).toBe('GO: shop-api 1.42.0 to production');
      expect(said.join()).toContain('Content Security Policy');
      await page.close();
    });

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
      const [[red = 0, green = 255, blue = 255] = [], text] = look.map((one) =>
        (one.match(/[\d.]+/g) ?? []).map(Number),
      );
      expect(red).toBeGreaterThan(150);
      expect(Math.max(green, blue)).toBeLessThan(60);
      expect(text).toEqual([255, 255, 255]);
      await page.close();
    });
  },
);
