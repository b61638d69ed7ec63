import { defineGroup } from '../define-group.ts';
import { blockingIssues } from './blocking-issues.ts';
import { changelog } from './changelog.ts';
import { ciChecks } from './ci-checks.ts';
import { codeReview } from './code-review.ts';
import { securityScans } from './security-scans.ts';

export const codeQuality = defineGroup('code-quality', [
  ciChecks,
  codeReview,
  securityScans,
  blockingIssues,
  changelog,
]);
