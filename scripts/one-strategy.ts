import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { StrategyKind } from '../lib/config/window-settings.ts';

/** What makes each strategy, in the file that has its kind's name. Without a line here a new one does not compile: it would have no bundles. */
const factories: Readonly<Record<StrategyKind, string>> = {
  'lambda-alias': 'lambdaAlias',
  'ecs-service': 'ecsService',
  codedeploy: 'codedeploy',
  'github-workflow': 'githubWorkflow',
  'state-machine': 'stateMachine',
  none: 'none',
};

export const strategyKinds = Object.keys(factories) as StrategyKind[];

/** An entry point that gets one strategy alone. */
export function withStrategy(file: string, kind: StrategyKind): string {
  return `${file}?${kind}`;
}

/**
 * Puts one strategy in the place of all (`lib/rollback/strategies.ts`) where an entry point asks for it: each brings an SDK client
 * of its own, or GitHub's, which a function that never uses it would load at each start (240 KB). What lies between the two is
 * another module for each, the same file with the kind behind its name; all else is parsed once.
 */
export const oneStrategy: Plugin = {
  name: 'one-strategy',
  setup(build) {
    build.onResolve({ filter: /^lambdas\/[\w-]+\.ts\?/ }, ({ path, resolveDir }) => {
      const [file = '', kind] = path.split('?');
      return variant(join(resolveDir, file), kind);
    });
    build.onResolve({ filter: /\/(create-strategy|strategies)\.ts$/ }, ({ path, resolveDir, pluginData: kind }) =>
      kind === undefined ? undefined : variant(join(resolveDir, path), kind),
    );
    build.onLoad({ filter: /[\\/](lambdas|rollback)[\\/][\w-]+\.ts$/ }, async ({ path, pluginData: kind }) => {
      if (kind === undefined) return undefined;
      const isAll = basename(path) === 'strategies.ts';
      const contents = isAll ? only(kind) : await readFile(path, 'utf8');
      return { contents, loader: 'ts', resolveDir: dirname(path), pluginData: kind };
    });
  },
};

function variant(path: string, kind: string | undefined) {
  return { path, suffix: `?${kind}`, pluginData: kind };
}

function only(kind: StrategyKind): string {
  const create = factories[kind];
  return `import { ${create} } from './${kind}.ts'; export const strategies = { '${kind}': { create: ${create} } };`;
}
