/** Builds what the package holds: the functions, the command line, and the library with its declarations. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleCli } from './bundle-cli.ts';
import { bundleLambdas } from './bundle-lambdas.ts';
import { emitLibrary } from './emit-library.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

for (const folder of ['bin', 'lib', 'one-by-one']) rmSync(`${root}dist/${folder}`, { recursive: true, force: true });
await Promise.all([bundleLambdas(), bundleCli()]);
emitLibrary();
