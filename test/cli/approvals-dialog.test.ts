import { describe, expect, it } from 'vitest';
import { pendingAnswer, runAnswer as runSchema } from '../../lib/cli/approvals-answers.ts';
import { itemDetails } from '../../lib/cli/approvals-item-text.ts';
import type { Terminal } from '../../lib/cli/output.ts';
import { isInstalled } from '../support/program.ts';
import {
  expiresAt,
  fakeApi,
  itemView,
  pending,
  runAnswer,
  sendJson,
  token,
  waiverView,
} from './support/approval-api.ts';
import { configText } from './support/config.ts';
import { type Answers, type Talk, talk } from './support/person.ts';
import { typeInto } from './support/pseudo-terminal.ts';
import { folderWith } from './support/run-cli.ts';

type Api = Awaited<ReturnType<typeof fakeApi>>;

const decide = (api: Api, args: readonly string[], answers: Answers): Promise<Talk> => {
  const folder = folderWith({ 'preflight.config.mts': configText() });
  return talk(['approvals', ...args, '--env', 'production', '--console', api.console], answers, { folder });
};

const sent = (api: Api) =>
  api.calls.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, JSON.parse(body)]);

const vote = { by: 'Leo', choice: 'approve', at: '2026-11-23T12:10:00.000Z', comment: 'fine with me' } as const;

