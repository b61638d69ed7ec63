import { describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { lengthOf, sinceDeployment, spanBefore } from '../../lib/domain/span.ts';

const at = (time: string): Date => new Date(`2026-11-23T${time}Z`);
const span = (from: string, to: string) => ({ from: at(from), to: at(to) });

describe('the time since a deployment', () => {
  it.each([
    [1000, '11:45:00.001', '12:00:00.001', span('11:45:00.000', '12:00:01.000')],
    [1000, '11:45:00.000', '12:00:00.000', span('11:45:00.000', '12:00:00.000')],
    [1000, '11:45:00.998', '11:45:00.999', span('11:45:00.000', '11:45:01.000')],
    [60_000, '11:45:59.999', '12:00:00.001', span('11:45:00.000', '12:01:00.000')],
    [60_000, '11:45:00.000', '12:00:00.000', span('11:45:00.000', '12:00:00.000')],
  ])('has all of the units, of %i ms, that it touches: %s to %s', (unit, from, to, expected) => {
    expect(sinceDeployment(at(from), at(to), unit)).toEqual(expected);
  });

  it.each([
    ['12:00:00.000', /^the release was deployed at 2026-11-23T12:00:00\.000Z, and now is 2026-11-23T12:00:00\.000Z: /],
    ['12:00:00.001', /there is no time since then to look at$/],
  ])('is none where that was at %s', (deployed, words) => {
    const look = () => sinceDeployment(at(deployed), at('12:00:00.000'), 1000);
    expect(look).toThrow(SourceError);
    expect(look).toThrow(words);
  });

  it('is none where nobody said when that was, or said what is no time', () => {
    expect(() => sinceDeployment(undefined, at('12:00:00.000'), 1000)).toThrow(SourceError);
    expect(() => sinceDeployment(new Date(Number.NaN), at('12:00:00.000'), 1000)).toThrow(/no time/);
  });
});

it('has the same length before it', () => {
  expect(spanBefore(span('11:45:00', '12:00:01'))).toEqual(span('11:29:59', '11:45:00'));
});

it.each([
  ['11:45:00', '11:45:40', '40 s'],
  ['11:45:00', '11:46:00', '1 min'],
  ['11:45:00', '11:46:01', '1 min 1 s'],
  ['11:45:00', '13:00:00', '75 min'],
])('from %s to %s is told as %s', (from, to, words) => {
  expect(lengthOf(span(from, to))).toBe(words);
});
