import { App } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { definePreflight, type EnvironmentInput } from '../../lib/config/index.ts';
import { preflightStacks } from '../../lib/constructs/preflight-stacks.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { environment, groupWith } from '../support/config.ts';
import { rollback } from '../support/watched.ts';

beforeAll(async () => {
  await bundleLambdas();
});

/** Its gate reads what was rehearsed. */
const reader = {
  ...environment,
  checks: { ...environment.checks, 'staging-rehearsal': groupWith('staging-rehearsal', { 'smoke-tests': {} }) },
} satisfies EnvironmentInput;
const staging = { ...environment, rollback } satisfies EnvironmentInput;

const strength = '@aws-cdk/core:defaultCrossStackReferences';

function stacksOf(environments: Record<string, EnvironmentInput>, names = Object.keys(environments)) {
  const app = new App({ context: { [strength]: cdk.context[strength] } });
  const stacks = preflightStacks(app, definePreflight({ service: 'shop-api', environments }), names);
  const recording = [...stacks].filter(([, { preflight }]) => 'record-rehearsals' in preflight.functions);
  const warnings = [...stacks.values()].flatMap((stack) =>
    Annotations.fromStack(stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => entry.data as string),
  );
  return { app, stacks, recording: recording.map(([name]) => name), warnings };
}

describe('the stacks of a configuration', () => {
  it('record in the tables of those that are rehearsed there, whichever is named first', () => {
    for (const environments of [
      { production: reader, staging },
      { staging, production: reader },
    ]) {
      const { app, stacks, recording, warnings } = stacksOf(environments);
      expect([...stacks.keys()].toSorted()).toEqual(['production', 'staging']);
      expect(recording).toEqual(['staging']);
      expect(warnings).toEqual([]);
      const template = JSON.stringify(app.synth().getStackByName('preflight-shop-api-staging').template);
      expect(template).toMatch(/"Fn::GetStackOutput":\{"StackName":"preflight-shop-api-production"/);
      expect(template).not.toContain('Fn::ImportValue');
    }
  });

  it('record for all that are rehearsed there', () => {
    const { stacks } = stacksOf({ production: reader, staging, other: reader });
    const template = stacks.get('staging')?.node.root as App;
    const text = JSON.stringify(template.synth().getStackByName('preflight-shop-api-staging').template);
    expect(new Set(text.match(/"StackName":"preflight-shop-api-(?:production|other)"/g))).toHaveLength(2);
  });

  it('are each the same when they are made alone, but for what is recorded for others, and say so', () => {
    const environments = { production: reader, staging };
    const alone = (name: string) => stacksOf(environments, [name]);
    const templateOf = ({ app }: ReturnType<typeof stacksOf>, name: string) =>
      app.synth().getStackByName(`preflight-shop-api-${name}`).template['Resources'] as unknown;
    expect(templateOf(alone('production'), 'production')).toEqual(templateOf(stacksOf(environments), 'production'));
    const { recording, warnings } = alone('staging');
    expect(recording).toEqual([]);
    expect(warnings).toEqual([
      expect.stringContaining('is not recorded for the gate of production: its stack is not there'),
    ]);
  });

  it('say where a table is out of reach', () => {
    const far = { ...staging, aws: { region: 'eu-west-1' } };
    const { recording, warnings } = stacksOf({ production: reader, staging: far });
    expect(recording).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('it is in another account or region; record it with preflight')]);
  });

  it('record in one direction where two rehearse each other, and say that the other is missing', () => {
    const both = { ...reader, rollback };
    const { recording, warnings } = stacksOf({ production: both, staging: { ...both, rehearsedOn: 'production' } });
    expect(recording).toHaveLength(1);
    expect(warnings).toHaveLength(1);
  });

  it('record nothing where no window closes, where no gate reads it, and nothing for themselves', () => {
    for (const environments of [
      { production: reader, staging: environment },
      { production: environment, staging },
      { staging: { ...reader, rollback } },
    ]) {
      expect(stacksOf(environments)).toMatchObject({ recording: [], warnings: [] });
    }
  });
});
