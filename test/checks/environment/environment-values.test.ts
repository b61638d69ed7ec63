import { describe, expect, test } from 'vitest';
import { environmentValues } from '../../../lib/checks/environment/environment-values.ts';
import { ask } from '../../support/ask.ts';
import { brokenVariables, variablesWith } from '../../support/variables.ts';

type Rule = Parameters<NonNullable<typeof environmentValues.resources>>[0]['rules'][string];

/** One plain variable against one rule. */
async function judge(value: string, rule: Rule = {}, name = 'SETTING') {
  const sources = { variables: variablesWith({ plain: { [name]: value } }) };
  return ask(environmentValues, { config: { rules: { [name]: rule } }, sources });
}

test('passes when every variable keeps its rule', async () => {
  const variables = variablesWith({
    plain: { APP_ENV: 'production', PUBLIC_URL: 'https://shop.example.com', LOG_LEVEL: 'info' },
    secret: { SENTRY_DSN: 'https://k3y@o1.ingest.sentry.io/42', JWT_SECRET: 'q'.repeat(33), DB_PASSWORD: 'Zr7' },
  });
  const result = await ask(environmentValues, {
    config: {
      rules: {
        APP_ENV: { equals: 'production' },
        PUBLIC_URL: { url: 'https' },
        LOG_LEVEL: { oneOf: ['info', 'warn', 'error'] },
        SENTRY_DSN: { url: 'https' },
        JWT_SECRET: { minLength: 33 },
        DB_PASSWORD: { required: true },
        PROXY_URL: { optional: true, url: 'any' },
      },
    },
    sources: { variables },
  });
  expect(result).toMatchObject({ outcome: 'pass', summary: 'all 7 variables have production values' });
  expect(result.evidence[1]).toEqual({
    where: 'PUBLIC_URL (parameter /shop/PUBLIC_URL)',
    observed: '"https://shop.example.com"',
    expected: 'a production value, an https URL',
  });
});

test.each<[Rule, string, 'pass' | 'fail']>([
  [{ equals: 'production' }, 'production', 'pass'],
  [{ equals: 'production' }, 'Production', 'fail'],
  [{ equals: 'production' }, 'production ', 'fail'],
  [{ oneOf: ['info', 'warn'] }, 'warn', 'pass'],
  [{ oneOf: ['info', 'warn'] }, 'debug', 'fail'],
  [{ minLength: 4 }, 'abcd', 'pass'],
  [{ minLength: 4 }, 'abc', 'fail'],
  [{ minLength: 4 }, '🐘🦊🐙', 'fail'],
  [{ pattern: '^\\d+$' }, '5432', 'pass'],
  [{ pattern: '^\\d+$' }, '5432x', 'fail'],
  [{ url: 'https' }, 'https://shop.example.com/a?b=c', 'pass'],
  [{ url: 'https' }, 'HTTPS://shop.example.com', 'pass'],
  [{ url: 'https' }, 'http://shop.example.com', 'fail'],
  [{ url: 'https' }, 'https:shop.example.com', 'fail'],
  [{ url: 'https' }, 'https://shop.example.com\n', 'fail'],
  [{ url: 'https' }, 'https://', 'fail'],
  [{ url: 'any' }, 'amqps://queue.example.com:5671', 'pass'],
  [{ url: 'any' }, 'queue.example.com', 'fail'],
  [{ url: 'any' }, 'file:///etc/passwd', 'fail'],
  [{ equals: 'a', minLength: 2 }, 'a', 'fail'],
])('rule %j with %j: %s', async (rule, value, outcome) => {
  expect(await judge(value, rule)).toMatchObject({ outcome });
});

describe('refuses placeholders', () => {
  test.each(
    [
      ['', '  ', 'changeme', 'changeme123', 'CHANGE_ME', 'change-it', 'please-change-me-now', 'example', 'Example'],
      ['your-secret-here', 'your_api_key', 'yourpassword', 'put-token-here', 'REPLACE_ME', 'replace-with-real-dsn'],
      ['todo', 'TODO: ask ops', 'tbd', 'xxx', 'XXXXXXXX', 'sk_live_xxxxxxxx', '***', '...', '<secret>', '<your key>'],
      [
        '[insert dsn]',
        '{{ secret }}',
        '__SECRET__',
        '%SECRET%',
        `\${DB_PASSWORD}`,
        `postgres://app:\${DB_PASSWORD}@db.shop.io/x`,
      ],
      ['postgres://app:changeme@db.shop.io/shop', 'postgres://app:password@db.shop.io/shop', 'https://your-domain.com'],
      ['AKIAIOSFODNN7EXAMPLE', 'example-token', 'secret', 'password1', 'undefined', 'placeholder', 'insert-your-key'],
    ].flat(),
  )('%j', async (value) => {
    const result = await judge(value);
    expect(result.outcome).toBe('fail');
    expect(result.evidence[0]?.observed).toMatch(/is a placeholder|is empty/);
  });
});

