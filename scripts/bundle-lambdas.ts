/**
 * Bundles every function of `lambdas/` into `dist/lambdas/<name>/index.mjs`, all in one call of esbuild, and the console's
 * script beside the function that serves it. A function that uses the strategy of a rollback has a bundle for each: `open-window-lambda-alias`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type OutputFile } from 'esbuild';
import { isStrategyFunction, strategyBundle } from '../lib/constructs/strategy-bundles.ts';
import { bundleConsole } from './bundle-console.ts';
import { leanClients } from './lean-clients.ts';
import { oneStrategy, strategyKinds, withStrategy } from './one-strategy.ts';
import { withoutEventStreams } from './without-event-streams.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const bundlesFolder = join(root, 'dist', 'lambdas');

export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  /** Names of the SDK's clients in it, each once. */
  readonly clients: readonly string[];
  /** What is imported when it starts and is not in it. */
  readonly imports: readonly string[];
}

/** How a function is bundled, whatever its entry is. */
export const lambdaOptions = {
  write: false,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  legalComments: 'none',
  // The ES modules of the SDK and its parts: only those can be shaken.
  mainFields: ['module', 'main'],
  conditions: ['module'],
  alias: { '@aws-sdk/credential-provider-node': join(root, 'scripts', 'lambda-credentials.ts') },
  plugins: [withoutEventStreams, leanClients, oneStrategy],
} satisfies BuildOptions & { write: false };

export async function bundleLambdas(): Promise<Bundle[]> {
  const entries = entryPoints();
  const bundling = build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries.map(([name, file]) => [`${name}/index`, file])),
    outdir: bundlesFolder,
    outExtension: { '.js': '.mjs' },
    metafile: true,
    ...lambdaOptions,
  });
  const [{ outputFiles, metafile }, script] = await Promise.all([bundling, bundleConsole()]);
  removeOthers(entries.map(([name]) => name));
  for (const file of outputFiles) writeWhole(file);
  writeWhole({ path: join(bundlesFolder, 'approval-api', 'console.js'), contents: Buffer.from(script) });
  return Object.entries(metafile.outputs).map(([path, output]) => describe(basename(dirname(path)), output));
}

/** Bundles by their names, each with its handler. */
function entryPoints(): [bundle: string, file: string][] {
  const files = readdirSync(join(root, 'lambdas')).filter((file) => file.endsWith('.ts'));
  return files.flatMap((one): [string, string][] => {
    const name = basename(one, '.ts');
    const file = `lambdas/${one}`;
    if (!isStrategyFunction(name)) return [[name, file]];
    return strategyKinds.map((kind) => [strategyBundle(name, kind), withStrategy(file, kind)]);
  });
}

function describe(name: string, output: Metafile['outputs'][string]): Bundle {
  const clients = Object.keys(output.inputs).flatMap((path) => /@aws-sdk\/(client-[a-z0-9-]+)/.exec(path)?.[1] ?? []);
  const imports = output.imports.filter(({ kind }) => kind !== 'dynamic-import').map(({ path }) => path);
  return { name, bytes: output.bytes, clients: [...new Set(clients)], imports: [...new Set(imports)] };
}

/** Bundles that are gone must not be packed. */
function removeOthers(names: readonly string[]): void {
  if (!existsSync(bundlesFolder)) return;
  const others = readdirSync(bundlesFolder).filter((name) => !names.includes(name));
  for (const name of others) rmSync(join(bundlesFolder, name), { recursive: true });
}

/** Never half a file: a synthesis may read it at the same time. */
function writeWhole({ path, contents }: Pick<OutputFile, 'path' | 'contents'>): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

if (import.meta.main) await bundleLambdas();
