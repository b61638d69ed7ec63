import { fileURLToPath } from 'node:url';
import { SendTaskFailureCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeAll, expect, test } from 'vitest';
import { credentials, region } from '../../sandbox/aws-environment.ts';
import { releaseFile } from '../../sandbox/gate.ts';
import { type Ended, run } from '../../sandbox/processes.ts';
import { approvalRows, approveAll, peopleOf, type Row, startWaiting, taskTokensIn } from './support/attended.ts';
import { newName } from './support/gate-client.ts';
import { formsOf } from './support/secrets.ts';
import { subscribeQueue, type TopicQueue } from './support/topic-queue.ts';
import { useSandbox } from './support/use-sandbox.ts';
import { everythingWritten, type Written } from './support/written.ts';

/**
 * A run with everything that can be decided in it, and with what can go wrong, of which all is recorded that anybody gets
 * to see or that is kept: neither a task token, by which whoever holds it can decide, nor anybody's sign-in is in it.
 */
const production = useSandbox({ environment: 'production-attended' });
const checkout = new URL('../../', import.meta.url);
const written: Written[] = [];
const taskTokens = new Set<string>();
const signIns = new Set<string>();
const name = newName();
let rows: readonly Row[] = [];
let topics: readonly TopicQueue[] = [];

beforeAll(async () => {
  const { sandbox } = production();
  topics = [
    await subscribeQueue(sandbox, sandbox.deployed.approvals ?? '', 'canary-approvals'),
    await subscribeQueue(sandbox, sandbox.deployed.results, 'canary-results'),
  ];
  const gate = cli('gate', ['--release', fileURLToPath(releaseFile), '--name', name]);
  await waitForTokens(name, 2);
  await lookAround(name);
  await decideByCommandLine();
  await gate;
  await lookAround(name);
  await failToMoveOn();
  await decideAfterTheEnd();
  await cli('report', [name]);
  await cli('report', [name, '--json']);
  // A line that a function wrote in its last milliseconds, the emulator keeps until it runs that function again.
  const last = await startWaiting(production());
  await approveAll(production(), last.name);
  await last.decided;
  await keepTokens();
  written.push(...(await everythingWritten(sandbox)));
  for (const topic of topics) written.push(...(await topic.rest()).map((text) => ({ where: 'message', text })));
}, 300_000);

test('there were such tokens, and what was recorded is worth looking through', () => {
  expect(taskTokens.size).toBeGreaterThanOrEqual(6);
  expect(signIns.size).toBeGreaterThan(5);
  const kinds = ['log', 'reports/', 'message', 'preflight gate', 'preflight approvals', 'preflight report', 'api'];
  for (const kind of kinds) {
    const found = written.some(({ where, text }) => where.startsWith(kind) && text.includes(name));
    expect(found, `${kind} tells of ${name}`).toBe(true);
  }
  // The page itself is the same for all; what its script then asks is recorded as the API's.
  expect(written.some(({ where, text }) => where.startsWith('page') && text.includes('preflight-console'))).toBe(true);
  // What went wrong on purpose went wrong.
  expect(written.some(({ where, text }) => where.startsWith('log') && text.includes('TaskNotCompletedError'))).toBe(
    true,
  );
});

test('no task token is in anything that was shown, sent, logged or reported', () => {
  expect(leaksOf([...taskTokens])).toEqual([]);
});

test('no sign-in is, as a whole or by one of its parts', () => {
  // The header is no secret: it is that of every token of the issuer.
  const parts = [...signIns].flatMap((token) => [token, ...token.split('.').slice(1)]);
  expect(leaksOf(parts)).toEqual([]);
  const anyJwt = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}/;
  expect(written.flatMap(({ where, text }) => (anyJwt.test(text) ? [where] : []))).toEqual([]);
});

test('the table holds task tokens where nobody reads a run, and no sign-in', () => {
  const elsewhere = rows.filter(({ partition }) => !String(partition).startsWith('token#'));
  const texts = elsewhere.map((row) => ({ where: String(row['order']), text: JSON.stringify(row) }));
  expect(leaksOf([...taskTokens], texts)).toEqual([]);
  expect(leaksOf([...signIns], texts)).toEqual([]);
  expect(texts.some(({ text }) => text.includes('mona@acme.example'))).toBe(true);
});

/** Where one of these occurs, in whatever form. */
function leaksOf(secrets: readonly string[], texts: readonly Written[] = written): string[] {
  return texts.flatMap(({ where, text }) =>
    secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form))).map(() => where),
  );
}

async function keepTokens(): Promise<void> {
  rows = await approvalRows(production().sandbox);
  for (const token of taskTokensIn(rows)) taskTokens.add(token);
}

async function waitForTokens(of: string, count: number): Promise<void> {
  const found = (): number => rows.filter((row) => row['partition'] === `token#${of}`).length;
  while (found() < count) await keepTokens();
}

