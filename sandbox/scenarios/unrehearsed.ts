import type { Scenario } from '../scenario.ts';

export const unrehearsed: Scenario = {
  about: 'staging proved another commit, and going back was rehearsed six weeks ago',
  world: {
    rehearsals: [
      { step: 'staging-deployment', of: 'previous', status: 'ok', hoursAgo: 290 },
      { step: 'staging-migration-run', of: 'previous', status: 'ok', hoursAgo: 289.8 },
      { step: 'smoke-tests', of: 'previous', status: 'ok', hoursAgo: 289.5 },
      { step: 'rollback-rehearsal', of: 'previous', status: 'ok', hoursAgo: 42 * 24 },
    ],
    github: {
      deployments: [
        { of: 'previous', environment: 'production', statuses: ['in_progress', 'success'], hoursAgo: 288 },
        { of: 'previous', environment: 'staging', statuses: ['in_progress', 'success'], hoursAgo: 290 },
      ],
    },
  },
  expect: {
    verdict: 'no-go',
    outcomes: {
      'staging-deployment': 'fail',
      'staging-migration-run': 'fail',
      'smoke-tests': 'fail',
      'rollback-rehearsal': 'fail',
    },
  },
};
