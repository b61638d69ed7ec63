import { readdirSync, readFileSync } from 'node:fs';
import { type App, Lazy } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
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
