import { expect, test } from 'vitest';
import { backtestAsHtml } from '../../lib/reports/backtest-html.ts';
import { backtestReports, hostileBacktest, longBacktest } from '../support/backtest-reports.ts';
import { describeInBrowser } from '../support/report-in-browser.ts';

const samples = { ...backtestReports, hostile: hostileBacktest, long: longBacktest } as const;
type Sample = keyof typeof samples;
const names = Object.keys(samples) as Sample[];

describeInBrowser(
  {
    what: "a backtest's HTML report",
    names,
    html: (name) => backtestAsHtml(samples[name]),
    looks: ['rolled back', 'storm'],
    folded: 'rolled back',
    printed: { name: 'rolled back', selector: '.as-table table' },
  },
  (open) => {
    test.each([320, 390, 1280])(
      'the text of a plot is large, and no label covers another at %d pixels',
      async (width) => {
        const { page } = await open('storm', { width });
        const heights = await page.$$eval('.plot text', (texts) =>
          texts.map((one) => one.getBoundingClientRect().height),
        );
        expect(heights.length).toBeGreaterThan(30);
        expect(Math.min(...heights)).toBeGreaterThanOrEqual(14);
        const covered = await page.$$eval('.plot', (plots) =>
          plots.flatMap((plot) => {
            const boxes = [...plot.querySelectorAll('.label')].map((one) => ({
              text: one.textContent,
              box: one.getBoundingClientRect(),
            }));
            return boxes.filter(({ box }, index) =>
              boxes.some(
                (other, at) =>
                  at < index &&
                  box.left < other.box.right - 1 &&
                  other.box.left < box.right - 1 &&
                  box.top < other.box.bottom - 4 &&
                  other.box.top < box.bottom - 4,
              ),
            );
          }),
        );
        expect(covered).toEqual([]);
        await page.close();
      },
    );

    test('what is configured and what is suggested have shapes of their own, and words', async () => {
      const { page } = await open('rolled back', { width: 390 });
      expect(await page.locator('.plot .square').count()).toBe(1);
      expect(await page.locator('.plot .diamond').count()).toBe(1);
      expect(await page.locator('.plot .dot').count()).toBeGreaterThan(5);
      expect(await page.locator('.plot .p-configured .label').textContent()).toContain('configured');
      expect(await page.locator('.plot .p-suggested .label').textContent()).toContain('suggested');
      await page.close();
    });

    test('a phone shows the answer, and how sure it is, at once', async () => {
      const { page } = await open('rolled back', { width: 390 });
      for (const selector of ['h1', '.summary', '.tally']) {
        const box = await page.locator(selector).boundingBox();
        expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
      }
      await page.close();
    });

    test('is read in the order in which it matters', async () => {
      const { page } = await open('rolled back', { width: 390 });
      expect(await page.$$eval('h1, h2', (all) => all.map((one) => one.textContent.trim()))).toEqual([
        '3 of 719 windows would have rolled back',
        'Windows that would have rolled back',
        'The 8 criteria',
        'Other settings, on the same history',
        'What was replayed',
      ]);
      await page.close();
    });
  },
);
