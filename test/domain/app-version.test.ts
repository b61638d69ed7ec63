import { describe, expect, it } from 'vitest';
import { compareAppVersions, isAppVersion } from '../../lib/domain/app-version.ts';

describe('versions of apps', () => {
  it.each([
    ['3.2.0', '3.2.1'],
    ['3.9.0', '3.10.0'],
    ['9', '10'],
    ['3.2', '3.2.1'],
    ['3.2.0-beta.1', '3.2.0'],
    ['3.2.0-beta.2', '3.2.0-beta.11'],
    ['3.2.0-alpha', '3.2.0-alpha.1'],
    ['3.2.0-alpha.1', '3.2.0-alpha.beta'],
    ['3.2.0-alpha.beta', '3.2.0-beta'],
    ['3.2.0-rc.1', '3.2.0'],
    ['3.2.0.1203', '3.2.0.1204'],
    ['3.2.0.20261123120000123', '3.2.0.20261123120000124'],
    ['v3.2.0', 'v3.3.0'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareAppVersions(older, newer)).toBeLessThan(0);
    expect(compareAppVersions(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ['3.2.0', '3.2.0'],
    ['3.2', '3.2.0'],
    ['3', '3.0.0.0'],
    ['v3.2.0', '3.2.0'],
    ['3.02.0', '3.2.0'],
    ['3.2.0+build.7', '3.2.0+build.8'],
    ['3.2.0-rc.1', '3.2.0-rc.1'],
  ])('%s is as old as %s', (one, other) => {
    expect(compareAppVersions(one, other)).toBe(0);
  });

  it.each(['', 'latest', '3.x', '3..2', '1.2.3.4.5', '3.2.0 ', '3.2.0-', '-1', '3,2', 'V', `1.${'0'.repeat(200)}`])(
    'takes %j for no version',
    (text) => {
      expect(isAppVersion(text)).toBe(false);
      expect(() => compareAppVersions('1', text)).toThrow(TypeError);
    },
  );
});
