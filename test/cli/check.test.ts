import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../lib/domain/report.ts';
import { gateItems, idsOf } from '../support/checklist.ts';
import { release } from '../support/release.ts';
import { configText, goodVariables, groupText } from './support/config.ts';
import { folderWith, runCli } from './support/run-cli.ts';

const project = (files: Readonly<Record<string, string>> = {}): string =>
  folderWith({ 'preflight.config.mts': configText(), '.env.production': goodVariables, ...files });
const partial = `(partial: ${idsOf('environment').length} of ${gateItems.length} items)`;
const check = ['check', '--env', 'production', '--dotenv', '.env.production'];

describe('preflight check', () => {
  it('is a go when every chosen check passes, and prints the checklist to stdout and progress to stderr', async () => {
    const ran = await runCli([...check, '--group', 'environment'], { folder: project() });

    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('shop-api → production  no release given');
    // In the checklist's order; neighbours that are off for one reason share a line.
    expect(ran.stdout.split('\n').slice(2, 8)).toEqual([
      'Environment',
      '  – off   environment-values: not part of this test',
      expect.stringContaining('✔ pass  secret-strength'),
      '  – off   cors-origins: not part of this test',
      expect.stringContaining('✔ pass  runtime-flags'),
      '  – off   tls-certificates: not part of this test',
    ]);
    expect(ran.stdout).toMatch(/ GO {2}2 checks ran, none blocks/);
    expect(ran.stdout).toContain(partial);
    expect(ran.stdout).not.toContain('holds until');
    expect(ran.stdout).not.toContain('What blocks');
    expect(ran.stderr).toMatch(/check of shop-api for production: 2 checks\n/);
    expect(ran.stderr).toMatch(/2\/2 {2}✔ pass/);
  });

  it('is a no-go when a check fails, and says what blocks and what to do about it', async () => {
    const folder = project({ '.env.production': goodVariables.replace('release', 'debug') });
    const ran = await runCli([...check, '--group', 'environment'], { folder });

    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/What blocks\n {2}✖ runtime-flags {2}GIN_MODE=release, SENTRY_ENABLED=true\n/);
    expect(ran.stdout).toMatch(/ {4}→ Set the named flags/);
    expect(ran.stdout).toMatch(/ NO-GO {2}1 of 2 checks blocks: 1 failed/);
  });

  it('is a no-go when a source cannot be asked: that check is an error, the others keep their outcomes', async () => {
    const folder = project({
      'preflight.config.mts': configText({
        checks: {
          database: groupText('database', {
            'database-connection': "{ readiness: { url: 'http://127.0.0.1:9/ready' } }",
          }),
        },
      }),
    });
    const ran = await runCli([...check, '--only', 'database-connection', '--only', 'runtime-flags', '--json'], {
      folder,
    });

    expect(ran.code).toBe(1);
    const { groups, blocking } = JSON.parse(ran.stdout);
    const checks = groups.flatMap((group: { checks: { outcome: string }[] }) => group.checks);
    expect(blocking).toEqual(['database-connection']);
    expect(checks).toMatchObject([
      { id: 'runtime-flags', outcome: 'pass' },
      { id: 'database-connection', outcome: 'error', summary: expect.stringContaining('refused the connection') },
    ]);
  });

  it('lets a check that asks about the release end as error when none is given, and the others run', async () => {
    const ran = await runCli([...check, '--json'], { folder: project() });

    expect(ran.code).toBe(1);
    const { blocking, groups, summary } = JSON.parse(ran.stdout);
    const checks = groups.flatMap((group: { checks: unknown[] }) => group.checks);
    expect(blocking).toEqual(['container-images']);
    expect(summary).not.toContain('partial');
    expect(checks).toHaveLength(gateItems.length);
    expect(checks.find(({ id }: { id: string }) => id === 'container-images')).toMatchObject({
      outcome: 'error',
      summary: 'could not look: no release was given; pass --release FILE, or --without-release to leave this out',
    });
  });

  it('leaves out what asks about the release where that is wanted, and says so', async () => {
    const args = [...check, '--without-release'];
    const [text, json] = await Promise.all([
      runCli(args, { folder: project() }),
      runCli([...args, '--json', '--report', 'out'], { folder: project() }),
    ]);

    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/– off {3}container-images: asks about the release; give --release FILE\n/);
    expect(text.stdout).toMatch(/ GO {2}2 checks ran, none blocks/);
    expect(text.stdout).toContain(`(partial: ${gateItems.length - 1} of ${gateItems.length} items)`);
    expect(text.stdout).toContain('not looked at: 1 item that asks about the release\n');
    expect(text.stdout).not.toContain('holds until');
    expect(json.code).toBe(0);
    expect(json.stderr).toContain('not looked at: 1 item that asks about the release\n');
    const report = reportSchema.parse(JSON.parse(json.stdout));
    expect(report).not.toHaveProperty('expiresAt');
    expect(report.groups.flatMap(({ checks }) => checks.map(({ id }) => id))).toEqual(gateItems);
    expect(report.groups.flatMap(({ checks }) => checks).find(({ id }) => id === 'container-images')).toMatchObject({
      outcome: 'skipped',
      summary: 'off: asks about the release; give --release FILE',
    });
  });

  it('keeps the reason of an item that is off, also where it would be left out', async () => {
    const checks = { infrastructure: groupText('infrastructure', {}) };
    const folder = project({ 'preflight.config.mts': configText({ checks }) });
    const ran = await runCli([...check, '--without-release'], { folder });

    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/– off {3}services-running, .*container-images: not part of this test\n/);
    expect(ran.stdout).not.toContain('partial');
    expect(ran.stdout).not.toContain('not looked at');
  });

  it('prints the report as JSON, and nothing else, to stdout', async () => {
    const ran = await runCli([...check, '--group', 'environment', '--json'], { folder: project() });

    expect(ran.code).toBe(0);
    const report = reportSchema.parse(JSON.parse(ran.stdout));
    expect(report).toMatchObject({
      verdict: 'go',
      run: { id: expect.stringMatching(/^terminal-\d{8}T\d{9}Z$/) },
      blocking: [],
    });
    expect(report).not.toHaveProperty('expiresAt');
    expect(report).not.toHaveProperty('release');
  });

  it('is a go that holds for a while when the whole checklist ran for a release', async () => {
    const off = { infrastructure: "off('not part of this test')" };
    const folder = project({ 'preflight.config.mts': configText({ checks: off }) });
    const ran = await runCli([...check, '--release', '-', '--json'], { folder, input: JSON.stringify(release) });

    const report = reportSchema.parse(JSON.parse(ran.stdout));
    expect(report).toMatchObject({ verdict: 'go', fingerprint: { commit: release.commit } });
    expect(Date.parse(report.expiresAt ?? '') - Date.parse(report.run.decidedAt)).toBe(60 * 60_000);
  });

  it('reads the release from standard input', async () => {
    const args = [...check, '--group', 'environment', '--release', '-'];
    const ran = await runCli(args, { folder: project(), input: JSON.stringify(release) });

    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('shop-api 1.42.0 → production  commit 3f786850e387');
  });

  it('writes the report in its four formats', async () => {
    const folder = project({ 'release.json': JSON.stringify(release) });
    const args = [...check, '--group', 'environment', '--release', 'release.json', '--report', 'out/today'];
    const ran = await runCli(args, { folder });

    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('report: out/today/report.html');
    const read = (format: string): string => readFileSync(join(folder, 'out', 'today', `report.${format}`), 'utf8');
    const report = reportSchema.parse(JSON.parse(read('json')));
    expect(report).toMatchObject({ verdict: 'go', release: { version: '1.42.0' } });
    expect(report.summary).toContain(partial);
    expect(read('html')).toContain('1.42.0');
    expect(read('md')).toContain('1.42.0');
    expect(read('junit.xml')).toContain('name="Preflight: shop-api 1.42.0 to production"');
  });

  it('never shows a secret', async () => {
    const weak = 'hunter2hunter2';
    const folder = project({ '.env.production': `GIN_MODE=release\nJWT_SECRET=${weak}\n` });
    const ran = await runCli([...check, '--group', 'environment'], { folder });

    expect(ran.code).toBe(1);
    expect(ran.stdout + ran.stderr).toContain('secret-strength');
    expect(ran.stdout + ran.stderr).not.toContain(weak);
  });
});

