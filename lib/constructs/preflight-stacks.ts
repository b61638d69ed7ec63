import { Annotations, type App } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { asks, checksOn } from '../config/checks-on.ts';
import type { PreflightConfig } from '../config/define-preflight.ts';
import { isOff } from '../config/off.ts';
import { PreflightStack } from './preflight-stack.ts';

type Stacks = ReadonlyMap<string, PreflightStack>;

/**
 * A stack for each of these environments of a configuration. Where one of them rehearses another one, its windows record in that one's
 * table what they proved; where they cannot, its stack says so as a warning. cdk.json makes references between stacks weak: a strong
 * one would keep the other stack from being deployed without this one in the app.
 */
export function preflightStacks(app: App, config: PreflightConfig, names: readonly string[]): Stacks {
  const stacks = new Map<string, PreflightStack>();
  for (const environment of rehearsedFirst(config, names)) {
    const { tables, warnings } = tablesFor(environment, config, stacks);
    const stack = new PreflightStack(app, { config, environment, recordsRehearsalsIn: tables });
    for (const warning of warnings) Annotations.of(stack).addWarningV2('preflight:rehearsals', warning);
    stacks.set(environment, stack);
  }
  return stacks;
}

/** Each after those that are rehearsed on it: a table must be there before what records in it. */
function rehearsedFirst(config: PreflightConfig, names: readonly string[]): string[] {
  const seen = new Set<string>();
  const visit = (name: string): string[] => {
    if (seen.has(name)) return [];
    seen.add(name);
    const before = rehearsedOn(name, config).filter((one) => names.includes(one));
    return [...before.flatMap(visit), name];
  };
  return names.flatMap(visit);
}

/** Those whose gates read what was rehearsed on an environment. */
function rehearsedOn(environment: string, { environments }: PreflightConfig): string[] {
  const others = Object.entries(environments).filter(([name]) => name !== environment);
  return others.flatMap(([name, other]) => {
    const isReader = checksOn(other.checks).some((on) => asks(on, 'rehearsals'));
    return isReader && other.rehearsedOn === environment ? [name] : [];
  });
}

function tablesFor(environment: string, config: PreflightConfig, stacks: Stacks) {
  const tables: TableV2[] = [];
  const warnings: string[] = [];
  const own = config.environments[environment];
  // Without a window nothing closes: the pipeline records its rehearsals itself.
  if (own === undefined || isOff(own.rollback)) return { tables, warnings };
  for (const name of rehearsedOn(environment, config)) {
    const table = stacks.get(name)?.preflight.rehearsals;
    const { account, region } = config.environments[name]?.aws ?? {};
    if (table === undefined) warnings.push(notRecorded(environment, name, 'its stack is not there before this one'));
    else if (account === own.aws.account && region === own.aws.region) tables.push(table);
    else warnings.push(notRecorded(environment, name, 'it is in another account or region'));
  }
  return { tables, warnings };
}

const notRecorded = (environment: string, name: string, why: string): string =>
  `what the windows of ${environment} prove is not recorded for the gate of ${name}: ${why}; record it with preflight rehearsal record`;
