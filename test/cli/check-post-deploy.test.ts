import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { groupIds } from '../../lib/domain/checklist.ts';
import { type Report, reportSchema } from '../../lib/domain/report.ts';
import { allItems, gateItems, idsOf } from '../support/checklist.ts';
import { release } from '../support/release.ts';
import { goodVariables, groupText, verifyingText } from './support/config.ts';
import { folderWith, runCli } from './support/run-cli.ts';

/** A service that says which version it runs. */
async function serviceOf(version: string): Promise<string> {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ version })),
  );
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
}

const folderFor = (url: string, changes: Readonly<Record<string, string>> = {}): string =>
  folderWith({
    'preflight.config.mts': verifyingText({ url, version: '$.version' }, changes),
    '.env.production': goodVariables,
    'release.json': JSON.stringify(release),
  });
const check = ['check', '--env', 'production', '--dotenv', '.env.production'];
const afterDeploy = [...check, '--group', 'post-deploy'];
const ofRelease = ['--release', 'release.json'];
/** Nothing listens there: whoever asks AWS is refused at once. */
const noAws = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_MAX_ATTEMPTS: '1',
};
const reported = (stdout: string): Report['groups'][number]['checks'] =>
  reportSchema.parse(JSON.parse(stdout)).groups.flatMap(({ checks }) => checks);
const nowhere = 'https://shop.example.com/health';

describe('preflight check of the group post-deploy', () => {
  it('looks at what a window would verify, now, and is no part of a GO', async () => {
    const folder = folderFor(await serviceOf(release.version));
    const [text, json] = await Promise.all([
      runCli([...afterDeploy, ...ofRelease], { folder }),
      runCli([...afterDeploy, ...ofRelease, '--json'], { folder }),
    ]);

    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/After the deploy\n {2}✔ pass {2}health-checks /);
    expect(text.stdout).toContain(
      '  – off   response-times: asks when the release was deployed; give --deployed-at TIME\n',
    );
    expect(text.stdout).toContain(`(partial: ${idsOf('post-deploy').length - 1} of ${allItems.length} items)`);
    expect(text.stdout).toContain('not looked at: 1 item that asks when the release was deployed\n');
    expect(text.stdout).not.toContain('holds until');
    expect(json).toMatchObject({ code: 0 });
    expect(reported(json.stdout).map(({ id }) => id)).toEqual(idsOf('post-deploy'));
    expect(JSON.parse(json.stdout)).not.toHaveProperty('expiresAt');
  });

  it('is a no-go where one fails, with what to do about it', async () => {
    const folder = folderFor(await serviceOf('1.41.3'));
    const ran = await runCli([...check, '--only', 'health-checks', ...ofRelease], { folder });

    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/What blocks\n {2}✖ health-checks {2}Health checks responding\n/);
    expect(ran.stdout).toMatch(/ NO-GO {2}1 of 1 check/);
  });

  it('lets what compares with the time before the deploy look, where that is given', async () => {
    const folder = folderFor(await serviceOf(release.version));
    const args = [...afterDeploy, ...ofRelease, '--deployed-at', '2026-01-02T03:04:05+01:00', '--json'];
    const ran = await runCli(args, { folder, env: noAws });

    expect(ran.code).toBe(1);
    expect(reported(ran.stdout).find(({ id }) => id === 'response-times')).toMatchObject({
      outcome: 'error',
      summary: expect.stringMatching(/^could not look: CloudWatch /),
    });
    expect(ran.stderr).not.toContain('not looked at');
  });

  it('ends as error without a release, or leaves out what asks about it', async () => {
    const folder = folderFor(await serviceOf(release.version));
    const [error, left] = await Promise.all([
      runCli([...afterDeploy, '--json'], { folder }),
      runCli([...check, '--group', 'environment', '--group', 'post-deploy', '--without-release'], { folder }),
    ]);

    expect(error.code).toBe(1);
    expect(reported(error.stdout).find(({ id }) => id === 'health-checks')).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('no release was given'),
    });
    expect(left.code).toBe(0);
    expect(left.stdout).toContain('not looked at: 2 items that ask about the release\n');
  });

  it('says of no run that it holds, not even of the whole checklist', async () => {
    const url = await serviceOf(release.version);
    const folder = folderFor(url, {
      infrastructure: groupText('infrastructure', {}),
      'post-deploy': groupText('post-deploy', { 'health-checks': `{ endpoints: [{ url: '${url}' }] }` }),
    });
    const args = groupIds.flatMap((group) => ['--group', group]);
    const ran = await runCli([...check, ...args, ...ofRelease, '--json'], { folder });

    const report = reportSchema.parse(JSON.parse(ran.stdout));
    expect(report).toMatchObject({ verdict: 'go', release: { version: release.version } });
    expect(report).not.toHaveProperty('expiresAt');
    expect(report.groups.flatMap(({ checks }) => checks.map(({ id }) => id))).toEqual(allItems);
    expect(report.summary).not.toContain('partial');
  });

  it('is not looked at unless it is named', async () => {
    const ran = await runCli([...check, '--without-release', '--json'], { folder: folderFor(nowhere) });

    expect(ran.code).toBe(0);
    expect(reported(ran.stdout).map(({ id }) => id)).toEqual(gateItems);
  });
});

describe('preflight check refuses, and starts nothing', () => {
  const folder = (): string => folderFor(nowhere);

  it('to look at a check by its name without what it compares with', async () => {
    const args = [...check, '--only', 'response-times', '--only', 'health-checks', '--without-release'];
    const ran = await runCli(args, { folder: folder() });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr.split('\n').slice(1, -1)).toEqual([
      '  --only: response-times asks about the release: give --release FILE (it is left out without one)',
      '  --only: health-checks asks about the release: give --release FILE (it is left out without one)',
    ]);
    const later = await runCli([...check, '--only', 'response-times', ...ofRelease], { folder: folder() });
    expect(later.stderr).toContain(
      '--only: response-times asks when the release was deployed: give --deployed-at TIME (it is left out without one)',
    );
  });

  it.each([
    ['yesterday', 'must be a time as ISO 8601 has it, for example 2026-11-23T19:50:00Z, not "yesterday"'],
    ['2026-11-23', 'must be a time as ISO 8601 has it'],
    ['2026-11-23T19:50:00', 'must be a time as ISO 8601 has it'],
    ['2999-01-01T00:00:00Z', 'must be in the past, not 2999-01-01T00:00:00Z: there is nothing to see yet'],
  ])('%s as the time of the deploy', async (time, message) => {
    const ran = await runCli([...afterDeploy, ...ofRelease, '--deployed-at', time], { folder: folder() });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`  --deployed-at: ${message}`);
  });

  it('the time of the deploy where nothing asks for it', async () => {
    const args = [...check, '--group', 'environment', '--deployed-at', '2026-01-02T03:04:05Z'];
    const ran = await runCli(args, { folder: folder() });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(
      '--deployed-at: does nothing: only checks of post-deploy ask for it; add --group post-deploy, or leave it out',
    );
  });

  it('a group of which everything is off, or left out', async () => {
    const ran = await runCli([...afterDeploy, '--without-release'], { folder: folder() });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--group post-deploy: nothing would run: health-checks and response-times are off');
  });

  it('groups and checks that it does not know, with the nearest name', async () => {
    const args = [...check, '--group', 'post-deployed', '--only', 'user-logins'];
    const ran = await runCli(args, { folder: folder() });

    expect(ran.stderr).toContain('"post-deployed" is not a group of the checklist; did you mean post-deploy?');
    expect(ran.stderr).toContain('"user-logins" is not a check of the checklist; did you mean user-login?');
  });
});
