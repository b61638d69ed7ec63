import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeSeries } from '../../lib/alarms/compute-series.ts';
import { MetricMathError } from '../../lib/alarms/metric-math/metric-math-error.ts';
import type { AlarmSeries } from '../../lib/domain/window/alarm.ts';
import { alarmOf, loadBalancer } from '../config/support/rollback.ts';
import { type Given, math } from './support/math.ts';

describe('what "Using metric math" publishes', () => {
  const metric1 = [30, 20, 0, 0];
  const metric2 = [20, null, 20, null];

  it.each([
    ['(metric1 < metric2)', [0, 0, 1, 0]],
    ['(metric1 >= 30)', [1, 0, 0, 0]],
  ])('%s', (expression, values) => {
    expect(math(expression, { metric1, metric2 })).toEqual(values);
  });

  const condition = {
    metric1: [1, 1, 0, 0, null],
    metric2: [30, null, 0, 0, 30],
    metric3: [0, 0, 20, null, 20],
  };

  it.each([
    ['IF(metric1, metric2, metric3)', [30, 0, 20, null, null]],
    ['IF(metric1, 5, metric3)', [5, 5, 20, null, null]],
    ['IF(metric1, metric2, 5)', [30, 0, 5, 5, null]],
    ['IF(metric1, metric2)', [30, 0, null, null, null]],
  ])('%s', (expression, values) => {
    expect(math(expression, condition)).toEqual(values);
  });

  it('a condition is true whenever it is not 0, negative ones too', () => {
    expect(math('IF(a, 1, 2)', { a: [-3, 0, 0.5] })).toEqual([1, 2, 1]);
  });

  it('a datapoint that would be divided by zero is dropped', () => {
    expect(math('a / b', { a: [1, 0, 6], b: [0, 0, 3] })).toEqual([null, null, 2]);
    expect(math('a / (2 - 2)', { a: [1] })).toEqual([null]);
  });

  it('a missing value is 0 where the other series has one', () => {
    const given = { a: [null, 5, null], b: [3, null, null] };
    expect(math('a + b', given)).toEqual([3, 5, null]);
    expect(math('a - b', given)).toEqual([-3, 5, null]);
    expect(math('a / b', given)).toEqual([0, null, null]);
  });
});

describe('as it is read here', () => {
  const given = { a: [1, null, 3, null], b: [10, 20, null, null], c: [-5, null, null, null] };

  it.each([
    ['a number beside no datapoint gives none', '2 * a', [2, null, 6, null]],
    ['SUM of an array adds those that are there', 'SUM([a, b, c])', [6, 20, 3, null]],
    ['MAX of an array takes the largest of those that are there', 'MAX([a, b, c])', [10, 20, 3, null]],
    ['MAX of those that are there is below 0', 'MAX([c, c])', [-5, null, null, null]],
    ['an array of one is that one', 'SUM([a])', [1, null, 3, null]],
    ['an array may have expressions', 'MAX([2 * a, b])', [10, 20, 6, null]],
  ])('%s', (_, expression, values) => {
    expect(math(expression, given)).toEqual(values);
  });

  it.each([
    ['1 + 2 * a', [7]],
    ['(1 + 2) * a', [9]],
    ['a - 1 - 1', [1]],
    ['24 / a / 2', [4]],
    ['-a + 1', [-2]],
    ['--a', [3]],
    ['2 * -a', [-6]],
    ['1 + a >= 2 * 2', [1]],
    ['a != 3', [0]],
    ['a == 3', [1]],
    ['a <= 2.5', [0]],
    ['5e-1 * a', [1.5]],
    ['IF(a > 2, IF(a > 5, 1, 2), 3)', [2]],
    [' a+\n1\t', [4]],
  ])('%s', (expression, values) => {
    expect(math(expression, { a: [3] })).toEqual(values);
  });
});

