import type { Scenario } from '../scenario.ts';

export const selfReview: Scenario = {
  about: "octocat approved a pull request with octocat's own commits in it: one approval counts",
  world: {
    github: {
      pullRequest: {
        author: 'ada-lovelace',
        commitsBy: ['ada-lovelace', 'octocat', 'ada-lovelace'],
        reviews: [
          { by: 'octocat', state: 'approved', of: 'head' },
          { by: 'monalisa', state: 'approved', of: 'head' },
        ],
      },
    },
  },
  expect: { verdict: 'no-go', outcomes: { 'code-review': 'fail' } },
};
