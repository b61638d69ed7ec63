/** Emits `lib/config` and `lib/cdk.ts`, the package's entries, with what they import and their declarations. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
 * the bundles, and would make the declarations ask for packages that a user has not installed.
 */
function keepInterfacesOnly(folder: string): void {
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    if (file.endsWith('.js')) rmSync(path);
    else writeFileSync(path, withoutImplementations(readFileSync(path, 'utf8')));
  }
  const reached = reachedFrom(join(folder, 'sources.d.ts'), new Set());
  for (const file of readdirSync(folder)) if (!reached.has(join(folder, file))) rmSync(join(folder, file));
}

function withoutImplementations(declarations: string): string {
  const interfaces = declarations
    .replace(/^(?:export )?declare (?:function|const) [\s\S]*?;\n(?=\S|$)/gm, '')
    .replace(/^import [^;]*? from '@aws-sdk\/[^']*';\n/gm, '');
  return interfaces.replace(importLine, (line: string, names: string) => (isUsed(names, interfaces) ? line : ''));
}

const importLine = /^import (?:type )?\{([^}]*)\} from '([^']*)';\n/gm;

/** `type A, B as C`: whether the text has one of these names outside of its imports. */
function isUsed(names: string, text: string): boolean {
  const rest = text.replace(importLine, '');
  return names.split(',').some((name) => new RegExp(`\\b${name.trim().split(' ').at(-1)}\\b`).test(rest));
}

/** The declarations that one of them names, at any remove. */
function reachedFrom(file: string, seen: Set<string>): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const named = readFileSync(file, 'utf8').matchAll(/ from '(\.[^']*)\.(?:ts|js)'/g);
  for (const [, path = ''] of named) reachedFrom(join(dirname(file), `${path}.d.ts`), seen);
  return seen;
}
