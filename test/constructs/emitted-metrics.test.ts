import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gateSettings } from '../../lib/config/function-settings.ts';
import { windowSettings } from '../../lib/config/window-settings.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { configWith } from '../support/config.ts';
import { goReport } from '../support/reports.ts';
import { watchedWith } from '../support/watched.ts';
import { verifiedParts } from '../support/window-reports.ts';

/* What the bundles that are deployed write to stdout. Their AWS is a server in the same process. */

const dist = fileURLToPath(new URL('../../dist/lambdas/', import.meta.url));
let task: string;

beforeAll(async () => {
  await bundleLambdas();
  task = mkdtempSync(`${tmpdir()}/preflight-metrics-`);
  const { production: gated } = configWith().environments;
  const { production: watched } = watchedWith().environments;
  const settings = {
    'write-report': gated && gateSettings(gated),
    'write-window-report': watched && windowSettings(watched),
  };
  for (const [name, own] of Object.entries(settings)) {
    cpSync(`${dist}${name}`, `${task}/${name}`, { recursive: true });
    writeFileSync(`${task}/${name}/settings.json`, JSON.stringify(own));
  }
});

afterAll(() => rmSync(task, { recursive: true, force: true }));

const { release, fingerprint, groups, verdict, summary, blocking, expiresAt } = goReport;
const { decidedAt, ...run } = goReport.run;
const decision = { verdict, summary, blocking, groups, decidedAt, expiresAt };

it('a run of the gate is counted once its report is stored', () => {
  const { lines, asked } = metricsOf('write-report', { run, release, fingerprint, decision });
  expect(asked.filter((one) => one.startsWith('PUT /reports/'))).toHaveLength(4);
  expect(lines[0]).toMatchObject({
    ...{ Service: 'shop-api', Environment: 'production', run: run.id },
    ...{ Gates: 1, TimeToVerdict: Date.parse(decidedAt) - Date.parse(run.startedAt) },
  });
  expect(lines[1]).toMatchObject({ Gates: 1, Verdict: 'go' });
  const ran = groups.flatMap(({ checks }) => checks).filter(({ outcome }) => outcome !== 'skipped');
  const counted = lines.filter((line) => 'Outcome' in line).map(({ Check, Outcome }) => [Check, Outcome]);
  expect(counted).toEqual(ran.map(({ id, outcome }) => [id, outcome]));
});

it('a run whose report could not be stored is not counted', () => {
  const { lines, failed } = metricsOf('write-report', { run, release, fingerprint, decision }, { fails: true });
  expect(failed).toContain('AccessDenied');
  expect(lines).toEqual([]);
});

it('a window is counted with what its verifications saw', () => {
  const { record, events } = verifiedParts;
  const attributes = (fields: object) => marshall(fields, { removeUndefinedValues: true });
  const Items = events.map((event, place) => attributes({ ...event, place }));
  const answers = { GetItem: { Item: attributes(record) }, Query: { Items } };
  const { lines, asked } = metricsOf('write-window-report', { run: record.run }, { answers });
  expect(asked.filter((one) => one.startsWith('PUT /reports/'))).toHaveLength(4);
  const { service: Service, environment: Environment } = record;
  expect(lines[0]).toMatchObject({ Service, Environment, Windows: 1, run: record.run.id });
  expect(lines[1]).toMatchObject({ Windows: 1, Result: record.closed?.result });
  const passes = (record.verifications ?? [])
    .flatMap(({ items }) => items)
    .filter(({ outcome }) => ['pass', 'warn'].includes(outcome));
  expect(passes.length).toBeGreaterThan(3);
  expect(lines.flatMap(({ Flakes }) => Flakes ?? [])).toHaveLength(passes.length);
});

interface Called {
  /** What was written in CloudWatch's embedded metric format. */
  readonly lines: readonly Record<string, unknown>[];
  /** What was asked of AWS. */
  readonly asked: readonly string[];
  readonly failed?: string;
}

interface Aws {
  /** Of DynamoDB, by action. */
  readonly answers?: object;
  /** Whether it refuses everything. */
  readonly fails?: boolean;
}

function metricsOf(name: string, event: object, { answers = {}, fails = false }: Aws = {}): Called {
  const script = `
    const { createServer } = await import('node:http');
    const answers = ${JSON.stringify(answers)};
    const asked = [];
    const server = createServer((request, response) => {
      const action = request.headers['x-amz-target']?.split('.')[1];
      asked.push(request.method + ' ' + (action ?? request.url));
      request.resume().on('end', () => {
        if (${fails}) response.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>');
        else response.end(action ? JSON.stringify(answers[action] ?? {}) : '');
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:' + server.address().port;
    const { handler } = await import('${task}/${name}/index.mjs');
    const failed = await handler(${JSON.stringify(event)}).then(() => undefined, (cause) => cause.name + ': ' + cause.message);
    server.closeAllConnections();
    server.close();
    console.log(JSON.stringify({ asked, failed }));
  `;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      REPORT_BUCKET: 'reports',
      ...(name === 'write-window-report' ? { WINDOW_TABLE: 'windows' } : {}),
    },
  });
  if (status !== 0) throw new Error(`the script ended with ${status}: ${stderr}`);
  const printed = stdout.trim().split('\n');
  const lines = printed
    .filter((line) => line.includes('"_aws"'))
    .map((line): Record<string, unknown> => JSON.parse(line));
  const told = JSON.parse(printed.at(-1) ?? '') as Pick<Called, 'asked' | 'failed'>;
  return { ...told, lines };
}
