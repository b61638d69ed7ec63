import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { PreflightConfig } from '../../lib/config/index.ts';
import { Preflight } from '../../lib/constructs/preflight.ts';
import type { PreflightProps } from '../../lib/constructs/preflight-props.ts';
import { PreflightStack } from '../../lib/constructs/preflight-stack.ts';

/** The template as plain data: assertions read it, and walk it whole. */
export interface Synthesized {
  readonly stack: PreflightStack;
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Needs the bundles: `await bundleLambdas()` first. */
export function synthesize(config: PreflightConfig, props: Partial<PreflightProps> = {}): Synthesized {
  const stack = new PreflightStack(new App(), { config, environment: 'production', ...props });
  const template = Template.fromStack(stack);
  return { stack, template, resources: template.toJSON()['Resources'] };
}

/** The construct in a stack of another app. */
export function construct(config: PreflightConfig, props: Partial<PreflightProps> = {}): Preflight {
  return new Preflight(new Stack(new App(), 'Stack'), 'Preflight', { config, environment: 'production', ...props });
}

export function ofType(resources: Synthesized['resources'], type: string): [string, Resource][] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

/** The one resource of a type, with its logical id. */
export function theOnly(resources: Synthesized['resources'], type: string): [string, Resource] {
  const [found, ...others] = ofType(resources, type);
  if (found !== undefined && others.length === 0) return found;
  throw new Error(`the template must have one ${type}, not ${ofType(resources, type).length}`);
}

/** Of a stack in an app of its own. */
export function templateOf(stack: Stack): Synthesized['resources'] {
  return (stack.node.root as App).synth().getStackByName(stack.stackName).template['Resources'];
}

/** What one template has more than another, by logical ids without their hashes. */
export function addedTo(without: Synthesized['resources'], resources: Synthesized['resources']): string[] {
  return Object.keys(resources)
    .filter((id) => !(id in without))
    .map((id) => id.replace(/[0-9A-F]{8}$/, ''));
}

/** A table that is paid by use, restorable, protected, and stays when its stack goes. */
export const keptTable = {
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'partition', KeyType: 'HASH' },
      { AttributeName: 'order', KeyType: 'RANGE' },
    ],
    Replicas: [
      { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ],
  },
} as const;

export function functionsOf({ resources }: Pick<Synthesized, 'resources'>): [string, Resource][] {
  return ofType(resources, 'AWS::Lambda::Function');
}

/** A function's environment variables; `name` as `namesOf` tells it. */
export function variablesOf({ resources }: Pick<Synthesized, 'resources'>, name: string): Record<string, unknown> {
  const [found] = functionsOf({ resources }).filter((one) => namesOf([one])[0] === name);
  if (found === undefined) throw new Error(`the template has no function ${name}`);
  const { Variables } = found[1].Properties['Environment'] as { readonly Variables: Record<string, unknown> };
  return Variables;
}

/** `CheckDatabase` of `PreflightCheckDatabaseFunctionA1B2C3D4`. */
export function namesOf(functions: readonly [string, Resource][]): string[] {
  return functions.map(([id]) => id.replace(/^Preflight|Function[0-9A-F]{8}$/g, ''));
}
