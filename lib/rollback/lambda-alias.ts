import { LambdaClient } from '@aws-sdk/client-lambda';
import type { StrategySettings } from '../config/window-settings.ts';
import { shortCommit } from '../domain/short-commit.ts';
import { SourceError } from '../domain/source-error.ts';
import type { NoTarget, RollbackTarget } from '../domain/window/window.ts';
import { limitAnswers } from '../sources/answer-limit.ts';
import { type LambdaAlias, lambdaVersions, type PublishedVersion } from './lambda-versions.ts';
import { namesWord } from './names-word.ts';
import { type Previous, previousOf } from './previous.ts';
import type { Progress, Remembered, RollbackStrategy } from './strategy.ts';

type Settings = Extract<StrategySettings, { kind: 'lambda-alias' }>;

/** Somebody else changes the alias between each look and the change: more often than this is no coincidence. */
const mostLooks = 3;

/** Points an alias back to the version that served before. It is changed only if it is as it was seen a moment before. */
export function lambdaAlias(
  { function: name, alias }: Settings,
  client = limitAnswers(new LambdaClient({}), 'Lambda'),
): RollbackStrategy {
  const lambda = lambdaVersions(name, alias, client);
  return {
    kind: 'lambda-alias',
    async findTarget({ release }, remembered, signal) {
      const seen = usable(await lambda.alias(signal), name, alias);
      const previous = previousOf(release);
      if ('problem' in seen) return seen;
      if ('problem' in previous) return previous;
      const found = await versionOf(previous, remembered?.['version'], seen.version, signal);
      if (found === undefined) return unknown(name, previous);
      const [version, how] = found;
      if (version === seen.version) return already(alias, version, previous);
      const of = `${name} (${previous.version}, ${how})`;
      const what = `version ${version} of ${of}, to which ${alias} then points in place of version ${seen.version}`;
      return { strategy: 'lambda-alias', what, details: { version, bad: seen.version } };
    },
    async serving(signal): Promise<Remembered | undefined> {
      const seen = usable(await lambda.alias(signal), name, alias);
      return 'problem' in seen ? undefined : { version: seen.version };
    },
    async rollBack({ details }, _deployment, signal) {
      for (let looks = 0; looks < mostLooks; looks += 1) {
        const seen = await lambda.alias(signal);
        const answer = progressOf(seen, details, name, alias);
        if (seen === undefined || answer.status !== 'going') return answer;
        const version = details['version'] ?? '';
        const moved = await lambda.move(version, seen.revision, signal);
        if (moved === 'moved') return { status: 'done', detail: `${alias} of ${name} points to version ${version}` };
        if (moved === 'gone') {
          const detail = `there is no version ${version} of ${name}, or no alias ${alias}, any more: nothing was changed`;
          return { status: 'failed', detail };
        }
      }
      throw new SourceError(`alias ${alias} of ${name} was changed ${mostLooks} times by somebody else meanwhile`);
    },
    async progress({ details }, _deployment, _handle, signal) {
      return progressOf(await lambda.alias(signal), details, name, alias);
    },
  };

  /** As it was remembered when it served, else as its description says; never guessed. */
  async function versionOf(previous: Previous, remembered: string | undefined, current: string, signal: AbortSignal) {
    if (remembered !== undefined && (remembered === current || (await lambda.exists(remembered, signal)))) {
      return [remembered, 'as it was deployed'] as const;
    }
    const described = byDescription(await lambda.published(signal), current, previous);
    return described === undefined ? undefined : ([described, 'by its description'] as const);
  }
}

/** The alias where it could be pointed back, or why it could not. */
function usable(seen: LambdaAlias | undefined, name: string, alias: string): LambdaAlias | NoTarget {
  if (seen === undefined) return { problem: `there is no alias ${alias} of a function ${name}` };
  if (seen.version === '$LATEST') {
    const problem = `${alias} of ${name} points to $LATEST, which each deployment overwrites: publish a version, and point the alias to that`;
    return { problem };
  }
  const others = Object.keys(seen.weights);
  if (others.length === 0) return seen;
  const problem = `${alias} of ${name} also sends requests to version ${others.join(', ')}: open the window once all go to one version`;
  return { problem };
}

/** The newest version that says that it is the previous release; the current one only where no other does. */
function byDescription(
  published: readonly PublishedVersion[],
  current: string,
  { version, commit }: Previous,
): string | undefined {
  const words = [version, commit, shortCommit(commit)];
  const named = published
    .filter(({ description }) => words.some((word) => namesWord(description, word)))
    .map((one) => one.version);
  const others = named.filter((one) => one !== current);
  return others.length === 0 ? named[0] : String(Math.max(...others.map(Number)));
}

function already(alias: string, version: string, previous: Previous): NoTarget {
  return {
    problem: `${alias} points to version ${version}, which is ${previous.version} itself: open the window after the deployment`,
  };
}

function unknown(name: string, { version, commit }: Previous): NoTarget {
  return {
    problem: `it is not known which version of ${name} is ${version}: publish versions with a description that names the release's version, or its commit (${shortCommit(commit)})`,
  };
}

function progressOf(
  seen: LambdaAlias | undefined,
  { version = '', bad = '' }: RollbackTarget['details'],
  name: string,
  alias: string,
): Progress {
  if (version === '' || bad === '') throw new Error(`the target of ${name} does not name both its versions`);
  if (seen === undefined) {
    return { status: 'failed', detail: `there is no alias ${alias} of ${name} any more: nothing was changed` };
  }
  const others = Object.keys(seen.weights);
  const third = [seen.version, ...others].find((one) => one !== version && one !== bad);
  if (third !== undefined) {
    const detail = `${alias} of ${name} points to version ${third}, neither ${bad} nor ${version}: somebody deployed meanwhile, so nothing was changed`;
    return { status: 'failed', detail };
  }
  if (seen.version === version && others.length === 0) {
    return { status: 'done', detail: `${alias} of ${name} points to version ${version}` };
  }
  return { status: 'going', detail: `${alias} of ${name} still points to version ${bad}` };
}
