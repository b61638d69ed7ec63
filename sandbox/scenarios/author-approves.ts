import { approvedByBoth } from '../approved-by-both.ts';
import type { Scenario } from '../scenario.ts';

export const authorApproves: Scenario = {
  about: 'the author of the release may not approve it; others may',
  environment: 'production-attended',
  world: {},
  script: [
    { as: 'author', item: 'blocking-issues', decision: 'approve', refused: /asked for this release/ },
    { as: 'author', item: 'support-briefed', decision: 'approve', refused: /asked for this release/ },
    ...approvedByBoth.script,
  ],
  expect: approvedByBoth.expect,
};
