import type { Report } from '../../lib/domain/report.ts';
import { expected, healthy, hostileText, reportFrom } from './reports.ts';
import { windowSample } from './window-samples.ts';

/** Reports of releases that were rolled back before, decided and built as a run does it. */

const quarantine = {
  run: windowSample.run.id,
  at: '2026-11-22T10:07:02.000Z',
  reason: 'Threshold Crossed: 3 datapoints were greater than the threshold (5.0)',
  version: '1.42.0',
};

/** All of its checks pass. */
export const quarantinedReport = reportFrom(Object.values(healthy), expected, { quarantine });

/** Two groups gave no answer. */
export const quarantinedAndWorse = reportFrom([healthy.environment], expected, { quarantine });

export const hostileQuarantine: Report = {
  ...quarantinedReport,
  quarantine: {
    ...quarantine,
    run: hostileText[0] ?? '',
    reason: hostileText.join(' '),
    version: hostileText[1] ?? '',
  },
};
