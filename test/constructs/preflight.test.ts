import { App, Duration, Stack, Stage } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { definePreflight, parameter } from '../../lib/config/index.ts';
import { Preflight } from '../../lib/constructs/preflight.ts';
import { PreflightStack } from '../../lib/constructs/preflight-stack.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedByCognito } from '../support/attended.ts';
import { configWith, environment } from '../support/config.ts';
import { flat } from '../support/permissions.ts';
import { construct, ofType, type Synthesized, synthesize, templateOf } from '../support/synth.ts';

let gate: Synthesized;

beforeAll(async () => {
  await bundleLambdas();
  gate = synthesize(configWith());
});

describe('the state machine', () => {
  it('is a standard one, traced, with a log without payloads', () => {
    const [[, machine] = []] = ofType(gate.resources, 'AWS::StepFunctions::StateMachine');
    expect(machine?.Properties).toMatchObject({
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
  });
});

describe('the stack', () => {
  it('is named after service and environment, and tells where its parts are', () => {
    expect(gate.stack.stackName).toBe('preflight-shop-api-production');
    expect(Object.keys(gate.template.toJSON()['Outputs'])).toEqual([
      'GateStateMachineArn',
      'ReportBucketName',
      'ResultsTopicArn',
    ]);
  });

  it('gives no resource a name, so that it can be there twice and be replaced', () => {
    const keys = ['Bucket', 'Function', 'Role', 'Topic', 'StateMachine', 'LogGroup', 'Table', 'UserPool'];
    const named = Object.entries(synthesize(attendedByCognito()).resources).flatMap(([id, { Type, Properties }]) =>
      keys
        .map((key) => `${key}Name`)
        // A permission names the function that it is for.
        .filter((key) => key in Properties && Type !== 'AWS::Lambda::Permission')
        .map((key) => `${id} ${key} ${flat(Properties[key])}`),
    );
    // After the stack, which has a name of its own: see vended-log-group.ts.
    const afterStack = (kind: string) =>
      expect.stringMatching(new RegExp(`LogGroupName /aws/vendedlogs/${kind}/<AWS::StackName>-\\w+$`));
    expect(named).toEqual([afterStack('apis'), afterStack('states')]);
  });

  it('goes where the configuration says, or else where the caller is', () => {
    expect([gate.stack.region, gate.stack.account]).toEqual(['eu-central-1', expect.stringContaining('Token')]);
    const anywhere = new PreflightStack(new App(), { config: configWith({ aws: {} }), environment: 'production' });
    expect(anywhere.region).toContain('Token');
  });

  it('needs neither credentials nor a lookup', () => {
    const assembly = (gate.stack.node.root as App).synth();
    expect(assembly.manifest.missing ?? []).toEqual([]);
    expect(JSON.stringify(gate.template.toJSON()['Parameters'])).not.toMatch(/SSM::Parameter::Value<(?!String)/);
  });

  it('stands twice in one stack, and in a stage', () => {
    const stage = new Stage(new App(), 'Stage');
    const stack = new Stack(stage, 'Stack');
    const config = attendedByCognito();
    for (const id of ['One', 'Two']) new Preflight(stack, id, { config, environment: 'production' });
    const resources = stage.synth().getStackByName(stack.stackName).template['Resources'];
    expect(ofType(resources, 'AWS::Lambda::Function')).toHaveLength(18);
    const domains = ofType(resources, 'AWS::Cognito::UserPoolDomain').map(([, one]) => flat(one.Properties['Domain']));
    expect(new Set(domains).size).toBe(2);
  });
});

describe('validation', () => {
  it('fails when the environment is not in the configuration', () => {
    expect(() => construct(configWith(), { environment: 'staging' })).toThrow(
      "environment must be one of the configuration's (production), received staging",
    );
    expect(() => construct(configWith(), { environment: 'constructor' })).toThrow('received constructor');
  });

  it('fails when reports were to go within a day', () => {
    expect(() => construct(configWith(), { reportRetention: Duration.hours(23) })).toThrow(
      'reportRetention must be one day at least, received 23 hours',
    );
    expect(() => construct(configWith(), { reportRetention: Duration.hours(24) })).not.toThrow();
  });

  it('keeps environments of one configuration apart', () => {
    const staging = {
      ...environment,
      variables: { ...environment.variables, GIN_MODE: parameter('/staging/GIN_MODE') },
    };
    const config = definePreflight({ service: 'shop-api', environments: { production: environment, staging } });
    const app = new App();
    const stacks = ['production', 'staging'].map((name) => new PreflightStack(app, { config, environment: name }));
    expect(stacks.map(({ stackName }) => stackName)).toEqual([
      'preflight-shop-api-production',
      'preflight-shop-api-staging',
    ]);
    const texts = stacks.map((stack) => JSON.stringify(templateOf(stack)));
    expect(texts[0]).toContain('parameter/shop/GIN_MODE');
    expect(texts[1]).toContain('parameter/staging/GIN_MODE');
    expect(texts[1]).not.toContain('parameter/shop/GIN_MODE');
  });
});
