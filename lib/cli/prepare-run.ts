import type { Environment } from '../config/environment.ts';
import { type GateSettings, gateSettings } from '../config/function-settings.ts';
import type { Problem } from '../domain/problem.ts';
import type { Release } from '../domain/release.ts';
import { environmentIn, type LoadedConfig, loadConfig } from './load-config.ts';
import type { Io } from './output.ts';
import { readRelease } from './read-release.ts';
import { Refusal } from './refusal.ts';

export interface Prepared {
  readonly environment: Environment;
  readonly settings: GateSettings;
  readonly release: Release | undefined;
}

interface Asked {
  readonly config: string | undefined;
  readonly env: string;
  readonly release: string | undefined;
}

/** Problems that only one command can have; both are absent where the environment is not known. */
type OwnProblems = (
  settings: GateSettings | undefined,
  environment: Environment | undefined,
) => Promise<readonly Problem[]>;

/**
 * Everything that can be wrong with what the user wrote, found before anything starts.
 * @throws Refusal with all of it.
 */
export async function prepareRun(asked: Asked, ownProblems: OwnProblems, io: Io): Promise<Prepared> {
  const loaded = await loadConfig(asked.config, io);
  const found = environmentIn(loaded, asked.env);
  const environment = 'message' in found ? undefined : found;
  const settings = environment === undefined ? undefined : gateSettings(environment);
  const usage = [...('message' in found ? [found] : []), ...(await ownProblems(settings, environment))];
  const rules = settings?.rules ?? lenientRules(loaded);
  const parsed = asked.release === undefined ? undefined : await readRelease(asked.release, rules, io);
  const wrong = parsed !== undefined && 'problems' in parsed ? parsed.problems : [];
  if (environment === undefined || settings === undefined || usage.length > 0) {
    throw new Refusal('usage', 'nothing was started', [...usage, ...wrong]);
  }
  if (wrong.length > 0) throw new Refusal('release', 'the release is not valid, nothing was started', wrong);
  useRegionOf(environment);
  return { environment, settings, release: parsed !== undefined && 'release' in parsed ? parsed.release : undefined };
}

/** Where the environment is not known, an image of any of them may be right. */
function lenientRules({ config }: LoadedConfig): GateSettings['rules'] {
  return { service: config.service, images: Object.values(config.environments).flatMap(({ images }) => images) };
}

/** The environment's region is the one its stack and its systems are in, whatever the caller's default is. */
function useRegionOf(environment: Environment): void {
  const { region } = environment.aws;
  if (region !== undefined) process.env['AWS_REGION'] = region;
}
