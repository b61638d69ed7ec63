import type { Comparison } from '../../../lib/domain/window/alarm.ts';

/** Of a value with a threshold of 5, and whether it is breaching. */
export const comparisons: readonly (readonly [Comparison, number, boolean])[] = [
  ['GreaterThanThreshold', 5, false],
  ['GreaterThanThreshold', 5.1, true],
  ['GreaterThanOrEqualToThreshold', 5, true],
  ['GreaterThanOrEqualToThreshold', 4.9, false],
  ['LessThanThreshold', 5, false],
  ['LessThanThreshold', 4.9, true],
  ['LessThanOrEqualToThreshold', 5, true],
  ['LessThanOrEqualToThreshold', 5.1, false],
];
