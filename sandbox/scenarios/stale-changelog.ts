import type { Scenario } from '../scenario.ts';
import { changelogOf } from '../world/healthy-github.ts';

export const staleChangelog: Scenario = {
  about: 'the changelog is still that of the version before',
  world: { github: { changelog: { release: changelogOf('1.41.3', '1.41.2') } } },
  expect: { verdict: 'no-go', outcomes: { changelog: 'fail' } },
};