describe('accepts what only looks like a placeholder', () => {
  test.each(
    [
      ['https://shop.example.com', 'https://example.com/path', 'ops@example.com', 'Shop <noreply@shop.example.com>'],
      [
        'exchange-medium',
        'interchange',
        'todo-service',
        'xx',
        'max',
        'production',
        'release',
        '0',
        'false',
        'none',
        'default',
      ],
      ['5432', '0.25', 'a<9f$k>2bQ', 'Welcome to your shop', 'secretsmanager', 'token-service', 'hereford'],
    ].flat(),
  )('%j', async (value) => {
    expect(await judge(value)).toMatchObject({ outcome: 'pass' });
  });
});

describe('a value of 64 KB, as long as Secrets Manager keeps', () => {
  test.each([`::${'1'.repeat(64_000)}x`, '://:'.repeat(16_000), ' host'.repeat(12_800), '<a'.repeat(32_000)])(
    'of %.12s… is judged before the other checks run out of time',
    async (value) => {
      const startedAt = performance.now();
      await judge(value);
      // Backtracking took the first of them ten seconds.
      expect(performance.now() - startedAt).toBeLessThan(2000);
    },
  );
});

describe('refuses localhost addresses', () => {
  test.each(
    [
      [
        'localhost',
        'localhost:6379',
        'http://localhost:3000/x',
        'HTTP://LOCALHOST',
        'https://localhost.',
        'api.localhost:80',
      ],
      [
        '127.0.0.1',
        '127.8.8.8:5432',
        'http://127.1/',
        'http://2130706433/',
        'http://0x7f.0.0.1',
        '0.0.0.0:8080',
        '127.0.0.1/32',
      ],
      [
        '::1',
        '[::1]:5432',
        'http://[::1]/',
        'http://[0:0:0:0:0:0:0:1]/',
        'http://[::ffff:127.0.0.1]/',
        '0:0:0:0:0:0:0:1',
      ],
      [
        'postgres://app:Zr7k@localhost:5432/shop',
        'postgres://app:Zr/7k@localhost/shop',
        'redis://:Zr7k@127.0.0.1:6379',
      ],
      ['app:Zr7k@tcp(127.0.0.1:3306)/shop', 'host=localhost port=5432 dbname=shop', 'Server=localhost;Database=shop'],
      [
        'mongodb://a.shop.io:27017,localhost:27017/shop',
        'kafka-1.shop.io:9092,localhost:9092',
        'host.docker.internal:80',
      ],
      ['jdbc:postgresql://localhost:5432/shop', 'https://shop.example.com, http://localhost:3000', 'ops@app.localhost'],
      ['https://shop.example.com,http://localhost:3000', 'https://shop.example.com|http://localhost', 'ops@localhost'],
      [
        'mysql:host=localhost;dbname=shop',
        'jdbc:sqlserver://;serverName=localhost;x=y',
        'postgres://db/shop?host=localhost',
      ],
      [
        '["localhost:9200"]',
        '{"host":"localhost"}',
        '(ADDRESS=(HOST=localhost)(PORT=1521))',
        'Data Source=tcp:localhost,1433',
      ],
    ].flat(),
  )('%j', async (value) => {
    const result = await judge(value);
    expect(result.outcome).toBe('fail');
    expect(result.evidence[0]?.observed).toContain('holds a localhost address');
  });
});

describe('refuses staging addresses', () => {
  test.each(
    [
      [
        'https://staging.shop.example.com',
        'https://shop-staging.example.com',
        'https://STAGING.shop.io',
        'https://shop.test',
      ],
      [
        'db.dev.shop.internal:5432',
        'db-dev.shop.internal',
        'stg.shop.io',
        'https://stage2.shop.io',
        'https://api.test.shop.io:8443',
      ],
      [
        'postgres://app:Zr7k@db-staging.shop.io/shop',
        'host=stg.shop.io',
        'ops@staging.shop.io',
        'a.shop.io,b.staging.shop.io',
      ],
      ['staging-db:5432', 'kafka://a.shop.io:9092,b-stg.shop.io:9092'],
    ].flat(),
  )('%j', async (value) => {
    const result = await judge(value);
    expect(result.outcome).toBe('fail');
    expect(result.evidence[0]?.observed).toContain('holds a staging address');
  });

  test('a single word in a variable that is named as an address', async () => {
    expect(await judge('staging-db', {}, 'DB_HOST')).toMatchObject({ outcome: 'fail' });
    expect(await judge('staging-db', {}, 'LABEL')).toMatchObject({ outcome: 'pass' });
  });

  test('by the configured words', async () => {
    const sources = {
      variables: variablesWith({ plain: { API_URL: 'https://qa.shop.io', WEB_URL: 'https://stage.shop.io' } }),
    };
    const rules = { API_URL: {}, WEB_URL: {} };
    const result = await ask(environmentValues, { config: { rules, stagingMarkers: ['qa'] }, sources });
    expect(result.summary).toBe('of 2 variables not right: API_URL');
  });
});

