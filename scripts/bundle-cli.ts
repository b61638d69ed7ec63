/** Bundles the command line into `dist/bin/preflight.js`; what a command loads lazily becomes a file of its own. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));

export async function bundleCli(): Promise<void> {
  const outdir = join(root, 'dist', 'bin');
  await build({
    absWorkingDir: root,
    entryPoints: ['bin/preflight.ts'],
    outdir,
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    splitting: true,
    minifySyntax: true,
    minifyWhitespace: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    legalComments: 'none',
    logLevel: 'warning',
    mainFields: ['module', 'main'],
    conditions: ['module'],
  });
  chmodSync(join(outdir, 'preflight.js'), 0o755);
}
