import { createHash } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { backtestAsHtml } from '../../lib/reports/backtest-html.ts';
import { plotHeight, plotOf, plotTop } from '../../lib/reports/backtest-plot.ts';
import { numberWords, perThousand, rateWords, valuesWords } from '../../lib/reports/backtest-words.ts';
import { backtestReports, hostileBacktest, longBacktest, suggestionSample } from '../support/backtest-reports.ts';

const { quiet, nothing, storm, 'rolled back': rolledBack } = backtestReports;
const all = [...Object.values(backtestReports), hostileBacktest, longBacktest];
const sectionOf = (html: string, id: string): string =>
  new RegExp(`<section[^>]*aria-labelledby="${id}">[\\s\\S]*?(?=\\n<section[^>]*aria-labelledby|</main>)`).exec(
    html,
  )?.[0] ?? '';

describe('backtestAsHtml', () => {
  test.each([
    ['healthy', 'None of 719 windows would have rolled back', quiet],
    ['rolled-back', '3 of 719 windows would have rolled back', rolledBack],
    ['inconclusive', 'None of 0 windows would have rolled back', nothing],
  ])('%s has its own colour and words', (look, words, report) => {
    const page = backtestAsHtml(report);
    expect(page).toContain(`<header class="banner ${look}">`);
    expect(page).toContain(`<span>${words}</span></h1>`);
    expect(page).toContain(`<title>${words}: shop-api in production</title>`);
  });

  it('says that nothing was replayed, rather than that all is well', () => {
    const page = backtestAsHtml(nothing);
    expect(page).toContain('Nothing could be replayed, so this says nothing.');
    expect(page).toContain('8 criteria not replayed');
    expect(page).toContain('False rollbacks: not known, since no healthy window was replayed');
  });

  it('lists windows with what turned red, on which values, and which of them was an incident', () => {
    const section = sectionOf(backtestAsHtml(rolledBack), 'windows');
    expect(section.match(/<tr role="row"><td/g)).toHaveLength(3);
    expect(section).toContain('9.2, none, 7.1; threshold 5');
    expect(section).toContain('after 19 min');
    expect(section.match(/>Incident</g)).toHaveLength(1);
    expect(section.match(/>False</g)).toHaveLength(2);
    expect(section).toContain('Red already at the opening: <bdi>preflight-shop-api-production-db-pool-exhausted</bdi>');
  });

  it('leaves out the middle of very many, and says so', () => {
    const section = sectionOf(backtestAsHtml(storm), 'windows');
    expect(section).toMatch(/\d+ more stand in the JSON/);
    expect(backtestAsHtml(storm).length).toBeLessThan(600_000);
  });

  it('says of each criterion what was not replayed, and why', () => {
    const section = sectionOf(backtestAsHtml(rolledBack), 'criteria');
    expect(section.match(/<li class="check"/g)).toHaveLength(8);
    expect(section).toMatch(/id="criterion-data-loss".*Not replayed.*people alone watch it/);
    expect(section).toMatch(/id="criterion-response-time".*the p95 of the hour before is approximated/);
    expect(section).toMatch(/id="criterion-error-rate-critical".*red in 3 of 719/);
  });

  it('has the same numbers in the plot, in its description, and in the table below', () => {
    const section = sectionOf(backtestAsHtml(rolledBack), 'suggestions');
    expect(section).toMatch(
      /<desc[^>]*>15 settings tried on the same history\. Configured, 2 of 3, 40 requests or more: a fault is found after 3 min, none is missed; .*The table below has the same numbers\.<\/desc>/,
    );
    expect(section).toContain(
      '8: 2 of 3, 40 requests or more; a fault is found after 3 min, none is missed; 2.8 per 1,000 healthy windows',
    );
    expect(section).toMatch(/8 <strong>configured<\/strong>.*>2 of 3<.*>40<.*>3 min<.*>2\.8 \(0\.8 to 10\)</);
    expect(section).toMatch(/15<\/div>.*>400<.*>missed<.*>100\u00A0%</);
  });

  it('keeps every text of others as text', () => {
    const page = backtestAsHtml(hostileBacktest);
    expect(page).not.toMatch(/<script|<img|<[^>]* on\w+=|\u202E/);
    expect(page).toContain('&lt;script&gt;');
    expect(page).toContain('[U+202E]');
    expect(page).not.toContain('<!--');
    expect(page).not.toContain('\u0000');
  });

  it('needs nothing but itself', () => {
    for (const report of all) {
      const page = backtestAsHtml(report);
      const [, styles = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
      expect(page).toContain(`sha256-${createHash('sha256').update(styles).digest('base64')}`);
      expect(page).not.toMatch(/ style="|url\((?!#)|@import/);
      expect(page.match(/<style/g)).toHaveLength(1);
    }
  });
});

describe('plotOf', () => {
  const plot = plotOf(suggestionSample);
  const pointOf = (number: number) => plot.points.find(({ numbers }) => numbers.includes(number));

  it('has each of the settings in one mark, and the configured and the suggested ones in marks of their own', () => {
    const numbers = plot.points.flatMap((point) => point.numbers);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(suggestionSample.tried.map((_, index) => index + 1));
    expect(pointOf(8)).toMatchObject({ kind: 'configured' });
    expect(pointOf(13)).toMatchObject({ kind: 'suggested' });
    expect(plotOf({ ...suggestionSample, suggested: 7 }).points.filter(({ kind }) => kind !== 'other')).toMatchObject([
      { kind: 'both' },
    ]);
    expect(pointOf(8)?.label.text).toContain('8 configured');
  });

  it('puts slower ones to the right, worse ones above, and what is missed beside the scale', () => {
    const [fast, slow, worse, missed] = [pointOf(4), pointOf(14), pointOf(1), pointOf(15)];
    expect(fast?.x).toBeLessThan(slow?.x ?? 0);
    expect(worse?.y).toBeLessThan(fast?.y ?? 0);
    expect(missed?.x).toBe(plot.missedAt);
    expect(missed?.x).toBeGreaterThan(Math.max(...plot.xTicks.map(({ at }) => at)));
    expect(plotOf({ ...suggestionSample, tried: suggestionSample.tried.slice(0, 14) }).missedAt).toBeUndefined();
  });

  it('keeps every mark and interval inside, whatever the numbers are', () => {
    const extreme = suggestionSample.tried.map((one, index) => ({
      ...one,
      detectionSeconds: index % 3 === 0 ? null : index * 1000,
      falseRollbacks: { healthy: 1, rolledBack: index % 2, per1000: (index % 2) * 1000, low: 0, high: 1000 },
    }));
    for (const tried of [extreme, extreme.slice(0, 1), suggestionSample.tried]) {
      for (const { x, y, lowY, highY } of plotOf({ ...suggestionSample, configured: 0, tried }).points) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(1);
        for (const place of [y, lowY, highY]) {
          expect(place).toBeGreaterThanOrEqual(plotTop);
          expect(place).toBeLessThanOrEqual(plotTop + plotHeight);
        }
        expect(highY).toBeLessThanOrEqual(y);
        expect(lowY).toBeGreaterThanOrEqual(y);
      }
    }
  });
});

describe('the words of a backtest', () => {
  it('have as many digits as tell something', () => {
    expect([0, 0.04, 2.79, 9.94, 14.6, 1000].map(perThousand)).toEqual(['0', '0', '2.8', '9.9', '15', '1,000']);
    expect([0, 0.123_456, 5.1254, 123_456.7].map(numberWords)).toEqual(['0', '0.1235', '5.125', '123,457']);
  });

  it('tell a value that is missing from 0', () => {
    const at = '2026-10-01T00:00:00.000Z';
    expect(
      valuesWords({
        threshold: 1,
        values: [
          { at, value: 0 },
          { at, value: null },
        ],
      }),
    ).toBe('0, none; threshold 1');
    expect(valuesWords({ threshold: 1, values: [] })).toBe('no value; threshold 1');
  });

  it('give the interval, and no rate of no window', () => {
    expect(rateWords(rolledBack.falseRollbacks)).toBe(
      '2.8 per 1,000 healthy windows (2 of 718; 95\u00A0% interval: 0.8 to 10)',
    );
    expect(rateWords(nothing.falseRollbacks)).toMatch(/^not known/);
  });
});
