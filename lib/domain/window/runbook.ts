import { checklist, type PostDeployCheckId } from '../checklist.ts';
import { type CriterionId, criterionIds } from './criterion.ts';
import { type WindowResult, windowResults } from './window.ts';

/** The headings of docs/runbook.md to which alarms, notices, questions and reports link. */
export const runbookEntries = [
  ...criterionIds,
  ...checklist['post-deploy'].checks,
  ...windowResults,
  'opened',
  'asked',
] as const;
export type RunbookEntry = CriterionId | PostDeployCheckId | WindowResult | 'opened' | 'asked';

/** @param runbook where a team's copy of it lies: an address without a fragment. */
export const runbookLink = (runbook: string, entry: RunbookEntry): string => `${runbook}#${entry}`;

/** The last line of what people are told. */
export const runbookLine = (runbook: string, entry: RunbookEntry): string => `Runbook: ${runbookLink(runbook, entry)}`;
