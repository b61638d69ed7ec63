import { describe, expect, it } from 'vitest';
import { gateSettings } from '../../lib/config/function-settings.ts';
import { type EnvironmentInput, off, type RollbackInput } from '../../lib/config/index.ts';
import { windowSettings } from '../../lib/config/window-settings.ts';
import { criteria, criterionIds } from '../../lib/domain/window/criterion.ts';
import { environment } from '../support/config.ts';
import {
  criterionOf,
  lambda,
  limited,
  onCall,
  parsed,
  problems,
  quiet,
  reason,
  runbook,
  settingsOf,
  watching,
} from './support/rollback.ts';

const guard = {
  tool: 'goose',
  connection: { host: 'db.shop.internal', database: 'shop', credentials: 'shop/database' },
} as const;

describe('the rollback window of an environment', () => {
  it('is there, or off with a reason, and never left out', () => {
    expect(windowSettings(parsed(off('people watch it')))).toBeUndefined();
    expect(gateSettings(parsed(off('people watch it')))).not.toHaveProperty('hasWindow');
    expect(gateSettings(parsed(quiet)).hasWindow).toBe(true);
    expect(problems(undefined)).toEqual([
      "rollback: is missing; write { strategy, schemaGuard, runbook, criteria, … }, or off('reason')",
    ]);
    expect(problems(false)).toEqual([
      expect.stringMatching(/^rollback: must be \{ strategy, .* \} or off\('reason'\)$/),
    ]);
    expect(problems({ off: 'no' })).toEqual([expect.stringMatching(/^rollback\.off: must give the reason/)]);
  });

  it('makes leaving it or a criterion out, or a watch that cannot be, a type error', () => {
    const { rollback: _, ...others } = environment;
    // @ts-expect-error the rollback window is missing
    const without: EnvironmentInput = others;
    const { 'data-loss': __, ...seven } = quiet.criteria;
    // @ts-expect-error the criterion data-loss is missing
    const incomplete: RollbackInput = { ...quiet, criteria: seven };
    const { schemaGuard: ___, ...unguarded } = quiet;
    // @ts-expect-error the schema guard is missing
    const unsaid: RollbackInput = unguarded;
    const blind: RollbackInput['criteria'] = {
      ...quiet.criteria,
      // @ts-expect-error a database reports no requests
      'error-rate-high': { watch: { rds: { instance: 'shop' } } },
    };
    const right: RollbackInput['criteria'] = {
      ...quiet.criteria,
      'error-rate-high': { watch: [{ lambda }, { alarm: { name: 'a' } }], period: '2m', datapoints: '1 of 2' },
      'data-loss': { watch: 'people' },
    };
    expect(problems(without.rollback)).toHaveLength(1);
    expect([incomplete, unsaid, { ...quiet, criteria: blind }].map((one) => problems(one).length)).toEqual([1, 1, 1]);
    expect(problems({ ...quiet, criteria: right })).toEqual([]);
  });

  it('has defaults for the rest', () => {
    expect(settingsOf(quiet)).toEqual({
      service: 'shop-api',
      environment: 'production',
      configuration: parsed(quiet).configuration,
      rules: { service: 'shop-api', images: ['ghcr.io/acme/shop-api'] },
      times: { lasts: 3600, grace: 30, look: 60, recovery: 600, verify: 10 },
      criteria: expect.any(Array),
      strategy: { kind: 'lambda-alias', function: 'shop-api', alias: 'live' },
      schemaOff: 'this service has no database',
      runbook,
    });
  });

  it("has all criteria in the checklist's order, with their titles, severities, and why they are off", () => {
    const settings = settingsOf(quiet).criteria;
    expect(settings.map(({ id, title, severity }) => ({ id, title, severity }))).toEqual(
      criterionIds.map((id) => ({ id, ...criteria[id] })),
    );
    expect(settings.map((one) => one.off)).toEqual([undefined, ...Array.from({ length: 7 }, () => reason.off)]);
    expect(settings.slice(1).flatMap(({ alarms }) => alarms)).toEqual([]);
  });

  it('answers by its severity unless another response is written', () => {
    const metric = { watch: { metric: limited } };
    const responses = (['data-loss', 'db-pool-exhausted', 'feature-broken', 'performance-degraded'] as const).map(
      (id) => criterionOf(id, metric).response,
    );
    expect(responses).toEqual(['ask', 'rollback', 'ask', 'ask']);
    expect(criterionOf('db-pool-exhausted', { ...metric, response: 'notify' }).response).toBe('notify');
  });

  it('may have other times, and may open without a GO for a reason', () => {
    const times = { lasts: '12h', looksEvery: '30s', grace: '5m', recovery: '2h', verifiesEvery: '30s' };
    expect(settingsOf({ ...quiet, ...times, requireGo: off('the gate is not in use yet') })).toMatchObject({
      times: { lasts: 43_200, look: 30, grace: 300, recovery: 7200, verify: 30 },
      goOff: 'the gate is not in use yet',
    });
  });

  it.each([
    [{ lasts: '13h' }, 'lasts: must be a length of time up to 12h'],
    [{ looksEvery: '61s' }, 'looksEvery: must be a length of time up to 1m, for example 10s, not "61s"'],
    [{ looksEvery: '0s' }, 'looksEvery: must be a length of time'],
    [{ grace: '6m' }, 'grace: must be a length of time up to 5m'],
    [{ recovery: 600 }, 'recovery: must be a length of time up to 2h'],
    [{ verifiesEvery: '2m' }, 'verifiesEvery: must be a length of time up to 1m'],
    [{ requireGo: false }, "requireGo: must be off('reason'), not false"],
    [{ runbook: undefined }, 'runbook: is missing; write the address of your runbook, for example https://'],
    [{ runbook: `${runbook}#top` }, 'runbook: must be an https address without spaces, user, query or fragment'],
    [{ runbook: 'http://wiki/runbook' }, 'runbook: must be an https address'],
    [{ runbook: `https://wiki.example.com/${'x'.repeat(230)}` }, 'runbook: must be at most 250 characters'],
    [{ colour: 'red' }, 'colour: unknown key; remove it, or correct its spelling'],
    [{ criteria: undefined }, 'criteria: is missing; write an object with error-rate-critical, '],
    [{ schemaGuard: undefined }, "schemaGuard: is missing; write { tool, table?, connection } or off('reason')"],
    [{ schemaGuard: true }, "schemaGuard: must be { tool, table?, connection } or off('reason'), not true"],
    [{ schemaGuard: { ...guard, tool: 'make' }, asks: onCall }, 'schemaGuard.tool: must be "golang-migrate" or'],
    [{ schemaGuard: { ...guard, table: 'a;b' }, asks: onCall }, 'schemaGuard.table: must be a table, or schema.table'],
  ])('is refused with %j', (change, message) => {
    expect(problems({ ...quiet, ...change })).toEqual([expect.stringContaining(`rollback.${message}`)]);
  });

  it('looks no more often than an execution has room for', () => {
    expect(problems({ ...quiet, lasts: '1h', looksEvery: '2s' })).toEqual([]);
    expect(problems({ ...quiet, lasts: '1h', looksEvery: '1s' })).toEqual([
      'rollback.looksEvery: must be 2s at least for a window of 3600 s, not 1s: an execution has room for 2000 looks',
    ]);
    expect(problems({ ...quiet, lasts: '2000s', looksEvery: '1s' })).toEqual([]);
    expect(problems({ ...quiet, lasts: '2001s', looksEvery: '1s' })).toHaveLength(1);
  });

  it('follows a rollback no more often than the same execution has room for', () => {
    const long = { ...quiet, lasts: '12h', looksEvery: '22s', recovery: '2h' };
    expect(problems({ ...long, verifiesEvery: '26s' })).toEqual([]);
    expect(problems(long)).toEqual([
      'rollback.verifiesEvery: must be 26s at least for a recovery of 7200 s, not 10s: beside its looks, an execution has room for 286 of these',
    ]);
    expect(problems({ ...quiet, recovery: '2h', verifiesEvery: '4s' })).toEqual([]);
    expect(problems({ ...quiet, recovery: '2h', verifiesEvery: '3s' })).toHaveLength(1);
    expect(problems({ ...quiet, lasts: '2000s', looksEvery: '1s', recovery: '250s', verifiesEvery: '1s' })).toEqual([]);
    expect(
      problems({ ...quiet, lasts: '2000s', looksEvery: '1s', recovery: '251s', verifiesEvery: '1s' }),
    ).toHaveLength(1);
  });

  it('watches something', () => {
    expect(problems(watching({}))).toEqual([
      "rollback.criteria: watches nothing: all criteria are off, and all checks of post-deploy; write rollback: off('reason'), or what to watch",
    ]);
  });

  it('has every problem named at once', () => {
    const { 'data-loss': _, ...seven } = quiet.criteria;
    const rollback = {
      strategy: { lambdaAlias: { function: 'shop-api', alias: '7' } },
      criteria: {
        ...seven,
        'service-outage': { watch: { lambda }, datapoints: '1 of 1' },
        'feature-broken': { watch: { metric: limited }, colour: 'red' },
        'error-rate': reason,
      },
      lasts: '1w',
    };
    expect(problems(rollback)).toEqual([
      `rollback.strategy.lambdaAlias.alias: must be an alias's name, for example live (not a version's number), not "7"`,
      "rollback.schemaGuard: is missing; write { tool, table?, connection } or off('reason')",
      expect.stringMatching(/^rollback\.runbook: is missing/),
      expect.stringMatching(/^rollback\.lasts: must be/),
      `rollback.criteria.error-rate: is no criterion; known: ${criterionIds.join(', ')}`,
      expect.stringMatching(/^rollback\.criteria\.service-outage\.datapoints: must make 120 s at least/),
      "rollback.criteria.data-loss: is missing; write { watch: { … } }, { watch: 'people' }, or off('reason')",
      'rollback.criteria.feature-broken.colour: unknown key; remove it, or correct its spelling',
    ]);
  });

  it('is part of what the configuration is known by', () => {
    const hashOf = (rollback: unknown) => parsed(rollback).configuration;
    const changed = [
      off('people watch it'),
      quiet,
      { ...quiet, lasts: '30m' },
      { ...quiet, runbook: `${runbook}x` },
      watching({ 'error-rate-critical': { watch: { lambda }, abovePercent: 4 } }),
    ];
    expect(new Set(changed.map(hashOf)).size).toBe(changed.length);
    expect(hashOf({ ...quiet, lasts: '60m' })).toBe(hashOf(quiet));
  });
});

describe('the schema guard', () => {
  it('looks at one database with the time and the authorities of a check', () => {
    const settings = settingsOf({ ...quiet, schemaGuard: { ...guard, table: 'ops.versions' }, asks: onCall });
    expect(settings.schema).toEqual({
      ...guard,
      table: 'ops.versions',
      connection: { ...guard.connection, port: 5432 },
      trustedAuthorities: [],
      deadlineSeconds: 10,
    });
    expect(settings).not.toHaveProperty('schemaOff');
  });
});
