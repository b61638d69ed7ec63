import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stage, Token } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** In a checkout this file is TypeScript, and the bundles lie in `dist`; in the package it lies in `dist` itself. */
const bundles = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/lambdas/' : '../../lambdas/', import.meta.url),
);

/** What is being written at this moment, and moved into its place once it is whole: see scripts/bundle-lambdas.ts. */
const draft = /\.\d+$/;

/**
 * A function's bundle, and what lies beside it, with its settings. All of it makes up the asset's hash, so a change of any is deployed.
 * @param name the bundle's.
 */
export function functionCode(scope: Construct, name: string, settings: object): Code {
  const bundle = join(bundles, name, 'index.mjs');
  if (!existsSync(bundle)) {
    throw new Error(`the code of function ${name} is not bundled: no file ${bundle}; run \`npm run bundle\` first`);
  }
  // Under the assembly, not a temporary folder: it must outlive the synthesis where asset staging is off.
  const folder = join(assemblyOf(scope), 'preflight', scope.node.addr);
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(join(bundles, name)).filter((file) => !draft.test(file));
  for (const file of files) copyFileSync(join(bundles, name, file), join(folder, file));
  writeFileSync(join(folder, 'settings.json'), asJson(scope, settings));
  return Code.fromAsset(folder);
}

function assemblyOf(scope: Construct): string {
  const stage = Stage.of(scope);
  if (stage === undefined) throw new Error(`construct ${scope.node.path} must stand in an app or a stage`);
  return stage.assetOutdir;
}

/** Settings are a file in the asset, which is written before CloudFormation could resolve anything in it. */
function asJson(scope: Construct, settings: object): string {
  const json = JSON.stringify(settings);
  const unresolved = Token.isUnresolved(json) || json.includes('<unresolved-token>') || /#\{Token\[/.test(json);
  if (unresolved) {
    const [received] = /[$#]\{Token\[[^\]]*\]\}|<unresolved-token>/.exec(json) ?? ['a token'];
    throw new Error(
      `the settings of ${scope.node.path} must be plain values that are known at synthesis, received ${received}; ` +
        'write the name or ARN out instead of taking it from another construct',
    );
  }
  return json;
}
