import { describe, expect, it } from 'vitest';
import type { RefusalAnswer } from '../../lib/console/api.ts';
import { fakeApi, itemView, refusal, sendJson, token, waiverView } from './support/approval-api.ts';
import { configText } from './support/config.ts';
import { approvals } from './support/run-approvals.ts';
import { folderWith, runCli } from './support/run-cli.ts';

const statuses = { invalid: 400, unauthenticated: 401, forbidden: 403, unknown: 404, decided: 409, closed: 409 };

/** The API refuses every decision. */
const refusing = (answer: RefusalAnswer) =>
  fakeApi([itemView()], ({ method }, response) =>
    method === 'POST' ? sendJson(response, { ...statuses, failed: 500 }[answer.error.kind], answer) : undefined,
  );

describe('preflight approvals approve', () => {
  it('records what was written, with one request', async () => {
    const api = await fakeApi([itemView()]);
    const ran = await approvals(
      ['approve', 'user-login', '--run', 'run-1', '--comment', 'seen on staging'],
      api.console,
    );

    expect(ran).toEqual({
      code: 0,
      stdout: 'user-login of run-1: approved; 1 more approval is needed\n',
      stderr: '',
    });
    expect(api.calls).toHaveLength(1);
    expect(api.calls[0]).toMatchObject({
      method: 'POST',
      path: '/api/runs/run-1/items/user-login',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
    expect(JSON.parse(api.calls[0]?.body ?? '')).toEqual({ decision: 'approve', comment: 'seen on staging' });
  });

  it('accepts a failure until a day, by emergency powers where that is said, and prints one JSON object', async () => {
    const api = await fakeApi([waiverView()]);
    const more = ['--until', '2098-12-01', '--break-glass', '--comment', 'the shop is down', '--json'];
    const ran = await approvals(['approve', 'memory', '--run', 'run-1', ...more], api.console);

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ran.stdout)).toEqual({
      run: 'run-1',
      item: 'memory',
      decision: 'approve',
      status: 'approved',
      quorum: 1,
      votes: [expect.objectContaining({ by: 'Mona Lisa (mona@acme.example)', choice: 'approve' })],
      message: 'approved',
    });
    expect(JSON.parse(api.calls[0]?.body ?? '')).toEqual({
      decision: 'approve',
      comment: 'the shop is down',
      until: '2098-12-01',
      breakGlass: true,
    });
  });

  it('names all that is missing or wrong at once, and asks nobody', async () => {
    const api = await fakeApi([itemView()]);
    const ran = await approvals(['approve', 'User Login', '--break-glass', '--until', '2026-02-30'], api.console);

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr.split('\n').slice(1, -1)).toEqual([
      '  --run: is missing; write --run RUN, as the gate printed it',
      '  --comment: is missing; write --comment TEXT: why emergency powers are used',
      "  ITEM: is no item's id; the item's id, as preflight approvals list shows it",
      expect.stringMatching(/^ {2}--until: must be a date from today on, such as \d{4}-\d\d-\d\d, not "2026-02-30"$/),
    ]);
    expect(api.calls).toEqual([]);
  });

  it.each(['2020-01-01', 'tomorrow', '2098-1-1'])('refuses --until %s', async (until) => {
    const ran = await approvals(['approve', 'memory', '--run', 'r', '--until', until], 'https://console.example');

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--until: must be a date from today on');
  });

  it.each([
    ['with HTML', 'seen <b>twice</b>', 'reads as an HTML tag'],
    ['that turns the direction of text', 'ok \u202E', 'U+202E'],
    ['that is too long', 'x'.repeat(1001), 'the comment is 1001 characters long; write 1000 at most'],
  ])('refuses a comment %s before anything is sent', async (_, comment, expected) => {
    const api = await fakeApi([itemView()]);
    const ran = await approvals(['approve', 'user-login', '--run', 'run-1', '--comment', comment], api.console);

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(expected);
    expect(api.calls).toEqual([]);
  });
});

