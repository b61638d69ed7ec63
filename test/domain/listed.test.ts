import { expect, test } from 'vitest';
import { listed } from '../../lib/domain/listed.ts';

test.each([
  [[], 'and', ''],
  [['lint'], 'and', 'lint'],
  [['lint', 'test'], 'or', 'lint or test'],
  [['lint', 'test', 'build'], 'and', 'lint, test and build'],
] as const)('%j with %s reads %j', (names, last, sentence) => {
  expect(listed(names, last)).toBe(sentence);
});
