import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PendingAnswer } from '../lib/console/api.ts';
import { type ApprovalStore, approvalStore } from '../lib/stores/approval-store.ts';
import { approvalTable } from '../sandbox/approval-table.ts';
import { credentials, region } from '../sandbox/aws-environment.ts';
import type { Sandbox } from '../sandbox/launcher.ts';
import type { People } from '../sandbox/people.ts';
import release from '../sandbox/release.json' with { type: 'json' };
import { launchBrowser } from '../test/support/browser.ts';
import { median, percentile, type Row } from './row.ts';

const looks = 15;
const many = 200;

/** What a browser loads before anybody has signed in. */
export async function consolePage({ console }: People, tell: (progress: string) => void): Promise<Row[]> {
  tell("the console's first load");
  const answer = await fetch(console);
  const page = Buffer.from(await answer.arrayBuffer());
  const browser = await launchBrowser();
  const requests: string[] = [];
  try {
    const tab = await browser.newPage();
    tab.on('request', (request) => requests.push(request.url()));
    await tab.goto(console, { waitUntil: 'networkidle' });
  } finally {
    await browser.close();
  }
  return [
    {
      what: "the console's first load, compressed",
      value: gzipSync(page).length / 1024,
      unit: 'KB',
      atMost: 40,
      baseline: { what: 'not compressed', value: page.length / 1024 },
    },
    { what: "requests of the console's first load", value: requests.length, unit: 'calls', atMost: 1 },
  ];
}

/** Many items in one list: a query, however much else the table holds. */
export async function longList(sandbox: Sandbox, people: People, tell: (progress: string) => void): Promise<Row[]> {
  tell(`the list of what is pending, with ${many} items`);
  const client = new DynamoDBClient({ endpoint: sandbox.endpoint, region, credentials });
  const store = approvalStore(await approvalTable(sandbox), client);
  await fill(store, 1);
  const one = await listTimes(people, 1);
  await fill(store, many - 1);
  const all = await listTimes(people, many);
  client.destroy();
  return [
    {
      what: `the list of what is pending, ${many} items, p95`,
      value: percentile(all, 0.95),
      unit: 'ms',
      atMost: 300,
      baseline: { what: '1 item', value: percentile(one, 0.95) },
      note: `median ${median(all).toFixed(0)} ms of ${looks}; over HTTP, authorizer and function included`,
    },
  ];
}

/** Runs with one open item each. */
async function fill(store: ApprovalStore, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const run = `bench-${randomUUID()}`;
    const now = new Date().toISOString();
    const asked = {
      run: { id: run, startedAt: now },
      service: 'shop-api',
      environment: 'production-attended',
      release,
      fingerprint: { commit: release.commit, images: release.images, configuration: 'bench' },
      openedAt: now,
    };
    const item = {
      id: 'support-briefed',
      kind: 'manual' as const,
      title: 'Support knows what changes',
      instructions: 'Look at the release notes. Approve when every visible change is described there.',
      approvers: { groups: ['release-managers'], principals: [] },
      quorum: 2,
      expiresAfterSeconds: 3600,
      status: 'open' as const,
      openedAt: now,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      votes: [],
      run,
      service: 'shop-api',
      environment: 'production-attended',
      version: release.version,
      commit: release.commit,
      excluded: [{ who: 'octocat', aliases: ['github:octocat'], why: ['asked for this release'] }],
      revision: 1,
    };
    await store.open(asked, [], [item]);
  }
}

async function listTimes(people: People, least: number): Promise<number[]> {
  const headers = { authorization: `Bearer ${await people.tokenFor('first-approver')}` };
  const times: number[] = [];
  for (let index = 0; index <= looks; index += 1) {
    const started = performance.now();
    const answer = await fetch(`${people.console}/api/approvals`, { headers });
    const { items } = (await answer.json()) as PendingAnswer;
    times.push(performance.now() - started);
    if (items.length < least) throw new Error(`${items.length} items are listed, not ${least}`);
  }
  return times.slice(1);
}
