import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { secretStrength } from '../../../lib/checks/environment/secret-strength.ts';
import { weaknessOf } from '../../../lib/domain/weak-secret.ts';
import { ask } from '../../support/ask.ts';
import { brokenVariables, variablesWith } from '../../support/variables.ts';

/** 64 different characters without a pattern. */
const random = 'mZ7vQ2xKp9LrT4wYc8NbH3sGf6JdE5aU-kVt1RiXoM0yPgWqBzChFnSjDlAeIu_O';
const config = { variables: ['JWT_SECRET'] };

async function judge(value: string) {
  return ask(secretStrength, { config, sources: { variables: variablesWith({ secret: { JWT_SECRET: value } }) } });
}

test.each([
  [33, 'pass', '33 characters, no pattern found'],
  [32, 'fail', '32 characters, too short'],
] as const)('%i characters: %s', async (length, outcome, observed) => {
  const result = await judge(random.slice(0, length));
  expect(result).toMatchObject({ outcome, evidence: [{ observed, expected: 'more than 32 random characters' }] });
});

test('counts characters, not UTF-16 units or bytes', async () => {
  const faces = ['🐘', '🦊', '🐙', '🦉', '🐝', '🦓', '🐢', '🦜'];
  const value = random.slice(0, 24) + faces.join('');
  expect(value.length).toBe(40);
  expect(await judge(value)).toMatchObject({ outcome: 'fail', evidence: [{ observed: '32 characters, too short' }] });
});

test('judges by the configured length', async () => {
  const sources = { variables: variablesWith({ secret: { JWT_SECRET: random.slice(0, 48) } }) };
  const judged = (longerThan: number) => ask(secretStrength, { config: { ...config, longerThan }, sources });
  expect((await judged(47)).outcome).toBe('pass');
  expect((await judged(48)).outcome).toBe('fail');
});

describe('refuses long values that can be guessed', () => {
  test.each([
    ['a'.repeat(40), 'a repeated value'],
    [random.slice(0, 12).repeat(4), 'a repeated value'],
    [`${random.slice(0, 15).repeat(3)}mZ7`, 'a repeated value'],
    ['11111111112222222222333333333344444444', 'of too few different characters'],
    ['0123456789abcdefghijklmnopqrstuvwxyz', 'made of dictionary words and sequences'],
    ['qwertyuiopasdfghjklzxcvbnm1234567890', 'made of dictionary words and sequences'],
    ['zyxwvutsrqponmlkjihgfedcba9876543210', 'made of dictionary words and sequences'],
    ['mySuperSecretJwtTokenForProduction2026!', 'made of dictionary words and sequences'],
    ['P@ssw0rd-P@ssw0rd-L3tm31n-Adm1n-2026', 'made of dictionary words and sequences'],
    ['a-string-secret-at-least-256-bits-long', 'made of dictionary words and sequences'],
    ['correct horse battery staple correct', 'made of dictionary words and sequences'],
    ['shop-api-shop-api-jwt-secret-shop-api!', 'made of dictionary words and sequences'],
    [`password${'!'.repeat(40)}`, 'made of dictionary words and sequences'],
    ['your-256-bit-secret-goes-right-in-this-place', 'a placeholder'],
    ['changeme-mZ7vQ2xKp9LrT4wYc8NbH3sGf6Jd', 'a placeholder'],
  ])('%j', async (value, weakness) => {
    const result = await judge(value);
    expect(result.outcome).toBe('fail');
    expect(result.evidence[0]?.observed).toMatch(new RegExp(`^\\d+ characters, .*${weakness}`));
  });
});

test.each(['hex', 'base64', 'base64url'] as const)('accepts random values in %s', (encoding) => {
  for (let seed = 0; seed < 200; seed += 1) {
    const value = createHash('sha512').update(String(seed)).digest().subarray(0, 40).toString(encoding);
    expect(weaknessOf(value, ['JWT', 'SECRET']), value).toBeUndefined();
  }
});

test('accepts words that are in no list of common ones', () => {
  expect(weaknessOf('ever-lunar-violin-cactus-ribbon-oxygen-tunnel', [])).toBeUndefined();
});

test('ends soon for a very long value', () => {
  expect(weaknessOf(`${'a'.repeat(200_000)}b`, [])).toBe('a repeated value');
  expect(weaknessOf(randomBytes(200_000).toString('base64'), [])).toBeUndefined();
});

test('never shows anything of the value, and names each weak secret', async () => {
  const weak = 'hunter-hunter2-Hunter3';
  const variables = variablesWith({ plain: { JWT_SECRET: weak }, secret: { DB_PASSWORD: random } });
  const result = await ask(secretStrength, {
    config: { variables: ['DB_PASSWORD', 'JWT_SECRET', 'API_KEY'] },
    sources: { variables },
  });
  expect(result).toMatchObject({ outcome: 'fail', summary: 'not secure: JWT_SECRET, API_KEY' });
  expect(result.evidence.map((one) => one.observed)).toEqual([
    '22 characters, too short, made of dictionary words and sequences',
    'no such variable',
    '64 characters, no pattern found',
  ]);
  expect(JSON.stringify(result).toLowerCase()).not.toContain('hunter');
});

test('cannot look when the variables cannot be read', async () => {
  const result = await ask(secretStrength, { config, sources: { variables: brokenVariables } });
  expect(result).toMatchObject({ outcome: 'error', summary: expect.stringContaining('Parameter Store') });
});

test('reads the variables that it names, and refuses to be set to nothing', () => {
  expect(secretStrength.resources?.({ variables: ['A', 'B'], longerThan: 32 })).toEqual({ variables: ['A', 'B'] });
  expect(secretStrength.config.safeParse({ variables: [] }).success).toBe(false);
  expect(secretStrength.config.safeParse({ variables: ['A'], longerThan: 7 }).success).toBe(false);
});

test.each(['\n', ' ', '\r\n\t'])('does not count %j at the end', async (end) => {
  expect(await judge(random.slice(0, 32) + end)).toMatchObject({
    outcome: 'fail',
    evidence: [{ observed: '32 characters, too short' }],
  });
  expect((await judge(random.slice(0, 33) + end)).outcome).toBe('pass');
});