async function signedIn(user: 'author' | 'first-approver' | 'second-approver'): Promise<string> {
  const token = await peopleOf(production().sandbox).tokenFor(user);
  signIns.add(token);
  return token;
}

/** What a browser and a program get to see. */
async function lookAround(of: string): Promise<void> {
  const { console } = peopleOf(production().sandbox);
  const authorization = `Bearer ${await signedIn('author')}`;
  for (const path of ['', `runs/${of}`]) await record('page', `${console}/${path}`);
  for (const path of ['api/approvals', `api/runs/${of}`, 'api/runs/none']) {
    await record('api', `${console}/${path}`, { headers: { authorization } });
  }
  const body = JSON.stringify({ decision: 'approve', comment: '<b>no</b>' });
  const headers = { authorization, 'content-type': 'application/json' };
  await record('api', `${console}/api/runs/${of}/items/blocking-issues`, { method: 'POST', headers, body });
  const broken = { authorization: `${authorization}x` };
  await record('api', `${console}/api/runs/${of}`, { headers: broken });
  await record('api', `${console}/iam/runs/${of}`, { headers: { authorization } });
}

async function record(kind: string, url: string, init: RequestInit = {}): Promise<number> {
  const answer = await fetch(url, init);
  const headers = JSON.stringify([...answer.headers]);
  written.push({ where: `${kind} ${url}`, text: `${answer.status} ${headers} ${await answer.text()}` });
  return answer.status;
}

async function decideByCommandLine(): Promise<void> {
  const [first, second] = [await signedIn('first-approver'), await signedIn('second-approver')];
  const ofRun = ['--run', name];
  await cli('approvals list', ofRun, first);
  await cli('approvals list', ['--json'], first);
  await cli('approvals approve', ['blocking-issues', ...ofRun], await signedIn('author'));
  await cli('approvals list', ofRun, `${first}x`);
  await cli('approvals list', ofRun, `${first} with a space`);
  await cli('approvals approve', ['blocking-issues', ...ofRun], first);
  await cli('approvals reject', ['blocking-issues', ...ofRun, '--comment', 'Too late.', '--json'], second);
  await cli('approvals approve', ['support-briefed', ...ofRun], first);
  await cli('approvals approve', ['support-briefed', ...ofRun, '--json'], second);
}

/** Where Step Functions does not take a decision, its message and the SDK's repeat what was sent. */
async function failToMoveOn(): Promise<void> {
  const { sandbox } = production();
  const people = peopleOf(sandbox);
  const waiting = await startWaiting(production());
  await waitForTokens(waiting.name, 2);
  const authorization = `Bearer ${await signedIn('first-approver')}`;
  const decide = (): Promise<number> =>
    record('api', `${people.console}/api/runs/${waiting.name}/items/blocking-issues`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: '{"decision":"approve"}',
    });
  for (const fault of ['server-error', 'garbage', 'lie'] as const) {
    await sandbox.apply({ world: { faults: { 'states:SendTaskSuccess': fault } } });
    await decide();
  }
  await sandbox.apply({ world: {} });
  // The same request once more completes what it could not.
  expect(await decide()).toBe(200);
  await approveAll(production(), waiting.name);
  expect((await waiting.decided).report.verdict).toBe('go');
}

async function decideAfterTheEnd(): Promise<void> {
  const { sandbox, gate, release } = production();
  const stopped = newName();
  const executionArn = await gate.start(release, stopped);
  await waitForTokens(stopped, 2);
  const client = new SFNClient({ endpoint: sandbox.endpoint, region, credentials });
  await client.send(new StopExecutionCommand({ executionArn }));
  // AWS closes the tasks of an execution that is stopped; the emulator forgets to.
  const own = rows.filter((row) => row['partition'] === `token#${stopped}`);
  for (const taskToken of taskTokensIn(own)) await client.send(new SendTaskFailureCommand({ taskToken }));
  const body = '{"decision":"approve"}';
  const authorization = `Bearer ${await signedIn('first-approver')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const { console } = peopleOf(sandbox);
  await record('api', `${console}/api/runs/${stopped}/items/blocking-issues`, { method: 'POST', headers, body });
}

/** The command line, with all that it says on either stream. */
async function cli(command: string, args: readonly string[], token?: string): Promise<Ended> {
  const program = fileURLToPath(new URL('bin/preflight.ts', checkout));
  const ended = await run(process.execPath, [program, ...command.split(' '), ...args, '--env', 'production-attended'], {
    cwd: checkout,
    env: { ...production().sandbox.environment, ...(token === undefined ? {} : { PREFLIGHT_TOKEN: token }) },
  });
  written.push({ where: `preflight ${command}`, text: `${ended.code}\n${ended.stdout}\n${ended.stderr}` });
  return ended;
}
