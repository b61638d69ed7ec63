import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commands } from '../../lib/cli/commands.ts';
import { checklist, gateGroups } from '../../lib/domain/checklist.ts';
import { configText, goodVariables } from '../cli/support/config.ts';
import type { Ran } from '../cli/support/run-cli.ts';
import { startAnswering } from '../support/answering-server.ts';
import { gateItems } from '../support/checklist.ts';
import { release } from '../support/release.ts';

const script = fileURLToPath(new URL('../../scripts/preflight-check.sh', import.meta.url));
const path = process.env['PATH'] ?? '';

interface CallOptions {
  readonly folder: string;
  readonly file?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the script in a process of its own, without the AWS settings of whoever runs the tests. */
function call(args: readonly string[], { folder, file = script, input, env = {} }: CallOptions): Promise<Ran> {
  const child = spawn(file, [...args], {
    cwd: folder,
    env: { PATH: path, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text;
  });
  // A script that ended before it read is no error of the test's.
  child.stdin.on('error', () => undefined).end(input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, ...texts }));
  });
}

/** A new folder with these files, whose names may hold folders; gone after the test. Its name holds a space. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'preflight check-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const project = (files: Readonly<Record<string, string>> = {}): string =>
  folderWith({ 'preflight.config.mts': configText(), '.env.production': goodVariables, ...files });

const production = ['--env', 'production', '--env-file', '.env.production'];

describe('preflight-check.sh', () => {
  it('prints the checklist with its groups in their order, and exits with 0 when all is well', async () => {
    const ran = await call(production, { folder: project() });

    expect(ran).toMatchObject({ code: 0 });
    const places = gateGroups.map((group) => ran.stdout.indexOf(`\n${checklist[group].title}\n`));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    for (const id of gateItems) expect(ran.stdout).toContain(id);
    expect(ran.stdout).toContain('container-images: asks about the release; give --release FILE');
    expect(ran.stdout).toContain(`(partial: ${gateItems.length - 1} of ${gateItems.length} items)`);
  });

  it('exits with 1 when a variable of the file is not right, and shows no variable of it', async () => {
    const values = { GIN_MODE: 'debug-mode-7731', JWT_SECRET: 'hunter2hunter2', OTHER: 'unasked-4c1d' };
    const file = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    const folder = project({ '.env.production': file.join('') });
    const [text, json] = await Promise.all([
      call([...production, '--report', 'out'], { folder }),
      call([...production, '--json'], { folder }),
    ]);

    expect([text.code, json.code]).toEqual([1, 1]);
    expect(text.stdout).toContain('GIN_MODE');
    expect(JSON.parse(json.stdout).blocking).toEqual(['secret-strength', 'runtime-flags']);
    const printed = [text, json].map(({ stdout, stderr }) => stdout + stderr).join('\n');
    for (const value of Object.values(values)) expect(printed).not.toContain(value);
  });

  it('sends nothing of the file anywhere, and writes no value of it down', async () => {
    const values = { GIN_MODE: 'debug-mode-7731', JWT_SECRET: 'hunter2hunter2', OTHER: 'unasked-4c1d' };
    const file = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    const folder = project({ '.env.production': file.join('') });
    const aws = await startAnswering((_request, response) => response.writeHead(400).end('{}'));
    onTestFinished(() => aws.close());
    const env = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${aws.port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
    const group = ['--group', 'environment', '--report', 'out'];

    expect(await call([...production, ...group], { folder, env })).toMatchObject({ code: 1 });
    expect(aws.requests).toEqual([]);
    const written = readdirSync(join(folder, 'out')).map((name) => readFileSync(join(folder, 'out', name), 'utf8'));
    expect(written).toHaveLength(4);
    expect(written.join('\n')).toContain('JWT_SECRET');
    for (const value of Object.values(values)) expect(written.join('\n')).not.toContain(value);
    // The same without the file asks that very address.
    await call(['--env', 'production', ...group], { folder, env });
    expect(aws.requests).not.toEqual([]);
  });

  it('does not put the variables of the file into its own environment', async () => {
    // Node's own --env-file would, and this one would be obeyed at once.
    const folder = project({ '.env.production': `${goodVariables}NODE_OPTIONS=--no-such-option\n` });

    expect(await call(production, { folder })).toMatchObject({ code: 0 });
  });

  it('exits with 2 and names every problem at once', async () => {
    const args = ['--env', 'prodution', '--env-file', 'nowhere', '--group', 'databse', '--only', 'container-images'];
    const ran = await call(args, { folder: project() });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr.split('\n').slice(1, -1)).toEqual([
      '  --env: "prodution" is not an environment of preflight.config.mts; did you mean production?',
      '  --group: "databse" is not a group of the checklist; did you mean database?',
      '  --only: container-images asks about the release: give --release FILE (it is left out without one)',
      '  --dotenv: there is no file nowhere that may be read',
    ]);
  });

  it('looks at what asks about the release where one is given, also on standard input', async () => {
    const args = [...production, '--release', '-', '--only', 'container-images', '--json'];
    const off = "{ registries: { 'registry.example': {} } }";
    const config = configText().replace("{ registries: { 'ghcr.io': {} } }", off);
    const folder = project({ 'preflight.config.mts': config });
    const ran = await call(args, { folder, input: JSON.stringify(release) });

    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ release: { version: '1.42.0' }, blocking: ['container-images'] });
  });

  it('explains itself, with every option of preflight check', async () => {
    const ran = await call(['--env', 'production', '--help'], { folder: folderWith({}) });

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const options = Object.keys(commands.find(({ name }) => name === 'check')?.options ?? {});
    expect(options).toContain('without-release');
    for (const option of options)
      expect(ran.stdout).toMatch(new RegExp(`^  --${option === 'dotenv' ? 'env-file' : option}\\b`, 'm'));
  });
});

it("refuses a call for help in the place of an option's value, since help ends as well as a go", async () => {
  const options = commands.find(({ name }) => name === 'check')?.options ?? {};
  const named = Object.entries(options).filter(([, { type }]) => type === 'string');
  for (const [option] of [...named, ['env-file'] as const]) {
    const ran = await call([`--${option}`, '-h'], { folder: folderWith({}) });
    expect(ran, option).toMatchObject({ code: 2, stdout: '' });
  }
});

/** Says how it was called, in place of the command line. */
const echo = `
const settings: { readonly exit?: string } = process.env;
console.log(JSON.stringify({ args: process.argv.slice(2), file: import.meta.filename, folder: process.cwd(), node: process.execPath }));
process.exit(Number(settings.exit ?? 0));
`;