describe('at a terminal, preflight approvals', () => {
  it('takes the only run that waits, shows what is decided, and asks whether that is meant', async () => {
    const api = await fakeApi([itemView({ votes: [vote] }), waiverView()]);
    const talked = await decide(api, ['approve', 'user-login'], [['approve user-login of run-1? [y/N] ', 'y\r']]);

    expect(talked).toMatchObject({ code: 0, stdout: 'user-login of run-1: approved\n', unused: 0 });
    const lines = talked.seen.split('\n');
    expect(lines[0]).toBe('run run-1 is the only one that waits');
    expect(talked.seen).toContain('shop-api 1.42.0 → production  commit 3f786850e387\n');
    expect(talked.seen).toContain('  run run-1, asked for by github:octocat\n');
    expect(talked.seen).toContain('  https://github.com/acme/shop-api/compare/v1.41.3...v1.42.0\n');
    expect(talked.seen).toContain('  ✖ memory: only 1.2 GB are free\n');
    expect(talked.seen).toContain(
      'user-login  User login works\n  Sign in on staging as a new user.\n  Then sign out.\n',
    );
    expect(talked.seen).toMatch(/ {2}1 of 2 approved, \d+ d.* left\n/);
    expect(talked.seen).toContain('  approved by Leo at 2026-11-23T12:10:00.000Z: fine with me\n');
    expect(sent(api)).toEqual([['/api/runs/run-1/items/user-login', { decision: 'approve' }]]);
  });

  it('asks for the run and the item where there are several, until the answer is one of them', async () => {
    const api = await fakeApi([itemView(), waiverView(), itemView({ run: 'run-2' }), waiverView({ run: 'run-2' })]);
    const answers: Answers = [
      ['which run? [1-2] ', '3\r'],
      ['which run? [1-2] ', '2\r'],
      ['which item? [1-2] ', 'user-login\r'],
      ['approve user-login of run-2? [y/N] ', 'yes\r'],
    ];
    const talked = await decide(api, ['approve'], answers);

    expect(talked).toMatchObject({ code: 0, unused: 0 });
    expect(talked.seen).toContain('  write a number from 1 to 2\n');
    expect(talked.seen).toContain('  2  run-2  shop-api 1.42.0 → production\n');
    expect(talked.seen).toContain('  1  user-login  User login works\n  2  memory  Accept: Memory >2GB free\n');
    expect(sent(api)).toEqual([['/api/runs/run-2/items/user-login', { decision: 'approve' }]]);
  });

  it('asks why something is rejected, and again where the comment cannot be taken', async () => {
    const api = await fakeApi([itemView()]);
    const answers: Answers = [
      ['what is to be put right? ', ' \r'],
      ['what is to be put right? ', '<b>all</b>\r'],
      ['what is to be put right? ', 'sign out does nothing\r'],
      ['reject user-login of run-1? [y/N] ', 'y\r'],
    ];
    const talked = await decide(api, ['reject', 'user-login', '--run', 'run-1'], answers);

    expect(talked).toMatchObject({ code: 0, unused: 0 });
    expect(talked.seen).toContain('the comment is missing');
    expect(talked.seen).toContain('reads as an HTML tag');
    expect(sent(api)[0]?.[1]).toEqual({ decision: 'reject', comment: 'sign out does nothing' });
  });

  it('asks for the reason of a waiver, and says what would be accepted, and for how long', async () => {
    const api = await fakeApi([waiverView()]);
    const answers: Answers = [
      ['the reason? ', 'a larger machine comes tomorrow\r'],
      ['accept the failure of memory of run-1? [y/N] ', 'y\r'],
    ];
    const talked = await decide(api, ['approve', 'memory', '--until', '2098-12-01'], answers);

    expect(talked).toMatchObject({ code: 0, unused: 0 });
    expect(talked.seen).toContain('  accepts this fail: only 1.2 GB are free\n');
    expect(talked.seen).toContain('--until DATE lets it hold for later runs, 14 days at most');
    expect(sent(api)[0]?.[1]).toEqual({
      decision: 'approve',
      comment: 'a larger machine comes tomorrow',
      until: '2098-12-01',
    });
  });

  it('warns of emergency powers, and wants a reason', async () => {
    const api = await fakeApi([itemView({ may: false, whyNot: 'you wrote commit 3f786850e387', mayBreakGlass: true })]);
    const answers: Answers = [
      ['the reason? ', 'the shop is down\r'],
      ['approve user-login of run-1? [y/N] ', 'y\r'],
    ];
    const talked = await decide(api, ['approve', 'user-login', '--break-glass'], answers);

    expect(talked).toMatchObject({ code: 0, unused: 0 });
    expect(talked.seen).toContain('BREAK GLASS: this decides alone');
    expect(sent(api)[0]?.[1]).toEqual({ decision: 'approve', comment: 'the shop is down', breakGlass: true });
  });

  it.each(['', 'n', 'no', 'maybe', 'N'])('records nothing where it is answered with %j', async (no) => {
    const api = await fakeApi([itemView()]);
    const question = 'approve user-login of run-1? [y/N] ';
    const answers: Answers = [[question, `${no}\r`], ...(no === 'maybe' ? ([[question, '\r']] as const) : [])];
    const talked = await decide(api, ['approve', 'user-login'], answers);

    expect(talked).toMatchObject({ code: 3, stdout: '', unused: 0 });
    expect(talked.seen).toContain('nothing was recorded: it was not confirmed');
    expect(sent(api)).toEqual([]);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('records nothing after %s', async (_, key) => {
    const api = await fakeApi([itemView()]);
    const talked = await decide(api, ['approve', 'user-login'], [['approve user-login of run-1? [y/N] ', key]]);

    expect(talked).toMatchObject({ code: 3, stdout: '', unused: 0 });
    expect(talked.seen).toContain('nothing was recorded: the question was left without an answer');
    expect(sent(api)).toEqual([]);
  });

  it.each([
    ['who may not', itemView({ may: false, whyNot: 'you asked for this release' }), 'you asked for this release\n'],
    [
      'who only may by emergency powers',
      itemView({ may: false, whyNot: 'you asked for this release', mayBreakGlass: true }),
      'you asked for this release; with --break-glass you may, and every report shows it\n',
    ],
    ['once it is decided', itemView({ status: 'rejected', may: false }), 'this item is rejected already\n'],
  ])('asks nobody %s, and says why', async (_, item, expected) => {
    const api = await fakeApi([item]);
    const talked = await decide(api, ['reject', 'user-login', '--run', 'run-1'], []);

    expect(talked).toMatchObject({ code: 1, stdout: '' });
    expect(talked.seen).toContain(`nothing was recorded: ${expected}`);
    expect(sent(api)).toEqual([]);
  });

  it.each([
    ['no run waits', [], ['approve'], 'nothing waits for a decision'],
    ['no run waits for that', [waiverView()], ['approve', 'user-login'], 'no item user-login waits for a decision'],
    [
      'the run asks nobody about it',
      [itemView()],
      ['approve', 'user-logn', '--run', 'run-1'],
      'run-1 asks nobody about user-logn; did you mean user-login?',
    ],
    [
      'all of the run is decided',
      [itemView({ status: 'approved', may: false })],
      ['approve', '--run', 'run-1'],
      'no item of this run waits for a decision',
    ],
  ])('says so where %s', async (_, items, args, expected) => {
    const talked = await decide(await fakeApi(items), args, []);

    expect(talked).toMatchObject({ code: 2, stdout: '' });
    expect(talked.seen).toContain(expected);
  });

  it('does not ask whether it is meant where --yes says so', async () => {
    const api = await fakeApi([itemView()]);
    const talked = await decide(api, ['approve', 'user-login', '--run', 'run-1', '--yes', '--json'], []);

    expect(talked.code).toBe(0);
    expect(JSON.parse(talked.stdout)).toMatchObject({ item: 'user-login', status: 'open' });
    expect(sent(api)).toHaveLength(1);
  });

  it('tells of a decision that came in between', async () => {
    const late = { error: { kind: 'decided', message: `already decided by Leo at ${expiresAt}: approved` } };
    const api = await fakeApi([itemView()], ({ method }, response) =>
      method === 'POST' ? sendJson(response, 409, late) : undefined,
    );
    const talked = await decide(api, ['approve', 'user-login'], [['? [y/N] ', 'y\r']]);

    expect(talked).toMatchObject({ code: 1, unused: 0 });
    expect(talked.seen).toContain(`nothing was recorded: already decided by Leo at ${expiresAt}: approved`);
  });

  it('keeps what stands in a release and an item from the terminal', async () => {
    const hostile = '\u001B]0;title\u0007\u001B[2J\u202Egreen';
    const item = waiverView({
      title: hostile,
      instructions: `${hostile}\r\n${hostile}`,
      votes: [{ ...vote, by: hostile, comment: hostile }],
      failure: { outcome: 'fail', summary: hostile, longestDays: 1 },
    });
    const [seen] = pendingAnswer.parse(pending([item])).items;
    if (seen === undefined) throw new Error('there is one');
    const terminal: Terminal = {
      write: () => {},
      live: true,
      columns: () => 80,
      rows: () => 24,
      paint: (_, text) => text,
    };
    const text = itemDetails({ item: seen, run: runSchema.parse(runAnswer([item])), now: new Date() }, terminal);

    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E]/u);
  });
});