describe('preflight check refuses, and starts nothing', () => {
  it('names everything that is wrong at once', async () => {
    const folder = project({ taken: '' });
    const args = ['check', '--env', 'prodution', '--group', 'databse', '--only', 'memroy', '--dotenv', 'nowhere'];
    const ran = await runCli([...args, '--report', 'taken/here', '--release', 'gone.json'], { folder });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr.split('\n').slice(1, -1)).toEqual([
      '  --env: "prodution" is not an environment of preflight.config.mts; did you mean production?',
      '  --group: "databse" is not a group of the checklist; did you mean database?',
      '  --only: "memroy" is not a check of the checklist; did you mean memory?',
      '  --dotenv: there is no file nowhere that may be read',
      '  --report: the folder taken/here could not be made (ENOTDIR)',
      '  --release: there is no file gone.json',
    ]);
  });

  it('a selection of which nothing would run', async () => {
    const ran = await runCli([...check, '--only', 'memory'], { folder: project() });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--only memory: nothing would run: memory is off (not part of this test)');
  });

  it('to leave out what asks about a release, and to look at it too', async () => {
    const args = [...check, '--without-release', '--release', 'release.json', '--only', 'container-images'];
    const ran = await runCli(args, { folder: project({ 'release.json': JSON.stringify(release) }) });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr.split('\n').slice(1, -1)).toEqual([
      '  --without-release: contradicts --release; give one of them',
      '  --only: container-images asks about the release: give --release FILE (it is left out without one)',
    ]);
  });

  it('a selection of which all asks about the release that was left out', async () => {
    const ran = await runCli([...check, '--without-release', '--group', 'infrastructure'], { folder: project() });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(
      'nothing would run: services-running, disk-space and memory are off (not part of this test)',
    );
    expect(ran.stderr).toContain('container-images is off (asks about the release; give --release FILE)');
  });

  it('a release that is not valid, as JSON too', async () => {
    const folder = project({ 'release.json': JSON.stringify({ ...release, commit: 'main', brnach: 'x' }) });
    const ran = await runCli([...check, '--release', 'release.json', '--report', 'out', '--json'], { folder });

    expect(ran.code).toBe(2);
    const { error } = JSON.parse(ran.stdout);
    expect(error.kind).toBe('release');
    expect(error.problems.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      'release.brnach',
      'release.commit',
    ]);
    expect(existsSync(join(folder, 'out', 'report.json'))).toBe(false);
  });
});
