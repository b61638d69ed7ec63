import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { root } from '../support/imports.ts';
import { isInstalled } from '../support/program.ts';

/** Also those that are not committed yet. */
const scripts = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.sh', '.ci/run'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n');

describe.skipIf(!isInstalled('shellcheck'))('shellcheck', () => {
  test.each(scripts)('has nothing to say about %s', (script) => {
    const { stdout, status } = spawnSync('shellcheck', ['--severity=style', script], { cwd: root, encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });

  test('looks at every script', () => {
    expect(scripts).toEqual(expect.arrayContaining(['.ci/run', 'scripts/preflight-check.sh']));
  });
});
