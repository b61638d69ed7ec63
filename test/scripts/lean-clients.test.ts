import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { leanClients } from '../../scripts/lean-clients.ts';
import { root } from '../support/imports.ts';

const folder = mkdtempSync(join(tmpdir(), 'preflight-lean-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sdk = join(root, 'node_modules', '@aws-sdk');
const clients = readdirSync(sdk).filter((name) => name.startsWith('client-'));

type Schemas = Readonly<Record<string, unknown>>;

/** All that a client's schemas are, bundled with the plugin or without it. */
async function schemasOf(client: string, plugins: Plugin[]): Promise<Schemas> {
  const outfile = join(folder, `${client}-${plugins.length}.mjs`);
  const entryPoints = [join(sdk, client, 'dist-es', 'schemas', 'schemas_0.js')];
  const settings = { bundle: true, format: 'esm', platform: 'node' } as const;
  await build({ ...settings, mainFields: ['module', 'main'], entryPoints, outfile, plugins });
  return (await import(pathToFileURL(outfile).href)) as Schemas;
}

/** Shapes name each other by functions, so that they may go round in circles: what such a one names is seen by itself. */
const written = (schemas: Schemas): string =>
  JSON.stringify(
    Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    (_, value: unknown) => (typeof value === 'function' ? value.name : value),
  );

test.each(clients)('the schemas of %s are the same as without it', async (client) => {
  const [lean, plain] = [await schemasOf(client, [leanClients]), await schemasOf(client, [])];
  expect(Object.keys(lean).length).toBeGreaterThan(5);
  expect(written(lean)).toBe(written(plain));
});

test('leaves out what is not used of a client, and keeps its version', async () => {
  const stdin = {
    contents:
      "import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3'; console.log(S3Client, PutObjectCommand);",
    resolveDir: root,
  };
  const sizes: number[] = [];
  for (const plugins of [[leanClients], []]) {
    const settings = { bundle: true, minify: true, format: 'esm', platform: 'node', write: false } as const;
    const { outputFiles } = await build({ ...settings, stdin, plugins, mainFields: ['module', 'main'] });
    const text = outputFiles[0]?.text ?? '';
    sizes.push(text.length);
    expect(text).toMatch(/version:"3\.\d+\.\d+"/);
    expect(text.includes('PutBucketLifecycleConfiguration')).toBe(plugins.length === 0);
  }
  const [lean = 0, plain = 0] = sizes;
  expect(plain - lean).toBeGreaterThan(50_000);
});
