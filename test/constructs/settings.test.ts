import { readdirSync, readFileSync } from 'node:fs';
import { type App, Lazy } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedWith } from '../support/attended.ts';
import { configWith, environment } from '../support/config.ts';
import { flat } from '../support/permissions.ts';
import { functionsOf, namesOf, type Synthesized, synthesize } from '../support/synth.ts';

let gate: Synthesized;

beforeAll(async () => {
  await bundleLambdas();
  gate = synthesize(configWith());
});

describe('what is deployed as settings', () => {
  it("is the configuration, beside the function's code", () => {
    const folders = assetsOf(gate);
    expect(folders).toHaveLength(5);
    for (const { files } of folders) expect(files).toEqual(['index.mjs', 'settings.json']);
    const database = folders.find(({ settings }) => settings['group'] === 'database')?.settings;
    expect(database).toMatchObject({
      group: 'database',
      checkDeadlineSeconds: 10,
      checks: { 'backup-recency': { instance: 'Shop-Production' } },
    });
  });

  it('has the rules of who may decide only where somebody is asked, and not where they are not needed', () => {
    const settings = assetsOf(synthesize(attendedWith())).flatMap((one) => ('people' in one.settings ? [one] : []));
    expect(settings).toHaveLength(3);
    const console = settings.filter(({ files }) => files.includes('console.js'));
    expect(console.map(({ files }) => files)).toEqual([['console.js', 'index.mjs', 'settings.json']]);
  });

  it('lets a GO hold for an hour, and evidence of what changes by itself for a quarter of one, unless the configuration says otherwise', () => {
    const told = (one: Synthesized, name: string) => assetsOf(one).flatMap(({ settings }) => settings[name] ?? []);
    const asking = synthesize(attendedWith());
    expect(new Set(told(asking, 'goExpiresMinutes'))).toEqual(new Set([60]));
    const holds = told(asking, 'evidenceHolds');
    expect(holds.length).toBeGreaterThan(0);
    for (const one of holds) expect(one).toEqual({ database: 900, infrastructure: 900 });
    const evidenceHolds = { database: '1h', environment: '2d' } as const;
    const other = synthesize(attendedWith({ evidenceHolds }, { goExpiresMinutes: 30 }));
    expect(new Set(told(other, 'goExpiresMinutes'))).toEqual(new Set([30]));
    expect(told(other, 'evidenceHolds')[0]).toEqual({ environment: 172_800, database: 3600, infrastructure: 900 });
  });

  it('changes the asset of the functions that it is for, and of no others', () => {
    const database = { ...environment.checks.database, 'backup-recency': { instance: 'another' } };
    const changed = synthesize(configWith({ checks: { ...environment.checks, database } }));
    const keysOf = (one: Synthesized) =>
      functionsOf(one).map(([, { Properties }]) => flat((Properties['Code'] as { S3Key: unknown }).S3Key));
    const before = keysOf(gate);
    const differing = functionsOf(changed).filter((_, index) => keysOf(changed)[index] !== before[index]);
    // The steps know the configuration's hash, which is part of a GO's fingerprint.
    expect(namesOf(differing)).toEqual(['ParseRelease', 'CheckDatabase', 'DecideVerdict', 'WriteReport']);
    expect(keysOf(synthesize(configWith()))).toEqual(before);
  });

  it('fails when a value is only known at deployment', () => {
    const token = Lazy.string({ produce: () => 'later' });
    const connection = { database: 'shop', credentials: 'shop/database' };
    const checks = {
      ...environment.checks,
      database: { ...environment.checks.database, 'database-connection': { ...connection, host: token } },
    };
    expect(() => synthesize(configWith({ checks }))).toThrow(
      /^the settings of \S+ must be plain values that are known at synthesis, received \$\{Token\[/,
    );
  });
});

interface Asset {
  readonly files: string[];
  readonly settings: Record<string, unknown>;
}

function assetsOf({ stack }: Synthesized): Asset[] {
  const { directory } = (stack.node.root as App).synth();
  return readdirSync(directory)
    .filter((name) => name.startsWith('asset.'))
    .map((name) => ({
      files: readdirSync(`${directory}/${name}`).toSorted(),
      settings: JSON.parse(readFileSync(`${directory}/${name}/settings.json`, 'utf8')) as Record<string, unknown>,
    }));
}
