import { expect, test } from 'vitest';
import { runtimeFlags } from '../../../lib/checks/environment/runtime-flags.ts';
import { ask } from '../../support/ask.ts';
import { brokenVariables, variablesWith } from '../../support/variables.ts';

const config = { flags: { GIN_MODE: 'release', SENTRY_ENABLED: 'true' } };

test('passes when every flag has its exact value', async () => {
  const variables = variablesWith({ plain: { GIN_MODE: 'release' }, secret: { SENTRY_ENABLED: 'true' } });
  const result = await ask(runtimeFlags, { config, sources: { variables } });
  expect(result).toMatchObject({ outcome: 'pass', summary: 'GIN_MODE=release, SENTRY_ENABLED=true' });
});

test.each(['debug', 'Release', 'release ', 'release\n', '', 'releas', 'releases'])(
  'fails for GIN_MODE=%j',
  async (value) => {
    const variables = variablesWith({ plain: { GIN_MODE: value, SENTRY_ENABLED: 'true' } });
    const result = await ask(runtimeFlags, { config, sources: { variables } });
    expect(result).toMatchObject({ outcome: 'fail', summary: 'not as configured: GIN_MODE' });
    expect(result.evidence[0]).toEqual({
      where: 'GIN_MODE (parameter /shop/GIN_MODE)',
      observed: JSON.stringify(value),
      expected: '"release"',
    });
  },
);

test('fails for a flag that does not exist, and does not take it from an object’s prototype', async () => {
  const variables = variablesWith({ plain: { GIN_MODE: 'release' } });
  const result = await ask(runtimeFlags, {
    config: { flags: { GIN_MODE: 'release', constructor: 'x' } },
    sources: { variables },
  });
  expect(result).toMatchObject({ outcome: 'fail', evidence: [{ observed: 'no such variable' }, {}] });
});

test('does not show the wrong value of a secret', async () => {
  const variables = variablesWith({ secret: { GIN_MODE: 'hunter2-hunter2', SENTRY_ENABLED: 'true' } });
  const result = await ask(runtimeFlags, { config, sources: { variables } });
  expect(result.evidence[0]?.observed).toBe('a value that is not shown');
  expect(JSON.stringify(result)).not.toContain('hunter2');
});

test('cannot look when the variables cannot be read', async () => {
  const result = await ask(runtimeFlags, { config, sources: { variables: brokenVariables } });
  expect(result).toMatchObject({ outcome: 'error', summary: expect.stringContaining('Parameter Store') });
});

test('reads the variables that it names', () => {
  expect(runtimeFlags.resources?.(config)).toEqual({ variables: ['GIN_MODE', 'SENTRY_ENABLED'] });
});

test('refuses settings without a flag', () => {
  expect(runtimeFlags.config.safeParse({ flags: {} }).success).toBe(false);
});
