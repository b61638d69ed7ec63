/** The baseline of the synth bench: each function bundled by a process of its own, as CDK's `NodejsFunction` does it. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
for (const file of readdirSync(`${root}lambdas`)) {
  // The command line that `aws-lambda-nodejs` runs where esbuild is installed; the stack's own bundles stay as they are.
  const output = `${root}dist/one-by-one/${basename(file, '.ts')}/index.mjs`;
  const options = ['--bundle', '--minify', '--platform=node', '--format=esm', '--target=node24', `--outfile=${output}`];
  execFileSync('npx', ['--no-install', 'esbuild', `lambdas/${file}`, ...options, '--log-level=error'], { cwd: root });
}
