import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { SourceError } from '../domain/source-error.ts';
import { hiddenVariable } from './variable.ts';
import type { Variables } from './variables.ts';

/** `KEY=` as people write it, after `export` or not. */
const assignment = /^(\s*(?:export\s+)?)([^\s=#]+)(\s*=)/;

/**
 * Variables of a `.env` file, for the command line. None of them is shown, since any may be a secret.
 * @throws SourceError on reading when the file cannot be read, is not text, or gives a variable twice.
 */
export function envFileVariables(path: string): Variables {
  return {
    async read(names, signal) {
      const text = await readText(path, signal);
      const twice = duplicatesIn(text).filter((name) => names.includes(name));
      // Which of them counts differs from one loader to the next.
      if (twice.length > 0) throw new SourceError(`${path} gives ${twice.join(' and ')} more than once`);
      const values = parseEnv(text);
      return new Map(
        names.flatMap((name) => {
          const value = Object.hasOwn(values, name) ? values[name] : undefined;
          return value === undefined ? [] : [[name, hiddenVariable(value)] as const];
        }),
      );
    },
    placeOf: () => path,
  };
}

async function readText(path: string, signal: AbortSignal): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path, { signal }));
  } catch (cause) {
    throw new SourceError(`${path} ${explain(cause)}`, { cause });
  }
}

function explain(cause: unknown): string {
  const { code = '', message } = cause as { code?: string; message: string };
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder, not a file';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'is not UTF-8 text';
  return `could not be read: ${code || message}`;
}

/**
 * Names that are assigned more than once. A line within a quoted value may look like an assignment, so each line that
 * could be one gets a name of its own, and the parser says which of them are.
 */
function duplicatesIn(text: string): string[] {
  const names: string[] = [];
  const renamed = text.split(/\r?\n|\r/).map((line) =>
    line.replace(assignment, (_, before: string, name: string, after: string) => {
      names.push(name);
      return `${before}LINE_${names.length - 1}${after}`;
    }),
  );
  const assigned = Object.keys(parseEnv(renamed.join('\n'))).map((key) => names[Number(key.slice('LINE_'.length))]);
  const twice = assigned.filter((name, index) => assigned.indexOf(name) !== index);
  return [...new Set(twice)].filter((name) => name !== undefined);
}