/** A checkout with the real script in it, and only as much else as this script needs. */
function checkout(
  changes: { readonly node?: string; readonly installed?: boolean; readonly own?: string } = {},
): string {
  const { node, installed = true, own = 'preflight.config.ts' } = changes;
  const folder = folderWith({
    'bin/preflight.ts': echo,
    'scripts/.keep': '',
    [own]: '',
    ...(installed ? { 'node_modules/zod/package.json': '{}' } : {}),
    ...(node === undefined ? {} : { 'node_modules/.bin/node': node }),
  });
  if (node !== undefined) chmodSync(join(folder, 'node_modules/.bin/node'), 0o755);
  copyFileSync(script, join(folder, 'scripts/preflight-check.sh'));
  return folder;
}

const scriptIn = (folder: string): string => join(folder, 'scripts/preflight-check.sh');

/** A PATH with this Node, or with something in its place, and the programs that every machine has. */
function pathWith(node?: string): string {
  const folder = folderWith(node === undefined ? {} : { node });
  if (node === undefined) symlinkSync(process.execPath, join(folder, 'node'));
  else chmodSync(join(folder, 'node'), 0o755);
  return [folder, '/usr/bin', '/bin'].join(delimiter);
}

const nodeOf = (version: string): string => `#!/bin/sh\necho ${version}\n`;

describe('preflight-check.sh hands over', () => {
  it.each([
    [
      ['--env', 'production'],
      ['check', '--without-release', '--env', 'production'],
    ],
    [
      ['--env=production', '--env-file', 'a b'],
      ['check', '--without-release', '--env=production', '--dotenv', 'a b'],
    ],
    [['--env-file=a=b c'], ['check', '--without-release', '--dotenv=a=b c']],
    [['--env-file'], ['check', '--without-release', '--dotenv']],
    [
      ['--release', 'r.json'],
      ['check', '--release', 'r.json'],
    ],
    [['--release=-'], ['check', '--release=-']],
    [['--without-release'], ['check', '--without-release']],
    [
      ['--group', 'database', '--only', 'memory', '--json'],
      ['check', '--without-release', '--group', 'database', '--only', 'memory', '--json'],
    ],
    [
      ['--report', 'out dir', '*', '$HOME', ''],
      ['check', '--without-release', '--report', 'out dir', '*', '$HOME', ''],
    ],
    [
      ['--', '--env-file', '--help'],
      ['check', '--without-release', '--', '--env-file', '--help'],
    ],
    [[], ['check', '--without-release']],
  ])('%j', async (given, handed) => {
    const ran = await call(given, { folder: project(), file: scriptIn(checkout()) });

    expect(ran, ran.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ran.stdout).args).toEqual(handed);
  });

  it.each([0, 1, 2, 3])("the command line's exit code %d", async (code) => {
    const ran = await call([], { folder: project(), file: scriptIn(checkout()), env: { exit: `${code}` } });
    expect(ran.code).toBe(code);
  });

  it('its own configuration where there is none upward, else the nearest, else the named one', async () => {
    const own = checkout({ own: 'preflight.config.mjs' });
    const below = project({ 'services/api/.keep': '' });
    const asked = async (folder: string, args: readonly string[] = []): Promise<string[]> =>
      JSON.parse((await call(args, { folder, file: scriptIn(own) })).stdout).args.slice(2);

    expect(await asked(folderWith({}))).toEqual([`--config=${own}/preflight.config.mjs`]);
    expect(await asked(join(below, 'services/api'))).toEqual([]);
    expect(await asked(folderWith({}), ['--config', 'x.ts'])).toEqual(['--config', 'x.ts']);
    expect(await asked(folderWith({}), ['--config=x.ts'])).toEqual(['--config=x.ts']);
  });
});

