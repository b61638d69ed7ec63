import { expect, test } from 'vitest';
import { corsOrigins } from '../../../lib/checks/environment/cors-origins.ts';
import { ask } from '../../support/ask.ts';
import { brokenVariables, variablesWith } from '../../support/variables.ts';

const name = 'CORS_ALLOWED_ORIGINS';
const config = { variable: name, origins: ['https://shop.example.com', 'https://admin.shop.example.com'] };
const both = 'https://shop.example.com,https://admin.shop.example.com';

async function judge(value: string) {
  return ask(corsOrigins, { config, sources: { variables: variablesWith({ plain: { [name]: value } }) } });
}

test.each([
  both,
  'https://admin.shop.example.com, https://shop.example.com',
  'https://admin.shop.example.com https://shop.example.com\n',
  '["https://shop.example.com","https://admin.shop.example.com"]',
  'HTTPS://Shop.Example.com/, https://admin.shop.example.com:443',
  `${both},`,
  `${both},${both}`,
])('passes for exactly the production origins: %j', async (value) => {
  expect(await judge(value)).toMatchObject({
    outcome: 'pass',
    summary: 'CORS_ALLOWED_ORIGINS allows exactly the 2 production origins',
  });
});

test.each([
  ['*', 'holds a wildcard'],
  ['https://*.example.com', 'holds a wildcard'],
  ['null', 'is the null origin, which any sandboxed page has'],
  ['http://shop.example.com', 'is not https'],
  ['https://evil.example.com', 'is not a configured origin'],
  ['https://shop.example.com.', 'is not a configured origin'],
  ['https://shop.example.com.evil.com', 'is not a configured origin'],
  ['https://shop.example.com:8443', 'is not a configured origin'],
  ['https://shop.example.com/path', 'is not an https origin'],
  ['https://shop.example.com?x', 'is not an https origin'],
  ['https://shop.example.com#x', 'is not an https origin'],
  ['https://shop.example.com\\', 'is not an https origin'],
  ['https://shop%2eexample.com', 'is not an https origin'],
  ['https://shop\u200b.example.com', 'is not an https origin'],
  ['https:shop.example.com', 'is not an https origin'],
  ['shop.example.com', 'is not an https origin'],
  ['wss://shop.example.com', 'is not an https origin'],
  ['"https://shop.example.com"', 'is not an https origin'],
])('fails for %s beside the production origins', async (entry, problem) => {
  const result = await judge(`${both},${entry}`);
  expect(result).toMatchObject({ outcome: 'fail', summary: 'CORS_ALLOWED_ORIGINS allows 1 that it must not' });
  expect(result.evidence).toEqual([
    {
      where: `${name} (parameter /shop/${name})`,
      observed: `${JSON.stringify(entry)}: ${problem}`,
      expected: 'no other origin',
    },
  ]);
});

test('fails for a user name in an origin, without showing it', async () => {
  const result = await judge(`${both},https://user:hunter2@shop.example.com`);
  expect(result.evidence[0]?.observed).toBe('an entry that is not shown: holds a user name');
  expect(JSON.stringify(result)).not.toContain('hunter2');
});

test('fails and names the origin that is missing', async () => {
  const result = await judge('https://shop.example.com');
  expect(result).toMatchObject({ outcome: 'fail', summary: 'CORS_ALLOWED_ORIGINS lacks 1' });
  expect(result.evidence).toMatchObject([{ observed: 'https://admin.shop.example.com is missing' }]);
});

test.each(['', ' ', ',', '[]'])('fails for the empty list %j', async (value) => {
  expect(await judge(value)).toMatchObject({ outcome: 'fail', summary: 'CORS_ALLOWED_ORIGINS lacks 2' });
});

test.each(['["https://shop.example.com"', '[1]', '[["https://shop.example.com"]]', '[null]'])(
  'fails for %s',
  async (value) => {
    expect(await judge(value)).toMatchObject({
      outcome: 'fail',
      summary: 'CORS_ALLOWED_ORIGINS is not a list of origins',
    });
  },
);

test('fails for a variable that does not exist', async () => {
  const result = await ask(corsOrigins, { config, sources: { variables: variablesWith({}) } });
  expect(result).toMatchObject({ outcome: 'fail', summary: 'CORS_ALLOWED_ORIGINS is missing' });
});

test('shows no entry of a value that is not shown', async () => {
  const variables = variablesWith({ secret: { [name]: `${both},https://hidden.example.com` } });
  const result = await ask(corsOrigins, { config, sources: { variables } });
  expect(result.evidence).toMatchObject([{ observed: 'an entry that is not shown: is not a configured origin' }]);
});

test('cannot look when the variables cannot be read', async () => {
  const result = await ask(corsOrigins, { config, sources: { variables: brokenVariables } });
  expect(result).toMatchObject({ outcome: 'error', summary: expect.stringContaining('Parameter Store') });
});

test.each([
  '*',
  'http://shop.example.com',
  'https://shop.example.com/path',
  'shop.example.com',
  'https://*.example.com',
])('refuses the configured origin %s', (origin) => {
  expect(corsOrigins.config.safeParse({ origins: [origin] }).success).toBe(false);
});

test('writes configured origins as browsers do, and reads one variable', () => {
  const parsed = corsOrigins.config.parse({ origins: ['https://Shop.example.com:443/'] });
  expect(parsed).toEqual({ variable: name, origins: ['https://shop.example.com'] });
  expect(corsOrigins.resources?.(parsed)).toEqual({ variables: [name] });
  expect(corsOrigins.config.safeParse({ origins: [] }).success).toBe(false);
});
