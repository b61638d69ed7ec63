import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { PreflightConfig } from '../../lib/config/index.ts';
import { Preflight, type PreflightProps } from '../../lib/constructs/preflight.ts';
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

/** Of a stack in an app of its own. */
export function templateOf(stack: Stack): Synthesized['resources'] {
  return (stack.node.root as App).synth().getStackByName(stack.stackName).template['Resources'];
}

export function functionsOf({ resources }: Pick<Synthesized, 'resources'>): [string, Resource][] {
  return ofType(resources, 'AWS::Lambda::Function');
}

/** `CheckDatabase` of `PreflightCheckDatabaseFunctionA1B2C3D4`. */
export function namesOf(functions: readonly [string, Resource][]): string[] {
  return functions.map(([id]) => id.replace(/^Preflight|Function[0-9A-F]{8}$/g, ''));
}
