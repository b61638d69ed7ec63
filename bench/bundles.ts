import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { StrategyKind } from '../lib/config/window-settings.ts';
import { type Bundle, bundleLambdas } from '../scripts/bundle-lambdas.ts';
import { strategyKinds } from '../scripts/one-strategy.ts';
import { type Bench, percentile, type Row } from './row.ts';

const bundles = fileURLToPath(new URL('../dist/lambdas/', import.meta.url));
const starts = 30;
/** Of the bundles that there are for each strategy, those of the sandbox's own are loaded; the others are as large or smaller, but GitHub's. */
const loaded: StrategyKind = 'lambda-alias';

/** Sizes of the Lambda bundles, and how long a fresh process takes to load each, against an empty handler. */
export const bundleBench: Bench = async (tell) => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-bench-'));
  try {
    tell(`loading an empty handler ${starts} times`);
    const empty = percentile(loadTimes(emptyHandler(folder)), 0.95);
    const rows: Row[] = [];
    const plain = await plainSizes();
    for (const bundle of await bundleLambdas()) {
      const kind = strategyOf(bundle.name);
      rows.push(sizeOf(bundle, plain.get(kind === undefined ? bundle.name : bundle.name.slice(0, -kind.length - 1))));
      if (kind !== undefined && kind !== loaded) continue;
      tell(`loading ${bundle.name} ${starts} times`);
      const value = percentile(loadTimes(withSettings(folder, bundle.name)), 0.95);
      const baseline = { what: 'empty handler', value: empty };
      rows.push({
        what: `module load p95, ${bundle.name}`,
        value,
        unit: 'ms',
        baseline,
      });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Whose strategy alone is in it; undefined where it uses none. */
function strategyOf(name: string): StrategyKind | undefined {
  return strategyKinds.find((kind) => name.endsWith(`-${kind}`));
}

function sizeOf({ name, bytes, clients }: Bundle, plain = Number.NaN): Row {
  return {
    what: `bundle ${name}`,
    value: bytes / 1000,
    unit: 'KB',
    atMost: limitOf(clients),
    baseline: { what: "esbuild's defaults, minified", value: plain / 1000 },
    note: clients.length === 0 ? 'no SDK client' : clients.join(', '),
  };
}

/** S3's client is the largest, and what writes reports writes metrics, too. */
function limitOf(clients: Bundle['clients']): number {
  if (clients.length > 2) return 600;
  return clients.some((client) => client.endsWith('client-s3')) ? 420 : 400;
}

/** Bytes of each bundle as esbuild makes it by itself, by name. */
async function plainSizes(): Promise<Map<string, number>> {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const names = readdirSync(join(root, 'lambdas')).map((file) => basename(file, '.ts'));
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [name, `lambdas/${name}.ts`])),
    outdir: root,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path, '.js'), contents.length]));
}

function emptyHandler(folder: string): string {
  const file = join(folder, 'index.mjs');
  writeFileSync(file, 'export const handler = async () => ({});\n');
  return file;
}

/** A copy of the bundle beside settings that any handler accepts. */
function withSettings(parent: string, name: string): string {
  const folder = join(parent, name);
  cpSync(join(bundles, name), folder, { recursive: true });
  const rehearsals = { service: 'bench', environment: 'staging' };
  const sources = { variables: {}, trustedAuthorities: [], rehearsals };
  const settings = {
    ...{ checks: {}, sources, rules: {}, expected: [], checkDeadlineSeconds: 10, deadlineSeconds: 10 },
    ...{ strategy: { kind: loaded, function: 'bench', alias: 'live' }, criteria: [], times: {} },
  };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  return join(folder, 'index.mjs');
}

/** Milliseconds that `import()` of the module takes in a new process. */
function loadTimes(file: string): number[] {
  const program = `const start = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - start); process.exit()`;
  const env = { PATH: process.env['PATH'] ?? '', AWS_REGION: 'eu-central-1', REPORT_BUCKET: 'bench' };
  const args = ['--input-type=module', '--eval', program];
  return Array.from({ length: starts }, () => Number(execFileSync(process.execPath, args, { env, encoding: 'utf8' })));
}