describe('preflight approvals reject', () => {
  it('records the rejection', async () => {
    const api = await fakeApi([itemView()]);
    const ran = await approvals(['reject', 'user-login', '--run', 'run-1', '--comment', 'login fails'], api.console);

    expect(ran).toEqual({ code: 0, stdout: 'user-login of run-1: rejected\n', stderr: '' });
    expect(JSON.parse(api.calls[0]?.body ?? '')).toEqual({ decision: 'reject', comment: 'login fails' });
  });

  it.each([[[]], [['--comment', ' ']]])('wants to know why: %j', async (more) => {
    const ran = await approvals(['reject', 'user-login', '--run', 'run-1', ...more], 'https://console.example');

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/--comment: .*is missing/);
  });

  it('takes neither an end date nor emergency powers', async () => {
    const args = ['reject', 'user-login', '--run', 'r', '--comment', 'no', '--break-glass'];
    const ran = await approvals(args, 'https://console.example');

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--break-glass: is not an option');
  });
});

describe('a decision that is not recorded', () => {
  const args = ['approve', 'user-login', '--run', 'run-1'];

  it.each([
    ['forbidden', 'you wrote commit 3f786850e387'],
    ['decided', 'already decided by Leo at 2026-11-23T12:00:00.000Z: rejected'],
    ['closed', 'closed: it expired at 2026-11-23T12:00:00.000Z'],
  ] as const)('ends with 1 where the gate refuses it: %s', async (kind, message) => {
    const api = await refusing(refusal(kind, `${message}\u001B[31m`));
    const [text, json] = [await approvals(args, api.console), await approvals([...args, '--json'], api.console)];

    expect(text).toEqual({ code: 1, stdout: '', stderr: `preflight: nothing was recorded: ${message} [31m\n` });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toEqual({ error: { kind, message: `${message} [31m`, problems: [] } });
    expect(api.calls).toHaveLength(2);
  });

  it('ends with 2 where there is no such item', async () => {
    const ran = await approvals(args, (await refusing(refusal('unknown', 'there is no such item'))).console);

    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: 'preflight: there is no such item\n' });
  });

  it('ends with 2 where the API finds wrong what was written, and names the options', async () => {
    const problems = [
      { path: 'until', message: 'is too late' },
      { path: 'breakGlass', message: 'is not needed' },
    ];
    const ran = await approvals(args, (await refusing(refusal('invalid', 'not valid', { problems }))).console);

    expect(ran.code).toBe(2);
    expect(ran.stderr).toBe('preflight: not valid\n  --until: is too late\n  --break-glass: is not needed\n');
  });

  it('ends with 3 where nobody is signed in, or the API fails', async () => {
    const [unknown, failed] = await Promise.all(
      [refusal('unauthenticated', 'the token has expired'), refusal('failed', 'the table could not be read')].map(
        async (answer) => approvals(args, (await refusing(answer)).console),
      ),
    );

    expect(unknown).toMatchObject({ code: 3, stdout: '' });
    expect(unknown?.stderr).toContain(
      "does not know you: the token has expired; set PREFLIGHT_TOKEN to a new ID token of the console's issuer",
    );
    expect(failed).toMatchObject({ code: 3, stdout: '' });
    expect(failed?.stderr).toContain('failed: the table could not be read');
  });

  it.each(['http://console.example', 'https://user@console.example', 'https://console.example?x=1', 'console'])(
    'asks nothing at %s',
    async (console) => {
      const ran = await approvals(args, console);

      expect(ran.code).toBe(2);
      expect(ran.stderr).toContain('--console: must be the https address of the console');
    },
  );

  it.each([
    ['', 'PREFLIGHT_TOKEN: is empty'],
    ['not-a-token-but-secret', 'PREFLIGHT_TOKEN: is not an ID token'],
    [`a.b.${'c'.repeat(20_000)}`, 'PREFLIGHT_TOKEN: is not an ID token'],
  ])('says what is wrong with a token, and never shows it', async (given, expected) => {
    const ran = await approvals(args, 'https://console.example', { PREFLIGHT_TOKEN: given });

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(expected);
    if (given !== '') expect(ran.stderr).not.toContain(given);
  });

  it('ends with 2 for an environment that asks people nothing', async () => {
    const folder = folderWith({ 'preflight.config.mts': configText() });
    const ran = await runCli(['approvals', ...args, '--env', 'production'], { folder });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--env: production asks people nothing');
  });
});
