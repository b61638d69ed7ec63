import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Import {
  /** Path of the importing file, from the root. */
  readonly from: string;
  /** Path of a file of this repository from the root, or a package's name as written. */
  readonly to: string;
  /** Only types: nothing of it is there at run time. */
  readonly typeOnly: boolean;
}

const statement = /^\s*(?:import|export)\s+(type\s)?([^'";]*?\sfrom\s+)?'([^']+)'/gm;
const dynamic = /\bimport\(\s*'([^']+)'/g;

/** Every import of the TypeScript files under these folders. */
export function importsUnder(...folders: string[]): Import[] {
  return folders.flatMap(filesUnder).flatMap((file) => importsOf(file, readFileSync(`${root}${file}`, 'utf8')));
}

export function filesUnder(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, `${entry.parentPath}/${entry.name}`));
}

export function importsOf(from: string, text: string): Import[] {
  const code = withoutComments(text);
  const found = [...code.matchAll(statement)].map(([, type, names = '', specifier = '']) => ({
    from,
    to: target(from, specifier),
    typeOnly: type !== undefined || onlyTypes(names),
  }));
  const lazy = [...code.matchAll(dynamic)].map(([, specifier = '']) => ({
    from,
    to: target(from, specifier),
    typeOnly: false,
  }));
  return [...found, ...lazy];
}

/** Whether each of `{ type A, type B }` is a type. */
function onlyTypes(names: string): boolean {
  const inBraces = /^\s*\{([^}]*)\}\s*from\s+$/.exec(names)?.[1];
  const each = inBraces?.split(',').filter((name) => name.trim() !== '') ?? [];
  return each.length > 0 && each.every((name) => /^\s*type\s/.test(name));
}

function target(from: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(dirname(from), specifier) : specifier;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