describe('what is refused, by name', () => {
  it.each([
    ['FILL(a, 0)', 'has FILL; evaluated are'],
    ['AVG([a, b])', 'has AVG; evaluated are'],
    ['ANOMALY_DETECTION_BAND(a)', 'has ANOMALY_DETECTION_BAND; evaluated are'],
    ['SUM(a)', 'has SUM of what is no array, [a, b]; evaluated are'],
    ['MAX(METRICS())', 'has MAX of what is no array, [a, b]; evaluated are'],
    ['SUM([a, 1])', 'has a number in the array of SUM; evaluated are'],
    ['IF(1, a, b)', 'has IF with a number as its condition; evaluated are'],
    ['a ^ 2', 'has "^"; evaluated are'],
    ['a && b', 'has "&"; evaluated are'],
    ['a AND b', 'has "AND" where it should end; evaluated are'],
    ['SEARCH("x")', 'has "\\""; evaluated are'],
    ['100 / [a, b]', 'has "[" where a value should be; evaluated are'],
    ['[a, b]', 'has "[" where a value should be'],
    ['a < b < 1', 'has "<" where it should end'],
    ['1 + 2', 'is a number and no series; evaluated are'],
    ['missing + a', 'has missing, and no series has that id'],
    ['__proto__ + a', 'has __proto__; evaluated are'],
    ['constructor', 'has constructor, and no series has that id'],
    ['result + a', 'needs the values of result for result itself'],
  ])('%s', (expression, words) => {
    const refused = (): unknown => math(expression, { a: [1], b: [1] });
    expect(refused).toThrow(MetricMathError);
    expect(refused).toThrow(words);
  });

  it.each([
    ['', 'has its end where a value should be'],
    ['(a', 'has its end where ")" should be'],
    ['a)', 'has ")" where it should end'],
    ['()', 'has ")" where a value should be'],
    ['a +', 'has its end where a value should be'],
    ['* a', 'has "*" where a value should be'],
    ['+a', 'has "+" where a value should be'],
    ['a b', 'has "b" where it should end'],
    ['IF(a, b', 'has its end where ")" should be'],
    ['IF(a)', 'has ")" where "," should be'],
    ['IF a', 'has "a" where "(" should be'],
    ['SUM([a, b)', 'has ")" where "]" should be'],
    ['1.2.3 * a', 'has "."; evaluated are'],
    ['a;b', 'has ";"; evaluated are'],
    ['a = b', 'has "="; evaluated are'],
  ])('what is no metric math: %j', (expression, words) => {
    expect(() => math(expression, { a: [1], b: [1] })).toThrow(words);
  });

  it('10,000 parentheses, and as many as fit, without an end of the stack', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)}`;
    expect(() => math(nested(10_000), { a: [1] })).toThrow('is 20001 characters long, write 2048 at most');
    expect(() => math(nested(1000), { a: [1] })).toThrow('is nested deeper than 64');
    expect(() => math(`${'IF(a,'.repeat(400)}`, { a: [1] })).toThrow('is nested deeper than 64');
    expect(math(nested(60), { a: [1] })).toEqual([1]);
    expect(math(`${'-'.repeat(2000)}a`, { a: [1] })).toEqual([1]);
    expect(math(`a${'+a'.repeat(1000)}`, { a: [1] })).toEqual([1001]);
    expect(math(`a${'+(a)'.repeat(100)}`, { a: [1] })).toEqual([101]);
  });

  it('says no more of a long expression than a line can hold', () => {
    expect(() => math(`${'a+'.repeat(1000)}?`, { a: [1] })).toThrow(/^.{0,500}$/u);
  });

  it('any text is evaluated or refused, and nothing else happens', () => {
    const parts = [
      'a',
      'b',
      '1',
      '0',
      '(',
      ')',
      '[',
      ']',
      ',',
      '+',
      '-',
      '/',
      '*',
      '>=',
      '<',
      'IF(',
      'SUM([',
      ' ',
      'MAX([',
      'x',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 14 }), (chosen) => {
        try {
          expect(math(chosen.join(''), { a: [1, null, 3], b: [null, 0, 2] })).toHaveLength(3);
        } catch (error) {
          expect(error).toBeInstanceOf(MetricMathError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('series of series', () => {
  const metric = (id: string): AlarmSeries => ({ id, namespace: 'Shop', metric: id, dimensions: {}, stat: 'Sum' });
  const expression = (id: string, text: string): AlarmSeries => ({ id, expression: text, label: id });

  it('gives the column of an alarm without metric math as it is', () => {
    const column = Float64Array.of(1, Number.NaN);
    expect(computeSeries({ series: [metric('a')], returns: 'a' }, new Map([['a', column]]))).toBe(column);
  });

  it('evaluates expressions in whatever order they stand, each once, and those alone that are needed', () => {
    const series = [
      expression('c', 'b * b'),
      expression('b', 'a + 1'),
      metric('a'),
      expression('unneeded', 'FILL(z, 0)'),
    ];
    expect([...computeSeries({ series, returns: 'c' }, new Map([['a', Float64Array.of(1, 2)]]))]).toEqual([4, 9]);
  });

  it('refuses a circle', () => {
    const series = [expression('a', 'b'), expression('b', 'c + 1'), expression('c', 'a')];
    expect(() => computeSeries({ series, returns: 'a' }, new Map())).toThrow('needs the values of a for a itself');
  });

  it('refuses more series than GetMetricData takes', () => {
    const series = Array.from({ length: 501 }, (_, index) => expression(`e${index}`, `e${index + 1}`));
    expect(() => computeSeries({ series, returns: 'e0' }, new Map())).toThrow('has 501 series, 500 at most');
  });

  it('refuses a metric without its column, and columns of several lengths', () => {
    const alarm = { series: [metric('a'), metric('b'), expression('c', 'a + b')], returns: 'c' };
    expect(() => computeSeries(alarm, new Map([['a', Float64Array.of(1)]]))).toThrow('the series "b" has no column');
    const columns = new Map([
      ['a', Float64Array.of(1)],
      ['b', Float64Array.of(1, 2)],
    ]);
    expect(() => computeSeries(alarm, columns)).toThrow('columns of 1 and 2 values; give all of one length');
  });

  it('gives the same in one slice as over many', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => (at % 7 === 0 ? null : at % 11));
    const requests = many.map((_, at) => (at % 5 === 0 ? null : at % 90));
    const text = 'IF(MAX([b, a]) >= 40, 100 * a / MAX([b, a]), 0)';
    const inOne = math(text, { a: many.slice(9000, 9100), b: requests.slice(9000, 9100) });
    expect(math(text, { a: many, b: requests }).slice(9000, 9100)).toEqual(inOne);
    for (const short of ['a + b', 'MAX([a, b])', 'IF(a, a)'])
      expect(math(short, { a: many, b: many })).toHaveLength(10_000);
  });

  it('gives no values of none', () => {
    expect(math('a + 1', { a: [] })).toEqual([]);
  });
});

describe('our own alarms', () => {
  const value = fc.option(fc.nat({ max: 300 }), { nil: null });
  const minute = fc.record({ target: value, own: value, answered: value });
  const { series, returns } = alarmOf('error-rate-critical', { watch: { loadBalancer } });

  const rates = (given: Given) => {
    const columns = new Map(
      Object.entries(given).map(([id, values]) => [id, Float64Array.from(values, (one) => one ?? Number.NaN)]),
    );
    return [...computeSeries({ series, returns }, columns)].map((one) => (Number.isNaN(one) ? null : one));
  };

  /** What it is to give, in plain words. @param silent the rate of a minute in which nothing is counted. */
  function rateOf(
    { target, own, answered }: Record<'target' | 'own' | 'answered', number | null>,
    silent: number | null,
  ) {
    if (target === null && own === null && answered === null) return silent;
    const errors = (target ?? 0) + (own ?? 0);
    const requests = Math.max(answered ?? 0, errors);
    return requests >= 40 ? (100 * errors) / requests : 0;
  }

  it('a rate is that of the errors that are counted among the requests, and none where nothing is counted', () => {
    fc.assert(
      fc.property(fc.array(minute, { maxLength: 20 }), (minutes) => {
        const given = {
          failed1: minutes.map(({ target }) => target),
          failed2: minutes.map(({ own }) => own),
          answered: minutes.map(({ answered }) => answered),
        };
        expect(rates(given)).toEqual(minutes.map((one) => rateOf(one, null)));
      }),
    );
  });

  it('a rate is the same where arithmetic with a missing value gives none: IF gives 0 for it', () => {
    // errors / requests would be none where no error is counted, and "has the value of 0, if … metric1 is TRUE and … metric2" is not there.
    expect(math('IF(requests >= 40, none, 0)', { requests: [100, 20, null], none: [null, null, null] })).toEqual([
      0,
      0,
      null,
    ]);
    expect(rates({ failed1: [null, null], failed2: [null, null], answered: [100, 20] })).toEqual([0, 0]);
  });

  it('p95 is none in a minute without requests, and 0 below the floor', () => {
    const p95 = alarmOf('response-time', { watch: { loadBalancer } });
    const columns = new Map([
      ['slow', Float64Array.of(0.8, 0.9, Number.NaN)],
      ['requests', Float64Array.of(20, 19, Number.NaN)],
    ]);
    expect([...computeSeries(p95, columns)]).toEqual([0.8, 0, Number.NaN]);
  });
});
