import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '../../lib/config/environment.ts';
import {
  approvalSettings,
  commitStatusSettings,
  type GateSettings,
  gateSettings,
  groupSettings,
} from '../../lib/config/function-settings.ts';
import type { GroupId } from '../../lib/domain/checklist.ts';
import config from '../../preflight.config.ts';
import { type Bundle, bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedWith } from '../support/attended.ts';

const kilobyte = 1000;
const dist = fileURLToPath(new URL('../../dist/lambdas/', import.meta.url));
let bundles: Bundle[];

beforeAll(async () => {
  bundles = await bundleLambdas();
});

describe('the bundles', () => {
  it('are one for each file in lambdas/', () => {
    const files = readdirSync(new URL('../../lambdas/', import.meta.url)).map((file) => file.replace('.ts', ''));
    expect(bundles.map(({ name }) => name).toSorted()).toEqual(files.toSorted());
  });

  it('are 600 KB at most, and 400 KB with at most two SDK clients', () => {
    const limitOf = ({ clients }: Bundle) => (clients.length <= 2 ? 400 : 600) * kilobyte;
    expect(bundles.filter((bundle) => bundle.bytes > limitOf(bundle))).toEqual([]);
    expect(bundles.find(({ name }) => name === 'check-database')?.clients).toHaveLength(2);
  });

  it('have no SDK where a step asks nothing of AWS', () => {
    const without = bundles.filter(({ clients }) => clients.length === 0).map(({ name }) => name);
    expect(without).toEqual(['parse-release']);
  });

  it('hold all that they load at their start, but what is in Node', () => {
    const loaded = new Set(bundles.flatMap(({ imports }) => imports));
    expect(loaded).toContain('node:fs');
    const foreign = [...loaded].filter((name) => !builtinModules.includes(name.replace(/^node:/, '')));
    expect(foreign).toEqual([]);
  });
});

describe('a bundle with its settings, and nothing else around it', () => {
  let task: string;

  beforeAll(() => {
    task = mkdtempSync(`${tmpdir()}/preflight-task-`);
    for (const { name } of bundles) {
      cpSync(`${dist}${name}`, `${task}/${name}`, { recursive: true });
      writeFileSync(`${task}/${name}/settings.json`, JSON.stringify(settingsOf(name)));
    }
  });

  afterAll(() => rmSync(task, { recursive: true, force: true }));

  it('loads, and has a handler', () => {
    const names = bundles.map(({ name }) => name);
    const script = `for (const name of ${JSON.stringify(names)}) {
      const { handler } = await import('${task}/' + name + '/index.mjs');
      console.log(name, typeof handler);
    }`;
    expect(node(script).printed.split('\n')).toEqual(names.map((name) => `${name} function`));
  });

  it('answers, and logs with the id of the run', () => {
    const event = { run: { id: 'run-7', startedAt: '2026-11-02T10:00:00.000Z' }, release: { service: 'shop-api' } };
    const script = `const { handler } = await import('${task}/parse-release/index.mjs');
      console.log(JSON.stringify(await handler(${JSON.stringify(event)})));`;
    const { printed, logged } = node(script);
    const answer: unknown = JSON.parse(printed);
    expect(answer).toMatchObject({ run: event.run, refused: { cause: expect.stringContaining('version') } });
    const warning: unknown = JSON.parse(logged);
    expect(warning).toMatchObject({
      level: 'WARN',
      service: 'parse-release',
      run: 'run-7',
      message: 'release refused',
    });
  });
});

function settingsOf(name: string): GateSettings | object {
  const production = config.environments['production'];
  if (production === undefined) throw new Error('the example has no environment production');
  if (/-approvals?$|^approval-/.test(name)) return approvalSettings(attended()) ?? {};
  if (name === 'set-commit-status') return commitStatusSettings(production) ?? {};
  const group = /^check-(.*)$/.exec(name)?.[1] as GroupId | undefined;
  return group === undefined ? gateSettings(production) : groupSettings(production, group);
}

function attended(): Environment {
  const { production } = attendedWith().environments;
  if (production === undefined) throw new Error('the configuration has no environment production');
  return production;
}

/** As in Lambda: a region, and nothing of this repository to load. Warnings are logged to stderr. */
function node(script: string): { printed: string; logged: string } {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: {
      AWS_REGION: 'eu-central-1',
      REPORT_BUCKET: 'reports',
      APPROVAL_TABLE: 'approvals',
      CONSOLE_URL: 'https://approvals.acme.example',
      ISSUER: 'https://login.acme.example',
      CLIENT_ID: 'preflight-console',
    },
  });
  if (status !== 0) throw new Error(`the script ended with ${status}: ${stderr}`);
  return { printed: stdout.trim(), logged: stderr.trim() };
}