describe('without a terminal, preflight approvals', () => {
  it('asks nothing, whatever is missing', async () => {
    const api = await fakeApi([itemView()]);
    const folder = folderWith({ 'preflight.config.mts': configText() });
    const args = ['approvals', 'reject', '--env', 'production', '--console', api.console];
    const talked = await talk(args, [], { folder, live: false });

    expect(talked).toMatchObject({ code: 2, stdout: '' });
    expect(talked.seen.match(/^ {2}(?:ITEM|--run|--comment): is missing/gm)).toHaveLength(3);
    expect(api.calls).toEqual([]);
  });
});

describe.skipIf(!isInstalled('python3'))('in a real terminal, preflight approvals', () => {
  const inTerminal = async (api: Api, answers: Answers) => {
    const folder = folderWith({ 'preflight.config.mts': configText() });
    const args = ['approvals', 'approve', '--env', 'production', '--console', api.console];
    return typeInto(args, answers, { folder, env: { PREFLIGHT_TOKEN: token } });
  };

  it('asks, takes what is typed and corrected, and records it', async () => {
    const api = await fakeApi([waiverView()]);
    const answers: Answers = [
      ['the reason? ', 'larger machinf\u007Fe tomorrow\r'],
      ['accept the failure of memory of run-1? [y/N] ', 'y\r'],
    ];
    const { code, screen } = await inTerminal(api, answers);

    expect(code).toBe(0);
    expect(screen).toContain('memory of run-1: approved');
    expect(sent(api)[0]?.[1]).toEqual({ decision: 'approve', comment: 'larger machine tomorrow' });
  });

  it('ends on Ctrl-C with nothing recorded', async () => {
    const api = await fakeApi([itemView()]);
    const { code, screen } = await inTerminal(api, [['approve user-login of run-1? [y/N] ', '\u0003']]);

    expect(code).toBe(3);
    expect(screen).toContain('nothing was recorded: the question was left without an answer');
    expect(sent(api)).toEqual([]);
  });
});
