import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { exitCodes } from '../../lib/cli/exit-codes.ts';
import { fingerprintOf, parseRelease, type Release } from '../../lib/domain/release.ts';
import { action } from '../action/support/run-action.ts';
import { isInstalled } from '../support/program.ts';
import { release } from '../support/release.ts';

/** docs/pipelines.md, and what it links to: every part of it is run here or in test/e2e/pipelines.test.ts. */
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/pipelines.md');
const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => ({
  language,
  text,
}));
const blocksIn = (language: string): string[] =>
  blocks.filter((one) => one.language === language).map(({ text }) => text);

const image = 'ghcr.io/acme/shop-api';
const digest = `sha256:${'a1'.repeat(32)}`;
const rules = { service: 'shop-api', images: [image] };

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, { readonly permissions: object; readonly steps: readonly Step[] }>>;
}
const workflow = parse(blocksIn('yaml')[0] ?? '') as Workflow;
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

interface BuildSpec {
  readonly phases: { readonly build: { readonly commands: readonly string[] } };
  readonly artifacts?: { readonly files: readonly string[] };
}
const buildSpec = (name: string): BuildSpec => parse(read(`examples/codepipeline/${name}.buildspec.yml`)) as BuildSpec;
const commandWith = (name: string, program: string): string =>
  buildSpec(name).phases.build.commands.find((one) => one.startsWith(program)) ?? '';

/** Runs a script in a folder with these files; gone after the test. */
function bash(script: string, files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'preflight-page-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const ended = spawnSync('bash', ['--noprofile', '--norc', '-e', '-c', script], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
  });
  return { ...ended, cwd };
}

function madeBy(script: string, env: Readonly<Record<string, string>>): unknown {
  const { cwd, status, stderr } = bash(script, {}, env);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(readFileSync(join(cwd, 'release.json'), 'utf8'));
}

