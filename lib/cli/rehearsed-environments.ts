import { asks, checksOn } from '../config/checks-on.ts';
import type { Environment } from '../config/environment.ts';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { didYouMean } from './did-you-mean.ts';
import { environmentIn, type LoadedConfig } from './load-config.ts';

export interface Rehearsed {
  /** Where it was rehearsed. */
  readonly env: string;
  /** For which environment. @default - the only one that is rehearsed there */
  readonly for: string | undefined;
}

/** The environment whose gate reads what is rehearsed on another one, or why it is not known. */
export function rehearsedFor(asked: Rehearsed, loaded: LoadedConfig): Environment | Problem {
  const reading = Object.values(loaded.config.environments).filter(readsRehearsals);
  if (asked.for !== undefined) return named(asked.for, asked.env, loaded);
  const [first, ...others] = reading.filter(({ rehearsedOn }) => rehearsedOn === asked.env);
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    const names = [first, ...others].map(({ name }) => name);
    return {
      path: '--for',
      message: `is missing: ${listed(names, 'and')} are rehearsed on ${asked.env}; name one of them`,
    };
  }
  return { path: '--env', message: notRehearsed(asked.env, reading, loaded.file) };
}

function named(name: string, env: string, loaded: LoadedConfig): Environment | Problem {
  const found = environmentIn(loaded, name);
  if ('message' in found) return { ...found, path: '--for' };
  if (!readsRehearsals(found)) return { path: '--for', message: `${name} has no check on that reads rehearsals` };
  if (found.rehearsedOn === env) return found;
  return { path: '--env', message: `${name} is rehearsed on ${found.rehearsedOn}, not on ${JSON.stringify(env)}` };
}

function notRehearsed(env: string, reading: readonly Environment[], file: string): string {
  const known = [...new Set(reading.map(({ rehearsedOn }) => rehearsedOn))];
  if (known.length === 0) return `no environment of ${file} has a check on that reads rehearsals`;
  const hint = didYouMean(env, known) || `; known: ${known.join(', ')}`;
  return `nothing that ${file} configures is rehearsed on ${JSON.stringify(env)}${hint}`;
}

/** Its stack has a table of rehearsals where this is so. */
function readsRehearsals({ checks }: Environment): boolean {
  return checksOn(checks).some((on) => asks(on, 'rehearsals'));
}
