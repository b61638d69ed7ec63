import { stripVTControlCharacters, styleText } from 'node:util';
import { describe, expect, it } from 'vitest';
import { pendingAnswer } from '../../lib/cli/approvals-answers.ts';
import { itemsText } from '../../lib/cli/approvals-text.ts';
import type { Terminal } from '../../lib/cli/output.ts';
import { timeLeft } from '../../lib/cli/time-left.ts';
import { expiresAt, fakeApi, itemView, pending, sendJson, token, waiverView } from './support/approval-api.ts';
import { approvals } from './support/run-approvals.ts';

const now = new Date('2026-11-23T12:30:00Z');
const soon = '2026-11-23T15:42:00.000Z';
const whyNot = 'you asked for this release, so somebody else decides on it';

function terminal(columns: number): Terminal {
  return {
    write: () => {},
    live: true,
    columns: () => columns,
    rows: () => 24,
    paint: (style, text) => styleText(style, text, { validateStream: false }),
  };
}

function shown(
  columns: number,
  items = [itemView({ expiresAt: soon }), waiverView({ expiresAt: soon, may: false, whyNot })],
): string {
  const seen = pendingAnswer.parse(pending(items)).items;
  const text = { you: 'Mona Lisa', items: seen, more: false, address: 'https://console.example', now };
  return stripVTControlCharacters(itemsText(text, terminal(columns)));
}

describe('preflight approvals list', () => {
  it('shows by run what waits, and what of it one may decide', async () => {
    const other = itemView({ run: 'run-2', version: '1.43.0', votes: [vote('Leo')] });
    const api = await fakeApi([itemView(), waiverView({ may: false, whyNot }), other]);
    const ran = await approvals(['list'], api.console);

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const lines = ran.stdout.split('\n');
    expect(lines[0]).toBe('shop-api 1.42.0 → production  commit 3f786850e387  run run-1');
    expect(lines[1]?.trim().split(/ {2,}/)).toEqual(['item', 'title', 'approved', 'time left', 'you']);
    expect(lines[2]).toMatch(/^ {2}user-login {2}User login works {10}0 of 2 {4}\d+ d(?: \d+ h)? +✔ may decide$/);
    expect(lines[3]).toMatch(/^ {2}memory {6}Accept: Memory >2GB free {2}0 of 1 {4}.* {2}✖ may not$/);
    expect(lines.slice(4, 8)).toEqual([
      '    accepts this fail: only 1.2 GB are free',
      `    ${whyNot}`,
      '',
      'shop-api 1.43.0 → production  commit 3f786850e387  run run-2',
    ]);
    expect(lines[8]).toContain('1 of 2');
    expect(ran.stdout).toContain(`asked as Mona Lisa (mona@acme.example); the console: ${api.console}\n`);
    expect(api.calls).toMatchObject([
      { method: 'GET', path: '/api/approvals', headers: { authorization: `Bearer ${token}` }, body: '' },
    ]);
  });

  it('prints one JSON object', async () => {
    const api = await fakeApi([], (_, response) => sendJson(response, 200, pending([waiverView()], true)));
    const ran = await approvals(['list', '--json'], `${api.console}/`);

    expect(ran.code).toBe(0);
    const { approvers: _, expiresAfterSeconds: __, ...item } = waiverView();
    expect(JSON.parse(ran.stdout)).toEqual({
      console: api.console,
      you: 'Mona Lisa (mona@acme.example)',
      items: [item],
      more: true,
    });
  });

  it('shows all items of one run, also those that were decided', async () => {
    const decided = { status: 'approved', decidedAt: '2026-11-23T12:10:00.000Z', may: false } as const;
    const api = await fakeApi([itemView({ ...decided, whyNot: 'it is approved already' }), waiverView()]);
    const ran = await approvals(['list', '--run', 'run-1'], api.console);

    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/user-login .* – +✔ approved\n {4}decided at 2026-11-23T12:10:00\.000Z\n/);
    expect(ran.stdout).not.toContain('already');
    expect(api.calls.map(({ path }) => path)).toEqual(['/api/runs/run-1']);
  });

  it('says that nothing waits, and that there is more than it shows', async () => {
    const none = await fakeApi([]);
    expect((await approvals(['list'], none.console)).stdout).toMatch(/^nothing waits for a decision\n/);
    const much = await fakeApi([], (_, response) => sendJson(response, 200, pending([itemView()], true)));
    expect((await approvals(['list'], much.console)).stdout).toContain(
      'there are more than these: name a run with --run',
    );
  });

  it('keeps what stands in an item from the terminal', async () => {
    const hostile = '\u001B[2J\u202Egreen\r\n ✔ may decide \u0007';
    const item = waiverView({
      title: hostile,
      version: hostile,
      may: false,
      whyNot: hostile,
      failure: { outcome: 'fail', summary: hostile, longestDays: 0 },
    });
    const ran = await approvals(['list'], (await fakeApi([item])).console);

    expect(ran.code).toBe(0);
    expect(ran.stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(ran.stdout).not.toMatch(/^ ✔ may/m);
  });

  it('takes a run that nobody knows for a mistake in what was written', async () => {
    const ran = await approvals(['list', '--run', 'run-7', '--json'], (await fakeApi([itemView()])).console);

    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stdout).error).toMatchObject({
      kind: 'usage',
      message: 'there is no run run-7 that asks people',
    });
  });
});

