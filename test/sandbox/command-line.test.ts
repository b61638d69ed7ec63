import { expect, test } from 'vitest';
import { presetEmulator } from '../../sandbox/aws-environment.ts';
import { readArguments } from '../../sandbox/command-line.ts';
import { run } from '../../sandbox/processes.ts';

test('without arguments it is the healthy scenario', () => {
  expect(readArguments([])).toMatchObject({ scenario: 'healthy', keep: false, json: false });
});

test('reads a scenario and options in any order', () => {
  const given = readArguments(['--json', 'slow', '--keep']);
  expect(given).toMatchObject({ scenario: 'slow', keep: true, json: true });
});

test('names every problem at once', () => {
  const given = readArguments(['helthy', '--jsn', '--keep=yes', 'slow']);
  expect(given).toEqual({
    problems: [
      { path: 'helthy', message: 'is not a scenario; did you mean healthy?' },
      { path: '--jsn', message: 'is not an option; did you mean --json?' },
      { path: '--keep', message: 'takes no value' },
      { path: 'slow', message: 'is an argument too many after SCENARIO' },
    ],
  });
});

test('the program ends with 2 on wrong usage, and starts nothing', async () => {
  const program = new URL('../../sandbox/main.ts', import.meta.url).pathname;
  const ended = await run(process.execPath, [program, 'nothing-like-that', '--kepe'], { env: process.env });
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain('2 problems\n  nothing-like-that: is not a scenario; known: healthy,');
});

test.each([
  'https://rds.eu-central-1.amazonaws.com',
  'http://10.0.0.5:4566',
  'http://127.0.0.1.evil.test:4566',
  'nonsense',
])('refuses the preset emulator %s, which is not on this machine', (endpoint) => {
  expect(() => presetEmulator({ AWS_ENDPOINT_URL: endpoint })).toThrow(/only talks to an emulator on this machine/);
});

test.each(['http://127.0.0.1:4566', 'http://localhost:4566', 'http://[::1]:4566'])(
  'takes the preset emulator %s',
  (endpoint) => {
    expect(presetEmulator({ AWS_ENDPOINT_URL: endpoint })?.origin).toBe(endpoint);
  },
);

test('starts its own emulator when none is preset', () => {
  expect(presetEmulator({})).toBeUndefined();
  expect(presetEmulator({ AWS_ENDPOINT_URL: '' })).toBeUndefined();
});
