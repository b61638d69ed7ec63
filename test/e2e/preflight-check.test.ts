import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { definitionOf } from '../../lib/checks/registry.ts';
import { checklist, gateGroups } from '../../lib/domain/checklist.ts';
import { blockingChecks, type Report, reportSchema } from '../../lib/domain/report.ts';
import { releaseFile } from '../../sandbox/gate.ts';
import { type Ended, run } from '../../sandbox/processes.ts';
import { gateItems, idsOf } from '../support/checklist.ts';
import { outcomesOf } from './support/gate-client.ts';
import { useSandbox } from './support/use-sandbox.ts';

const script = fileURLToPath(new URL('../../scripts/preflight-check.sh', import.meta.url));
/** Not in the checkout, so that the script must find both. */
const folder = mkdtempSync(join(tmpdir(), 'preflight check-'));
const production = useSandbox();

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As somebody at a terminal does, whose AWS is the sandbox. */
function preflightCheck(args: readonly string[]): Promise<Ended> {
  return run(script, ['--env', 'production', ...args], { cwd: folder, env: production().sandbox.environment });
}

const asksAboutRelease = gateGroups.flatMap((group) =>
  idsOf(group).filter((id) => definitionOf(group, id)?.needsRelease === true),
);

function reportIn({ code, stdout, stderr }: Ended): Report {
  expect([0, 1], `${stdout}\n${stderr}`).toContain(code);
  return reportSchema.parse(JSON.parse(stdout));
}

describe('./scripts/preflight-check.sh --env production', () => {
  test('prints every group in the order of the checklist, and exits with 0 where production is well', async () => {
    const ended = await preflightCheck([]);

    expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
    const places = gateGroups.map((group) => ended.stdout.indexOf(`\n${checklist[group].title}\n`));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    for (const id of gateItems) expect(ended.stdout).toContain(id);
  });

  test('looks at variables, database, backup, services, resources and certificates, and leaves out the release', async () => {
    const outcomes = outcomesOf(reportIn(await preflightCheck(['--json'])));

    expect(outcomes).toMatchObject({
      'environment-values': 'pass',
      'tls-certificates': 'pass',
      'backup-recency': 'pass',
      'database-connection': 'pass',
      'services-running': 'pass',
      'disk-space': 'pass',
      memory: 'pass',
    });
    expect(asksAboutRelease).toContain('container-images');
    for (const id of asksAboutRelease) expect(outcomes).not.toHaveProperty(id);
  });

  test('exits with 1 for a placeholder in an --env-file, and shows no value of it', async () => {
    const values = {
      APP_ENV: 'production',
      PUBLIC_URL: 'https://shop.example.com',
      LOG_LEVEL: 'info',
      SENTRY_DSN: 'https://0f1e2d3c4b5a69788796a5b4c3d2e1f0@o448213.ingest.de.sentry.io/4507112',
      JWT_SECRET: 'changeme-changeme-changeme-changeme-changeme',
      DB_PASSWORD: 'Zq4vN8sT1wXy6Lb3Kp9Rd2Hf5Jm7Gc0Ua',
    };
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(folder, '.env.production'), lines.join(''));
    const only = ['--only', 'environment-values', '--only', 'secret-strength'];
    const ended = await preflightCheck(['--env-file', '.env.production', ...only]);

    expect(ended, ended.stderr).toMatchObject({ code: 1 });
    expect(ended.stdout).toMatch(/✖ fail {2}environment-values/);
    expect(ended.stdout).toContain('JWT_SECRET');
    for (const secret of [values.JWT_SECRET, values.DB_PASSWORD, values.SENTRY_DSN]) {
      expect(ended.stdout + ended.stderr).not.toContain(secret);
    }
  });

  test('looks at the whole checklist where a release is given', async () => {
    const report = reportIn(await preflightCheck(['--release', fileURLToPath(releaseFile), '--json']));

    expect(blockingChecks(report)).toEqual([]);
    expect(report).toMatchObject({ verdict: 'go', blocking: [], expiresAt: expect.any(String) });
    const outcomes = outcomesOf(report);
    for (const id of asksAboutRelease) expect(outcomes[id]).toBe('pass');
  });
});
