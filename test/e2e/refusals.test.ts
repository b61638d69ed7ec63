import { expect, test } from 'vitest';
import type { EndedRun } from './support/gate-client.ts';
import { useSandbox } from './support/use-sandbox.ts';

const production = useSandbox();
const digest = `sha256:${'a1'.repeat(32)}`;

/** What is changed in the valid release, and every path that the cause must name. */
const refused: Record<string, { readonly change: Record<string, unknown>; readonly named: readonly string[] }> = {
  'unknown keys': {
    change: { versoin: '1.42.0', url: 'https://evil.test' },
    named: ['release.versoin', 'release.url'],
  },
  'wrong types': {
    change: { version: 142, images: 'ghcr.io/acme/shop-api', migrationVersion: '42', pullRequest: -1 },
    named: ['release.version', 'release.images', 'release.migrationVersion', 'release.pullRequest'],
  },
  'missing keys': {
    change: { version: undefined, requestedBy: undefined },
    named: ['release.version', 'release.requestedBy'],
  },
  'a commit that is none': { change: { commit: 'main' }, named: ['release.commit'] },
  'another service': { change: { service: 'billing' }, named: ['release.service'] },
  'text that is not ASCII': {
    change: { version: '1.42.0-größer', requestedBy: 'github:оctocat' },
    named: ['release.version', 'release.requestedBy'],
  },
  'an image of a registry that is not configured': {
    change: { images: [`ghcr.io/acme/shop-api@${digest}`, `evil.test/acme/shop-api@${digest}`] },
    named: ['release.images[1]'],
  },
  'an image without its digest': { change: { images: ['ghcr.io/acme/shop-api:1.42.0'] }, named: ['release.images[0]'] },
};

test.each(Object.entries(refused))('refuses %s and names every problem', async (_what, { change, named }) => {
  const { gate, release } = production();
  const ended = await gate.run({ ...release, ...change });
  await expectRefused(ended);
  for (const path of named) expect(ended.execution.cause).toContain(`${path}: `);
  expect(ended.execution.cause).toContain(named.length === 1 ? '1 problem' : `${named.length} problems`);
});

test.each([
  ['a list', []],
  ['a number', 42],
  ['a text', '"1.42.0"'],
  ['null', null],
])('refuses %s', async (_what, input) => {
  await expectRefused(await production().gate.run(input));
});

test('refuses 200 KB, which is no release whatever is in it', async () => {
  const { gate, release } = production();
  const ended = await gate.run({ ...release, notes: 'x'.repeat(200_000) });
  await expectRefused(ended);
  expect(ended.execution.cause).toMatch(/release: is \d+ bytes, more than 32768/);
});

test('300 KB start no gate, or one that refuses them', async () => {
  const { gate, release } = production();
  // Step Functions itself takes 256 KiB at most.
  const ended = await gate.run({ ...release, notes: 'x'.repeat(300_000) }).catch((cause: unknown) => cause as Error);
  if (ended instanceof Error) expect(ended.name).toMatch(/InvalidExecutionInput|Validation/);
  else await expectRefused(ended);
});

test('a release that names hosts and commands in its texts makes no check ask elsewhere', async () => {
  const { gate, release } = production();
  const injected = 'github:$(curl+evil.test)|<script>';
  const decided = await gate.decide({ ...release, requestedBy: injected });
  expect(decided.report.verdict).toBe('go');
  expect(decided.report.release?.requestedBy).toBe(injected);
});

/** The execution failed in words; no group was asked, and nothing was written. */
async function expectRefused({ name, execution, history }: EndedRun): Promise<void> {
  expect([execution.status, execution.error]).toEqual(['FAILED', 'ReleaseRefused']);
  expect(execution.cause).toMatch(/^the release is not valid: \d+ problems?\n {2}release/);
  const states = history.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
  expect(states).toEqual(['ParseRelease', 'IsReleaseValid', 'ReleaseRefused']);
  expect(await production().gate.reports(name)).toEqual([]);
}
