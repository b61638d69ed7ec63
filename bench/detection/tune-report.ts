import { columns, seconds, thousands } from './columns.ts';
import type { Tuned } from './tune.ts';

/** Other settings of each criterion, beside what is configured by default. */
export function tuneReport(tuned: readonly Tuned[]): string {
  const [first] = tuned;
  if (first === undefined) return '';
  const lines = tuned.map((one, index) => [
    tuned[index - 1]?.criterion === one.criterion ? '' : one.criterion,
    one.settings,
    ...one.detection.map(
      ({ p50, p99, missed }) => `${seconds(p50)} / ${seconds(p99)} / ${(100 * missed).toFixed(1)} %`,
    ),
    ...one.falsePer1000.map(({ calm, noisy }) => `${calm.toFixed(1)} / ${noisy.toFixed(1)}`),
  ]);
  return [
    columns(
      [
        'criterion',
        'settings',
        ...first.detection.map(({ level }) => `at ${level}`),
        ...first.falsePer1000.map(({ level }) => `healthy ${thousands(level)}`),
      ],
      lines,
      2,
    ),
    '',
    'Detection: p50 s / p99 s / missed; of 20 % errors, 8 % errors and answers that take twice as long. Steady: as many requests in each',
    'minute, and no datapoint a minute later than others. Healthy: red of 1,000 windows with 0.1 % and with 0.5 % errors.',
  ].join('\n');
}
