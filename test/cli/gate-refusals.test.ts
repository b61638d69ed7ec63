import { describe, expect, it } from 'vitest';
import { release } from '../support/release.ts';
import { configText } from './support/config.ts';
import { fakeAws, stackOutputs } from './support/fake-aws.ts';
import { folderWith, runCli } from './support/run-cli.ts';
import { gate } from './support/run-gate.ts';

describe('preflight gate refuses', () => {
  it('what the deployed gate refuses, with its problems', async () => {
    const refused = {
      cause: 'the release is not valid',
      problems: [{ path: 'release.service', message: 'must be "other"' }],
    };
    const looks = [{ status: 'FAILED', error: 'ReleaseRefused', cause: 'x', answers: [{ run: {}, refused }] }] as const;
    const ran = await gate(['--json'], await fakeAws({ outputs: stackOutputs, looks }));

    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stdout).error).toEqual({
      kind: 'release',
      message: 'the gate refused the release',
      problems: refused.problems,
    });
  });

  it.each([
    ['a key that no release has', { ...release, extra: true }, ['release.extra: unknown key']],
    ['a wrong type', { ...release, pullRequest: '118' }, ['release.pullRequest: must be']],
    ['300 KB', { ...release, requestedBy: `github:${'x'.repeat(300_000)}` }, ['release: is 300', 'more than 32768']],
    ['a version that is not ASCII', { ...release, version: '1.42.0\u202Eβ' }, ['release.version: must be 1 to 128']],
    [
      'an image of a registry that is not configured',
      { ...release, images: [`evil.example/acme/shop-api@sha256:${'a'.repeat(64)}`] },
      ['release.images[0]: evil.example/acme/shop-api is not an image repository'],
    ],
    ['a commit that is no commit', { ...release, commit: 'main' }, ['release.commit: must be the full commit']],
    [
      'several of these at once',
      { ...release, commit: 'main', version: '', extra: 1, service: 'other' },
      ['release.commit', 'release.version', 'release.extra', 'release.service: must be "shop-api"'],
    ],
    ['something else than an object', ['release'], ['release: must be an object']],
  ])('%s, and starts nothing', async (_, input, expected) => {
    const aws = await fakeAws({ outputs: stackOutputs });
    const folder = folderWith({ 'preflight.config.mts': configText() });
    const ran = await runCli(['gate', '--env', 'production', '--release', '-'], {
      folder,
      input: JSON.stringify(input),
      ...aws,
    });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    for (const text of expected) expect(ran.stderr).toContain(text);
    expect(aws.calls).toEqual([]);
  });

  it.each([
    ['text that is not JSON', '{ "service": ', 'release: is not JSON'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe]), 'release: is not UTF-8 text'],
    ['nothing', '', 'release: is not JSON'],
  ])('%s', async (_, input, expected) => {
    const folder = folderWith({ 'preflight.config.mts': configText() });
    const ran = await runCli(['gate', '--env', 'production', '--release', '-'], { folder, input });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(expected);
  });

  it('a name, an ARN, an environment and a file that are none, all at once', async () => {
    const folder = folderWith({ 'preflight.config.mts': configText() });
    const args = ['--env', 'x', '--name', 'a b', '--state-machine', 'gate', '--release', '/nowhere'];
    const ran = await runCli(['gate', ...args], { folder });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    for (const path of ['--env', '--name', '--state-machine', '--release']) expect(ran.stderr).toContain(`  ${path}: `);
  });
});
