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
import { type StrategyKind, type WindowSettings, windowSettings } from '../../lib/config/window-settings.ts';
import { isStrategyFunction } from '../../lib/constructs/strategy-bundles.ts';
import type { GroupId } from '../../lib/domain/checklist.ts';
import config from '../../preflight.config.ts';
import { type Bundle, bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedWith, signIn } from '../support/attended.ts';
import { probing, search, verifiedWith } from '../support/verified.ts';
import { guarded } from '../support/watched.ts';

/** What each strategy is told, and whose client it needs. */
const strategies: Readonly<Record<StrategyKind, { readonly settings: object; readonly client: string | undefined }>> = {
  'lambda-alias': { settings: { function: 'shop-api', alias: 'live' }, client: 'client-lambda' },
  'ecs-service': { settings: { cluster: 'shop', service: 'api', taskRoles: [] }, client: 'client-ecs' },
  codedeploy: { settings: { application: 'shop', deploymentGroup: 'api' }, client: 'client-codedeploy' },
  'github-workflow': {
    settings: {
      workflow: 'rollback.yml',
      ref: 'main',
      sources: {
        github: { repository: 'acme/shop-api', auth: { token: { secret: 'shop/github', key: 'token' } } },
        trustedAuthorities: [],
      },
    },
    client: 'client-secrets-manager',
  },
  'state-machine': {
    settings: { arn: 'arn:aws:states:eu-central-1:111122223333:stateMachine:back' },
    client: 'client-sfn',
  },
  none: { settings: {}, client: undefined },
};

const kilobyte = 1000;
const dist = fileURLToPath(new URL('../../dist/lambdas/', import.meta.url));
let bundles: Bundle[];

beforeAll(async () => {
  bundles = await bundleLambdas();
});

describe('the bundles', () => {
  it('are one for each file in lambdas/, and one for each strategy where that uses the strategy', () => {
    const files = readdirSync(new URL('../../lambdas/', import.meta.url)).map((file) => file.replace('.ts', ''));
    const kinds = Object.keys(strategies);
    const expected = files.flatMap((name) =>
      isStrategyFunction(name) ? kinds.map((kind) => `${name}-${kind}`) : name,
    );
    expect(bundles.map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
  });

  it('are 400 KB at most, but those that need four SDK clients and more', () => {
    const limits: Readonly<Record<string, number>> = {
      'check-infrastructure': 410,
      'open-window-lambda-alias': 420,
      'open-window-codedeploy': 410,
      // S3's client is the largest, and each of these writes metrics.
      'write-report': 415,
      'write-window-report': 420,
      'sweep-window': 495,
      // GitHub's library beside five clients.
      'open-window-github-workflow': 470,
    };
    const tooLarge = bundles.filter(({ name, bytes }) => bytes > (limits[name] ?? 400) * kilobyte);
    expect(tooLarge).toEqual([]);
    const needless = bundles.filter(({ name, bytes }) => name in limits && bytes <= 400 * kilobyte);
    expect(needless).toEqual([]);
    expect(bundles.find(({ name }) => name === 'check-database')?.clients).toHaveLength(2);
  });

  it.each(Object.entries(strategies))('have the strategy %s alone, where they are made for it', (kind, { client }) => {
    const clientsOf = (name: string) => bundles.find((bundle) => bundle.name === `${name}-${kind}`)?.clients.toSorted();
    const own = client === undefined ? [] : [client];
    const common = ['client-dynamodb', 'client-sns'];
    expect(clientsOf('roll-back')).toEqual([...common, ...own].toSorted());
    expect(clientsOf('verify-rollback')).toEqual(['client-cloudwatch', 'client-dynamodb', ...own].toSorted());
    // To end the Watch of the window before, it asks Step Functions.
    const opening = new Set([...common, 'client-cloudwatch', 'client-sfn', ...own]);
    expect(clientsOf('open-window')).toEqual([...opening].toSorted());
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

  it('does not load with the settings of another strategy than its own', () => {
    cpSync(`${dist}roll-back-none`, `${task}/other`, { recursive: true });
    writeFileSync(`${task}/other/settings.json`, JSON.stringify(settingsOf('roll-back-codedeploy')));
    expect(() => node(`await import('${task}/other/index.mjs')`)).toThrow(
      'the code of this function is bundled for none, not for codedeploy; deploy the one for codedeploy',
    );
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
  const kind = Object.keys(strategies).find((one) => name.endsWith(`-${one}`)) as StrategyKind | undefined;
  if (kind !== undefined) return { ...watched(), strategy: { kind, ...strategies[kind].settings } };
  if (/window|rollback|rehearsals|^(on-alarm|check-schema|verify-deployment)$/.test(name)) return watched();
  const group = /^check-(.*)$/.exec(name)?.[1] as GroupId | undefined;
  return group === undefined ? gateSettings(production) : groupSettings(production, group);
}

function attended(): Environment {
  const { production } = attendedWith().environments;
  if (production === undefined) throw new Error('the configuration has no environment production');
  return production;
}

function watched(): WindowSettings {
  const { production } = verifiedWith({ ...guarded, criteria: probing(search) }, undefined, {
    approvals: { signIn },
  }).environments;
  const settings = production && windowSettings(production);
  if (settings === undefined) throw new Error('the configuration has no rollback window');
  return settings;
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
      WINDOW_TABLE: 'windows',
      ALARM_TOPIC: 'arn:aws:sns:eu-central-1:111122223333:alarms',
      NOTICE_TOPIC: 'arn:aws:sns:eu-central-1:111122223333:notices',
      REHEARSAL_TABLES: 'arn:aws:dynamodb:eu-central-1:111122223333:table/rehearsals',
      CONSOLE_URL: 'https://approvals.acme.example',
      ISSUER: 'https://login.acme.example',
      CLIENT_ID: 'preflight-console',
    },
  });
  if (status !== 0) throw new Error(`the script ended with ${status}: ${stderr}`);
  return { printed: stdout.trim(), logged: stderr.trim() };
}
