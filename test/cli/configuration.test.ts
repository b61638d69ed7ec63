import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manualChecks } from '../../lib/domain/checklist.ts';
import { allItems, idsOf } from '../support/checklist.ts';
import { attendedText, configText, verifyingText } from './support/config.ts';
import { folderWith, runCli } from './support/run-cli.ts';

describe('preflight config check', () => {
  it('says what is on and what is off, in each environment', async () => {
    const ran = await runCli(['config', 'check'], { folder: folderWith({ 'preflight.config.mts': configText() }) });

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('preflight.config.mts is valid: shop-api');
    expect(ran.stdout).toContain(
      `production  3 of ${allItems.length} items are checked  stack preflight-shop-api-production, eu-central-1`,
    );
    expect(ran.stdout).toContain('✔ on    secret-strength, runtime-flags');
    expect(ran.stdout).toMatch(/– off {3}ci-checks, [\s\S]*: not part of this test/);
  });

  it('says what people decide: items, failures they may accept, and items of your own', async () => {
    const folder = folderWith({ 'preflight.config.mts': attendedText });
    const [text, json] = await Promise.all([
      runCli(['config', 'check'], { folder }),
      runCli(['config', 'check', '--json'], { folder }),
    ]);

    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toContain(
      `production  3 of ${allItems.length} items are checked, people decide 1 and 1 of your own  stack`,
    );
    expect(text.stdout).toContain('  ✔ on    container-images\n          of these waivable: runtime-flags\n');
    expect(text.stdout).toContain('  ☐ ask   blocking-issues\n  ☐ own   support-briefed: Support knows what changes\n');
    const [environment] = JSON.parse(json.stdout).environments;
    expect(environment).toMatchObject({
      on: ['secret-strength', 'runtime-flags', 'container-images'],
      waivable: ['runtime-flags'],
      manual: ['blocking-issues'],
      own: [{ id: 'support-briefed', title: 'Support knows what changes' }],
    });
    expect(environment.off).toHaveLength(allItems.length - 4);
  });

  it('says when a window verifies, and what', async () => {
    const folder = folderWith({ 'preflight.config.mts': verifyingText({ url: 'https://shop.example.com/health' }) });
    const [text, json] = await Promise.all([
      runCli(['config', 'check'], { folder }),
      runCli(['config', 'check', '--json'], { folder }),
    ]);

    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout.replaceAll(/\s+/g, ' ')).toContain(
      ' ◷ watch after 1 min, 5 min and 15 min: health-checks (high: rollback), response-times (high: notify); probes of feature-broken ',
    );
    expect(JSON.parse(json.stdout).environments[0].verification).toEqual({
      at: [60, 300, 900],
      checks: [
        { id: 'health-checks', severity: 'high', response: 'rollback' },
        { id: 'response-times', severity: 'high', response: 'notify' },
      ],
      probed: ['feature-broken'],
    });
  });

  it('gives the same as JSON', async () => {
    const ran = await runCli(['config', 'check', '--json'], {
      folder: folderWith({ 'preflight.config.mts': configText() }),
    });

    const { valid, file, environments } = JSON.parse(ran.stdout);
    expect({ valid, file }).toEqual({ valid: true, file: 'preflight.config.mts' });
    expect(environments[0]).toMatchObject({
      name: 'production',
      stack: 'preflight-shop-api-production',
      region: 'eu-central-1',
      configuration: expect.stringMatching(/^[0-9a-f]{16}$/),
      on: ['secret-strength', 'runtime-flags', 'container-images'],
    });
    expect(environments[0].off).toHaveLength(allItems.length - 3);
    expect(environments[0].verification).toBeNull();
    expect(environments[0].off[0]).toEqual({ id: 'ci-checks', group: 'code-quality', reason: 'not part of this test' });
  });

  it('names every problem at once, with its path and what to write instead', async () => {
    const wrong = configText({
      checks: { database: 'undefined', extra: '{}', 'staging-rehearsal': "off('no')" },
      base: "aws: { region: 'Frankfurt' }, netwrok: 1,",
    });
    const folder = folderWith({ 'preflight.config.mts': wrong });
    const [text, json] = await Promise.all([
      runCli(['config', 'check'], { folder }),
      runCli(['config', 'check', '--json'], { folder }),
    ]);

    expect(text).toMatchObject({ code: 2, stdout: '' });
    const at = 'environments.production';
    expect(text.stderr).toContain(`  ${at}.netwrok: unknown key`);
    expect(text.stderr).toContain(`  ${at}.aws.region: must be a region, for example eu-central-1`);
    expect(text.stderr).toContain(`  ${at}.checks.database: is missing; write an object with staging-migrations`);
    expect(text.stderr).toContain(`  ${at}.checks.extra: is not in the checklist`);
    expect(text.stderr).toContain(`  ${at}.checks.staging-rehearsal.off: must give the reason`);
    expect(json.code).toBe(2);
    const { error } = JSON.parse(json.stdout);
    expect(error).toMatchObject({ kind: 'configuration', message: 'preflight.config.mts is not valid' });
    expect(error.problems).toHaveLength(5);
  });

  it('finds the nearest configuration upward', async () => {
    const folder = folderWith({ 'preflight.config.mts': configText() });
    mkdirSync(join(folder, 'services', 'api'), { recursive: true });
    const ran = await runCli(['config', 'check'], { folder: join(folder, 'services', 'api') });

    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('../../preflight.config.mts is valid');
  });

  it('says nothing of a package.json without a type', async () => {
    const folder = folderWith({ 'preflight.config.ts': configText(), 'package.json': '{}' });

    expect(await runCli(['config', 'check'], { folder })).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('preflight checks', () => {
  it('says which items may be manual', async () => {
    const folder = folderWith({});
    const [text, json] = await Promise.all([runCli(['checks'], { folder }), runCli(['checks', '--json'], { folder })]);

    expect(text.stdout).toMatch(/^ +asks GitHub; may be manual$/m);
    expect(text.stdout).toContain('; 6 may be manual\n');
    const listed: { id: string; mayBeManual: boolean }[] = JSON.parse(json.stdout);
    expect(listed.filter(({ mayBeManual }) => mayBeManual).map(({ id }) => id)).toEqual(manualChecks);
  });

  it('lists the checks after the deploy with what they need', async () => {
    const folder = folderWith({});
    const [text, json] = await Promise.all([runCli(['checks'], { folder }), runCli(['checks', '--json'], { folder })]);

    expect(text.stdout).toContain('After the deploy (post-deploy)\n');
    expect(text.stdout).toMatch(/^ +asks CloudWatch \(needs a release and the time of its deploy\)$/m);
    expect(text.stdout).toContain(`${allItems.length} of ${allItems.length} items are automated by this version`);
    const listed: { id: string; group: string; needs: string[]; needsDeployment: boolean }[] = JSON.parse(json.stdout);
    const after = listed.filter(({ group }) => group === 'post-deploy');
    expect(after.map(({ id }) => id)).toEqual(idsOf('post-deploy'));
    expect(after.every(({ needs }) => needs.length > 0)).toBe(true);
    expect(listed.filter(({ needsDeployment }) => needsDeployment).map(({ id }) => id)).toEqual([
      'error-spikes',
      'response-times',
    ]);
  });
});

describe('a configuration that cannot be loaded', () => {
  it.each([
    ['is not there', {}, [], '--config: there is no preflight.config.ts, preflight.config.mts'],
    ['was named and is not there', {}, ['--config', 'other.ts'], '--config: there is no file other.ts'],
    [
      'is no TypeScript',
      { 'preflight.config.mts': 'export default {\n  a: 1,\n  b 2\n};' },
      [],
      'preflight.config.mts:3: cannot be read: ',
    ],
    [
      'needs more than type stripping',
      { 'preflight.config.mts': 'enum A { B }\nexport default A;' },
      [],
      'preflight.config.mts:1: cannot be read: TypeScript enum is not supported',
    ],
    ['is no JavaScript', { 'preflight.config.mjs': 'export default {' }, [], 'preflight.config.mjs: cannot be read: '],
    [
      'imports what is not there',
      { 'preflight.config.mts': "import './gone.ts';" },
      [],
      "preflight.config.mts: imports what is not there: Cannot find module '",
    ],
    [
      'throws',
      { 'preflight.config.mts': "\nthrow new TypeError('no\\nsuch thing');" },
      [],
      'preflight.config.mts:2: threw TypeError: no such thing',
    ],
    [
      'exports nothing',
      { 'preflight.config.mts': 'export {};' },
      [],
      'preflight.config.mts: must end in: export default definePreflight(',
    ],
    [
      'exports something else',
      { 'preflight.config.mts': "export default { service: 'a', environments: { b: {} } };" },
      [],
      'must end in',
    ],
  ])('%s: exit code 2, in plain words', async (_, files, args, expected) => {
    const ran = await runCli(['config', 'check', ...args], { folder: folderWith(files) });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`preflight: the configuration could not be loaded\n`);
    expect(ran.stderr).toContain(expected);
    expect(ran.stderr).not.toContain('    at ');
  });
});
