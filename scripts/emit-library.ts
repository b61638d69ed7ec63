/** Emits `lib/config` and `lib/cdk.ts`, the package's entries, with what they import and their declarations. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

export function emitLibrary(): void {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  keepInterfacesOnly(join(root, 'dist', 'lib', 'sources'));
}

/**
 * Of the sources a user's configuration needs only the interfaces, as types of the checks. Their implementations are in
 * the bundles, and would make the declarations ask for SDK clients that a user has not installed.
 */
function keepInterfacesOnly(folder: string): void {
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    if (file.endsWith('.js')) rmSync(path);
    else writeFileSync(path, withoutImplementations(readFileSync(path, 'utf8')));
  }
}

function withoutImplementations(declarations: string): string {
  return declarations
    .replace(/^(?:export )?declare (?:function|const) [\s\S]*?;\n(?=\S|$)/gm, '')
    .replace(/^import [^;]*? from '@aws-sdk\/[^']*';\n/gm, '');
}
