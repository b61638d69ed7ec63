import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PreflightConfig } from '../config/define-preflight.ts';
import type { Environment } from '../config/environment.ts';
import type { Problem } from '../domain/problem.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Io } from './output.ts';
import { Refusal } from './refusal.ts';
import { clean } from './text.ts';

const fileNames = ['ts', 'mts', 'js', 'mjs'].map((extension) => `preflight.config.${extension}`);

export interface LoadedConfig {
  /** As the user would write it: relative to where they stand, unless the whole path is shorter. */
  readonly file: string;
  readonly config: PreflightConfig;
}

/**
 * Loads the named configuration, or the nearest one upward.
 * @throws Refusal with every problem that it has.
 */
export async function loadConfig(named: string | undefined, io: Io): Promise<LoadedConfig> {
  const path = named === undefined ? nearest(io.folder) : resolve(io.folder, named);
  if (path === undefined) {
    throw refusal(
      '--config',
      `there is no ${fileNames.join(', ')} in ${io.folder} or above; write one, or name it with --config FILE`,
    );
  }
  const file = [relative(io.folder, path), path].toSorted((a, b) => a.length - b.length)[0] ?? path;
  if (!existsSync(path)) throw refusal('--config', `there is no file ${file}`);
  refuseUnreadableTypes(file);
  hushWarnings();
  let loaded: { readonly default?: unknown };
  try {
    loaded = await import(pathToFileURL(path).href);
  } catch (cause) {
    throw whyNotLoaded(cause, file, path);
  }
  if (!isConfig(loaded.default)) {
    throw refusal(file, 'must end in: export default definePreflight({ service, environments })');
  }
  return { file, config: loaded.default };
}

/** @returns the environment, or the problem with its name. */
export function environmentIn({ config, file }: LoadedConfig, name: string): Environment | Problem {
  const known = Object.keys(config.environments);
  const found = Object.hasOwn(config.environments, name) ? config.environments[name] : undefined;
  if (found !== undefined) return found;
  const hint = didYouMean(name, known) || `; known: ${known.join(', ')}`;
  return { path: '--env', message: `${JSON.stringify(name)} is not an environment of ${file}${hint}` };
}

function nearest(folder: string): string | undefined {
  const found = fileNames.map((name) => join(folder, name)).find((path) => existsSync(path));
  const above = dirname(folder);
  return found ?? (above === folder ? undefined : nearest(above));
}

/** Node 24, and 22 from 22.18, read TypeScript; 20 does not. */
function refuseUnreadableTypes(file: string): void {
  if (!/\.m?ts$/.test(file) || process.features.typescript) return;
  throw refusal(
    file,
    `is TypeScript, which Node ${process.version} does not read; use Node 24, or write preflight.config.mjs`,
  );
}

/** Says nothing of a package.json without a `type`: it costs a millisecond, and is not what the user asked about. */
function hushWarnings(): void {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning: Error & { code?: string }) => {
    if (warning.code === 'MODULE_TYPELESS_PACKAGE_JSON') return;
    for (const listener of listeners) listener(warning);
  });
}

function whyNotLoaded(cause: unknown, file: string, path: string): Refusal {
  // By name: the configuration may have loaded its own copy of the library.
  if (cause instanceof Error && cause.name === 'InvalidInputError' && 'problems' in cause) {
    return new Refusal('configuration', `${file} is not valid`, cause.problems as readonly Problem[]);
  }
  if (!(cause instanceof Error)) return refusal(file, `threw ${clean(String(cause))}`);
  const [, below = ''] = cause.stack?.split(`${path}:`) ?? [];
  const line = /^\d+/.exec(below)?.[0];
  const place = line === undefined ? file : `${file}:${line}`;
  const message = clean(cause.message);
  const { code } = cause as { code?: string };
  if (code === 'ERR_MODULE_NOT_FOUND') return refusal(place, `imports what is not there: ${message}`);
  if (cause instanceof SyntaxError) return refusal(place, `cannot be read: ${message}`);
  return refusal(place, `threw ${cause.name}: ${message}`);
}

function refusal(path: string, message: string): Refusal {
  return new Refusal('configuration', 'the configuration could not be loaded', [{ path, message }]);
}

function isConfig(value: unknown): value is PreflightConfig {
  if (typeof value !== 'object' || value === null || !('service' in value) || !('environments' in value)) return false;
  const { service, environments } = value;
  if (typeof service !== 'string' || typeof environments !== 'object' || environments === null) return false;
  return Object.values(environments).every((one) => typeof one?.configuration === 'string');
}