describe('the page on pipelines', () => {
  it('shows a release that a gate accepts', () => {
    const [example = ''] = blocksIn('json');
    expect(parseRelease(JSON.parse(example), rules)).toHaveProperty('release');
  });

  it('shows a workflow that uses the action as it is', () => {
    const [gate, ...others] = steps.filter(({ uses }) => uses?.startsWith('acme/preflight@'));
    expect(others).toEqual([]);
    const given = Object.keys(gate?.with ?? {});
    expect(given.filter((name) => !(name in action.inputs))).toEqual([]);
    const required = Object.entries(action.inputs).filter(([, { required = false }]) => required);
    expect(required.map(([name]) => name).filter((name) => !given.includes(name))).toEqual([]);
    const outputs = [...(blocksIn('yaml')[0] ?? '').matchAll(/steps\.gate\.outputs\.([\w-]+)/g)].map(
      ([, name = '']) => name,
    );
    expect(outputs.filter((name) => !(name in action.outputs))).toEqual([]);
    expect(outputs).not.toEqual([]);
  });

  it('shows a workflow whose jobs may do no more than they need, and whose scripts hold no expression', () => {
    expect(workflow.permissions).toEqual({});
    expect(workflow.jobs['deploy']?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });

  it('lists the inputs, the outputs and the exit codes that there are', () => {
    const rows = [...page.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(
      ([, names = '']) => names.match(/(?<=`)[\w-]+(?=`)/g) ?? [],
    );
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) expect(rows).toContain(name);
    const codes = [...page.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
    expect(new Set(codes)).toEqual(new Set(Object.values(exitCodes)));
  });

  it('links to what is there', () => {
    const links = [...page.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = '']) => path);
    expect(links).toEqual(['examples/codepipeline', 'examples/codepipeline/deploy.buildspec.yml']);
    expect(read('examples/codepipeline/deploy.buildspec.yml')).not.toBe('');
  });

  it.each(blocksIn('bash'))('shows scripts that bash can read: %#', (text) => {
    expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});

describe.runIf(isInstalled('jq'))('the scripts that make a release', () => {
  const script = steps.find(({ name }) => name === 'Write the release')?.run ?? '';

  /** A repository of two commits, the first of which bears this tag; gone after the test. */
  function history(tag: string): { readonly first: string; readonly env: Readonly<Record<string, string>> } {
    const commit = "git -c user.name=a -c user.email=a@example.com commit -q --allow-empty -m '-'";
    const make = `git init -q . && ${commit} && git tag -- "$TAG" && ${commit} && git rev-parse HEAD^ HEAD`;
    const { cwd, stdout, stderr } = bash(make, {}, { TAG: tag, HOME: '/nowhere', GIT_CONFIG_NOSYSTEM: '1' });
    const [first = '', second = ''] = stdout.split('\n');
    expect(second, stderr).toMatch(/^[0-9a-f]{40}$/);
    const env = { VERSION: 'v1.42.0', COMMIT: second, ACTOR: 'dependabot[bot]', IMAGE: `${image}@${digest}` };
    return { first, env: { ...env, GIT_DIR: join(cwd, '.git') } };
  }

  describe.runIf(isInstalled('git'))('in GitHub Actions', () => {
    it('one that a gate accepts, with what was released before it', () => {
      const { first, env } = history('v1.41.3');
      const made = parseRelease(madeBy(script, env), rules);
      expect(made).toMatchObject({
        release: {
          version: '1.42.0',
          commit: env['COMMIT'],
          previous: { version: '1.41.3', commit: first },
          requestedBy: 'github:dependabot[bot]',
        },
      });
    });

    it('none where nothing was released before it', () => {
      const { env } = history('latest');
      const { cwd, status } = bash(script, {}, env);
      expect(status).not.toBe(0);
      expect(existsSync(join(cwd, 'release.json'))).toBe(false);
    });

    it.each(['v1"; rm -rf "$HOME', '$(touch pwned)', '`touch pwned`', 'v1\n", "service": "other'])(
      'what a tag is called stays data: %j',
      (text) => {
        const made = madeBy(script, { ...history('v1.41.3').env, VERSION: text });
        expect(made).toMatchObject({ service: 'shop-api', version: text.replace(/^v/, '') });
        expect(parseRelease(made, rules)).toHaveProperty('problems');
      },
    );

    it.each(['v1";id;"', 'v$(id)', 'v`id`'])('so does the tag before it: %j', (tag) => {
      const made = madeBy(script, history(tag).env);
      expect(made).toMatchObject({ service: 'shop-api', previous: { version: tag.replace(/^v/, '') } });
      expect(parseRelease(made, rules)).toHaveProperty('problems');
    });
  });

  it('in CodePipeline: one that a gate accepts, alone in its artifact', () => {
    const made = madeBy(commandWith('build', 'jq'), {
      VERSION: '1.42.0',
      COMMIT: release.commit,
      IMAGE: `${image}@${digest}`,
      BEFORE: 'v1.41.3',
      PREVIOUS: release.commit.replaceAll('3', '4'),
    });
    expect(parseRelease(made, rules)).toHaveProperty('release');
    expect(made).toMatchObject({ previous: { version: '1.41.3', commit: release.commit.replaceAll('3', '4') } });
    expect(buildSpec('build').artifacts?.files).toEqual(['release.json']);
  });
});

describe.runIf(isInstalled('jq'))('the scripts that look at the lease', () => {
  const tagged: Release = { ...release, images: [`${image}:1.42.0@${digest}`, `registry.example:5000/a@${digest}`] };
  const untagged: Release = { ...release, images: [`ghcr.io/b@${digest}`, `ghcr.io/a@${digest}`] };
  const conclusion = {
    verdict: 'go',
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
    fingerprint: fingerprintOf(untagged, 'abc'),
  };
  const looks = [
    ['on the page', blocksIn('bash').find((text) => text.startsWith('jq')) ?? ''],
    ['in CodePipeline', commandWith('deploy', 'jq')],
  ] as const;

  function look(script: string, found: unknown, deployed: Release): number | null {
    const files = { 'conclusion.json': JSON.stringify(found), 'release.json': JSON.stringify(deployed) };
    return bash(script, files, { CODEBUILD_SRC_DIR_Release: '.' }).status;
  }

  it.each(looks)('%s: let a GO for this release through', (_, script) => {
    expect(look(script, conclusion, untagged)).toBe(0);
  });

  it('on the page: whatever the images are tagged', () => {
    const found = { ...conclusion, fingerprint: fingerprintOf(tagged, 'abc') };
    expect(look(looks[0][1], found, tagged)).toBe(0);
  });

  it.each(
    looks.flatMap(([where, script]) => [
      [where, 'has expired', script, { ...conclusion, expiresAt: new Date(Date.now() - 2000).toISOString() }] as const,
      [where, 'does not say until when it holds', script, { ...conclusion, expiresAt: undefined }] as const,
      [where, 'is a no-go', script, { ...conclusion, verdict: 'no-go' }] as const,
      [where, 'is for other images', script, { ...conclusion, fingerprint: fingerprintOf(tagged, 'abc') }] as const,
      [
        where,
        'is for another commit',
        script,
        { ...conclusion, fingerprint: fingerprintOf({ ...untagged, commit: 'f'.repeat(40) }, 'abc') },
      ] as const,
      // What the AWS CLI prints where an execution has no output.
      [where, 'is not there', script, null] as const,
    ]),
  )('%s: stop one that %s', (_where, _why, script, found) => {
    expect(look(script, found, untagged)).not.toBe(0);
  });
});
