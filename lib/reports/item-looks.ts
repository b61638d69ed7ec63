import type { Outcome } from '../domain/outcome.ts';
import type { ReportedItem } from '../domain/report.ts';

/** The outcome whose colour and shape an item's end has. */
export const itemLooks = {
  approved: 'pass',
  rejected: 'fail',
  expired: 'error',
  open: 'error',
  unanswered: 'error',
} as const satisfies Record<ReportedItem['status'], Outcome>;