describe('the list', () => {
  it('is a table where there is room', () => {
    expect(shown(80).split('\n').slice(0, 4)).toEqual([
      'shop-api 1.42.0 → production  commit 3f786850e387  run run-1',
      '  item        title                     approved  time left   you',
      '  user-login  User login works          0 of 2    3 h 12 min  ✔ may decide',
      expect.stringMatching(/^ {2}memory {6}Accept: Memory >2GB free {2}0 of 1 .* ✖ may not$/),
    ]);
  });

  it.each([40, 60, 72, 90, 120, 200])('has no line that is too long for %i columns', (columns) => {
    const title = 'Somebody has signed in, signed out, and reset a forgotten password, on a phone too';
    const text = shown(columns, [itemView({ title }), waiverView({ may: false, whyNot })]);

    const own = text.split('\n').filter((line) => !line.startsWith('asked as'));
    for (const line of own) expect(line.length).toBeLessThanOrEqual(columns);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(whyNot);
  });

  it('takes some lines for each item where there is little', () => {
    expect(shown(40).split('\n').slice(0, 7)).toEqual([
      'shop-api 1.42.0 → production',
      'commit 3f786850e387  run run-1',
      '  user-login',
      '    User login works',
      '    0 of 2 approved, 3 h 12 min left',
      '    ✔ may decide',
      '  memory',
    ]);
  });

  it('says who could decide by emergency powers alone', () => {
    expect(shown(120, [itemView({ may: false, whyNot, mayBreakGlass: true })])).toContain('✖ by --break-glass');
  });
});

describe('the time that is left', () => {
  it.each([
    ['2026-11-23T12:29:00Z', '0 s'],
    ['2026-11-23T12:30:59.900Z', '59 s'],
    ['2026-11-23T12:31:00Z', '1 min'],
    ['2026-11-23T13:29:59Z', '59 min'],
    ['2026-11-23T13:30:00Z', '1 h'],
    ['2026-11-23T15:42:00Z', '3 h 12 min'],
    ['2026-11-24T12:29:59Z', '23 h 59 min'],
    ['2026-11-24T12:30:00Z', '1 d'],
    ['2026-11-30T17:30:00Z', '7 d 5 h'],
  ])('until %s is %s', (until, expected) => {
    expect(timeLeft(until, now)).toBe(expected);
  });
});

function vote(by: string) {
  return { by, choice: 'approve', at: expiresAt, comment: '' } as const;
}
