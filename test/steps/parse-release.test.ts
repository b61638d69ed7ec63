import { describe, expect, it } from 'vitest';
import { parseRelease } from '../../lib/steps/parse-release.ts';
import { release } from '../support/release.ts';
import { gateSettings } from './support/gate-settings.ts';

const settings = {
  ...gateSettings,
  rules: { service: 'shop-api', images: ['ghcr.io/acme/shop-api', 'ghcr.io/acme/shop-worker'] },
};
const run = { id: 'run-1', startedAt: '2026-11-23T12:00:00.000Z' };

describe('parseRelease', () => {
  it('gives the release with its fingerprint', () => {
    const output = parseRelease({ run, release }, settings);
    expect(output).toMatchObject({ run, release, fingerprint: { commit: release.commit, configuration: 'c0ffee' } });
  });

  it('refuses with every problem in the cause, and lets nothing of the input through', () => {
    const output = parseRelease({ run, release: { ...release, commit: 'main', password: 'hunter2' } }, settings);
    expect(output).toEqual({
      run,
      refused: {
        cause:
          'the release is not valid: 2 problems\n  release.commit: must be the full commit: 40 hexadecimal digits in lower case (git rev-parse HEAD), not "main"\n  release.password: unknown key; remove it, or correct its spelling',
        problems: expect.any(Array),
      },
    });
  });
});

describe('parseRelease, of thousands of problems', () => {
  it('names as many as a payload and a cause may hold, and counts the others', () => {
    const keys = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`key${index}`, 1]));
    const output = parseRelease({ run, release: { ...release, ...keys } }, settings);
    if (!('refused' in output)) throw new Error('a release with unknown keys was accepted');
    expect(output.refused.problems).toHaveLength(51);
    expect(output.refused.cause).toMatch(/\n {2}and: 1950 more, which are not listed$/);
    expect(JSON.stringify(output).length).toBeLessThan(64 * 1024);
  });

  it('cuts a key as long as a release', () => {
    const output = parseRelease({ run, release: { ...release, ['k'.repeat(30_000)]: 1 } }, settings);
    expect(JSON.stringify(output).length).toBeLessThan(2000);
  });

  it('refuses what is nested too deeply to be written', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(parseRelease({ run, release: deep }, settings)).toMatchObject({
      refused: { problems: [{ path: 'release', message: 'is nested too deeply; pass only the fields of a release' }] },
    });
  });
});
