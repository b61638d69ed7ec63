import { expect, it } from 'vitest';
import { instantOf, limitedUntil } from '../../lib/sources/sentry-rate-limit.ts';

const now = Date.parse('2026-11-23T12:00:00.400Z');
const usedUp = { 'x-sentry-rate-limit-remaining': '0' };
const day = 24 * 3600 * 1000;

it.each<[string, Record<string, string>, number]>([
  ['what stands before Sentry', { 'retry-after': '7' }, 7000],
  ['that, also beside headers of Sentry', { 'retry-after': '7', ...usedUp, 'x-sentry-rate-limit-reset': '9' }, 7000],
  ['Sentry, to the second', { ...usedUp, 'x-sentry-rate-limit-reset': '1795435205' }, 4600],
  ['Sentry, of a second that has passed', { ...usedUp, 'x-sentry-rate-limit-reset': '1795435190' }, 1000],
  ['nobody, where questions at the same time were too many', { 'x-sentry-rate-limit-remaining': '12' }, 1000],
  ['nobody', {}, 1000],
  ['what is no number', { 'retry-after': 'Mon, 23 Nov 2026 12:00:07 GMT' }, 1000],
  ['now', { 'retry-after': '0' }, 1000],
  ['a time that no limit has', { 'retry-after': '999999999999' }, day],
  ['a date that no limit has', { ...usedUp, 'x-sentry-rate-limit-reset': '999999999999' }, day],
])('lasts as long as says %s', (_who, headers, milliseconds) => {
  expect(limitedUntil({ status: 429, headers }, now)).toBe(now + milliseconds);
});

it.each([200, 403, 503])('is none at HTTP %i', (status) => {
  expect(limitedUntil({ status, headers: { ...usedUp, 'retry-after': '7' } }, now)).toBeUndefined();
});

it('ends at a second, so that nobody asks too early', () => {
  expect(instantOf(now)).toBe('2026-11-23T12:00:01Z');
  expect(instantOf(now - 400)).toBe('2026-11-23T12:00:00Z');
});