describe('preflight-check.sh finds its checkout', () => {
  it('by its whole path, from elsewhere, and lets the caller stand where they are', async () => {
    const [own, folder] = [checkout(), project()];
    const ran = await call([], { folder, file: scriptIn(own), env: { CDPATH: `${dirname(own)}:/` } });

    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toMatchObject({ file: join(own, 'bin/preflight.ts'), folder });
  });

  it('by a relative path, from within', async () => {
    const own = checkout();
    for (const [folder, file] of [
      [own, './scripts/preflight-check.sh'],
      [join(own, 'scripts'), './preflight-check.sh'],
      [join(own, 'bin'), '../scripts/preflight-check.sh'],
    ] as const) {
      const ran = await call([], { folder, file });
      expect(JSON.parse(ran.stdout), file).toMatchObject({ file: join(own, 'bin/preflight.ts'), folder });
    }
  });

  it('through links to links, and through a folder that is one', async () => {
    const [own, folder] = [checkout(), project({ 'links/.keep': '' })];
    symlinkSync(scriptIn(own), join(folder, 'links/first'));
    symlinkSync('links/first', join(folder, 'second'));
    symlinkSync(join(own, 'scripts'), join(folder, 'linked scripts'));
    for (const file of ['second', 'linked scripts/preflight-check.sh']) {
      const ran = await call([], { folder, file: join(folder, file) });
      expect(JSON.parse(ran.stdout), file).toMatchObject({ file: join(own, 'bin/preflight.ts'), folder });
    }
  });

  it('as a command of the PATH', async () => {
    const [own, folder] = [checkout(), project({ 'programs/.keep': '' })];
    symlinkSync(scriptIn(own), join(folder, 'programs/preflight-check'));
    const env = { PATH: [join(folder, 'programs'), path].join(delimiter) };
    const ran = await call(['-c', 'preflight-check --env production'], { folder, file: '/bin/sh', env });

    expect(JSON.parse(ran.stdout)).toMatchObject({ file: join(own, 'bin/preflight.ts'), folder });
  });
});

describe('preflight-check.sh takes the Node', () => {
  it('of the checkout, whatever is on the PATH', async () => {
    const own = checkout({ node: `#!/bin/sh\nexport exit=1\nexec '${process.execPath}' "$@"\n` });
    const ran = await call([], { folder: project(), file: scriptIn(own), env: { PATH: pathWith() } });
    // Its version was asked first, which ends with 0 whatever the environment says.
    expect(ran).toMatchObject({ code: 1, stderr: '' });
  });

  it.each([
    ['has none', {}],
    ['has one that is not for this machine', { node: 'not a program' }],
    ['has one that is too old', { node: nodeOf('v22.17.9') }],
  ])('of the PATH where the checkout %s', async (_, changes) => {
    const file = scriptIn(checkout(changes));
    const ran = await call([], { folder: project(), file, env: { PATH: pathWith() } });
    expect(ran, ran.stderr).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['v20.20.2', 3],
    ['v22.17.9', 3],
    ['v22.18.0', 0],
    ['v22.100.0', 0],
    ['v23.0.0', 0],
    ['v100.1.0', 0],
    ['24', 3],
  ])('of the PATH when it is 22.18 or newer: %s ends with %d', async (version, code) => {
    const file = scriptIn(checkout());
    const ran = await call([], { folder: project(), file, env: { PATH: pathWith(nodeOf(version)) } });

    expect(ran.code).toBe(code);
    const wanted = `preflight-check: there is no Node 22.18 or newer: run 'npm ci' in ${dirname(dirname(file))}, which brings its own\n`;
    expect(ran.stderr).toBe(code === 3 ? wanted : '');
  });

  it('of nowhere when nothing is installed, and says what to do', async () => {
    const own = checkout({ installed: false });
    const ran = await call(['--env', 'production'], { folder: project(), file: scriptIn(own) });

    expect(ran).toEqual({
      code: 3,
      stdout: '',
      stderr: `preflight-check: Preflight's packages are not installed: run 'npm ci' in ${own}\n`,
    });
  });
});