describe('accepts what only looks like an internal address', () => {
  test.each(
    [
      [
        'https://attestation.shop.io',
        'https://shop.dev',
        'https://latest.shop.io',
        'https://devices.shop.io',
        'contest.shop.io',
      ],
      [
        'https://shop.io/staging/test',
        'https://shop.io/?next=dev',
        '0',
        '0:30',
        '0.0',
        '0.5',
        '1.127.0.1',
        'https://127.shop.io',
      ],
      [
        'https://localhost.shop.io',
        'postgres://staging:Zr7k@db.shop.io/shop',
        'devops',
        '10.0.0.1:5432',
        '[fd00::1]:80',
      ],
    ].flat(),
  )('%j', async (value) => {
    expect(await judge(value)).toMatchObject({ outcome: 'pass' });
  });
});

test('names each bad variable, the bad ones first, and no secret’s value', async () => {
  const variables = variablesWith({
    plain: { APP_ENV: 'staging', LOG_LEVEL: 'info' },
    secret: { DB_URL: 'postgres://app:Zr7kQ9pWx@localhost/shop', JWT_SECRET: 'shrtsecretvalue' },
  });
  const rules = {
    LOG_LEVEL: { oneOf: ['info'] },
    APP_ENV: { equals: 'production' },
    DB_URL: { url: 'any' as const },
    JWT_SECRET: { minLength: 33, pattern: '^[a-f0-9]+$' },
    MISSING: { required: true as const },
  };
  const result = await ask(environmentValues, { config: { rules }, sources: { variables } });
  expect(result).toMatchObject({
    outcome: 'fail',
    summary: 'of 5 variables not right: APP_ENV, DB_URL, JWT_SECRET, MISSING',
  });
  expect(result.evidence.map((one) => one.observed)).toEqual([
    '"staging" is not "production"',
    'a value that is not shown holds a localhost address',
    'a value that is not shown does not match its pattern, has only 15 characters',
    'no such variable',
    '"info"',
  ]);
  expect(JSON.stringify(result)).not.toMatch(/Zr7k|shrt/);
});

test('does not show a secret that is kept as a plain parameter', async () => {
  const result = await judge('hunter2hunter2', { minLength: 33 }, 'JWT_SECRET');
  expect(result).toMatchObject({
    outcome: 'fail',
    evidence: [{ observed: 'a value that is not shown has only 14 characters' }],
  });
  expect(JSON.stringify(result)).not.toContain('hunter2');
});

test('an optional variable that is there must keep its rule', async () => {
  expect(await judge('http://shop.io', { optional: true, url: 'https' })).toMatchObject({ outcome: 'fail' });
});

test('a pattern that backtracks without end is an error, and stops nothing else', async () => {
  const result = await judge(`${'a'.repeat(60)}!`, { pattern: '^(a+)+$' });
  expect(result).toMatchObject({ outcome: 'error', summary: expect.stringContaining('pattern of SETTING') });
});

test('cannot look when the variables cannot be read', async () => {
  const config = { rules: { APP_ENV: {} } };
  const result = await ask(environmentValues, { config, sources: { variables: brokenVariables } });
  expect(result).toMatchObject({ outcome: 'error', summary: expect.stringContaining('Parameter Store') });
});

test.each([
  [{ rules: {} }],
  [{ rules: { 'not a name': {} } }],
  [{ rules: { A: { required: true, optional: true } } }],
  [{ rules: { A: { pattern: '(' } } }],
  [{ rules: { A: { oneOf: [] } } }],
  [{ rules: { A: { matches: 'x' } } }],
  [{ rules: { A: { minLength: 0 } } }],
  [{ rules: { A: {} }, stagingMarkers: [''] }],
])('refuses the settings %j', (settings) => {
  expect(environmentValues.config.safeParse(settings).success).toBe(false);
});

test('reads the variables that its rules name', () => {
  const config = environmentValues.config.parse({ rules: { A: {}, B: { optional: true } } });
  expect(environmentValues.resources?.(config)).toEqual({ variables: ['A', 'B'] });
});
