import { App, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { beforeAll, describe, expect, it } from 'vitest';
import { PipelineStack } from '../../examples/codepipeline/pipeline-stack.ts';
import { PreflightStack } from '../../lib/constructs/preflight-stack.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { configWith } from '../support/config.ts';
import { flat } from '../support/permissions.ts';
import { ofType, type Resource, templateOf } from '../support/synth.ts';

const env = { account: '111122223333', region: 'eu-central-1' };
let resources: Readonly<Record<string, Resource>>;

beforeAll(async () => {
  await bundleLambdas();
  const app = new App();
  const { preflight } = new PreflightStack(app, {
    config: configWith({ aws: env }),
    environment: 'production',
  });
  const images = new Repository(new Stack(app, 'Images', { env }), 'Images');
  const connectionArn = `arn:aws:codestar-connections:${env.region}:${env.account}:connection/1234`;
  resources = templateOf(new PipelineStack(app, 'Pipeline', { env, preflight, images, connectionArn }));
});

interface Action {
  readonly Name: string;
  readonly ActionTypeId: { readonly Provider: string };
  readonly Configuration: Readonly<Record<string, unknown>>;
  readonly InputArtifacts?: readonly { readonly Name: string }[];
  readonly OutputArtifacts?: readonly { readonly Name: string }[];
  readonly RoleArn: { readonly 'Fn::GetAtt': readonly [string, string] };
}

function stages(): readonly { readonly Name: string; readonly Actions: readonly Action[] }[] {
  const [pipeline] = ofType(resources, 'AWS::CodePipeline::Pipeline');
  return pipeline?.[1].Properties['Stages'] as ReturnType<typeof stages>;
}

function action(stage: string): Action {
  const [first] = stages().find(({ Name }) => Name === stage)?.Actions ?? [];
  if (first === undefined) throw new Error(`there is no stage ${stage}`);
  return first;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** What the role may do with Step Functions. */
function statesOf(role: string): string[] {
  const policies = ofType(resources, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
    JSON.stringify(Properties['Roles']).includes(`"${role}"`),
  );
  const statements = policies.flatMap(
    ([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement,
  );
  const own = statements.filter(({ Action: name }) => [name].flat().some((one) => one.startsWith('states:')));
  return own.map(({ Action: name, Resource }) => `${[name].flat().join()} on ${flat(Resource)}`);
}

const gateArn = /"Fn::ImportValue":"preflight-shop-api-production:ExportsOutputRefPreflightGate/;

describe('the example of a CodePipeline', () => {
  it('deploys in the last stage, after the gate, which comes after the build', () => {
    const order = stages().map(
      ({ Name, Actions }) => `${Name}: ${Actions.map((one) => one.ActionTypeId.Provider).join()}`,
    );
    expect(order).toEqual([
      'Source: CodeStarSourceConnection',
      'Build: CodeBuild',
      'Gate: StepFunctions',
      'Deploy: CodeBuild',
    ]);
  });

  it('starts the gate of the environment with the release that the build made', () => {
    const { Configuration, InputArtifacts } = action('Gate');
    expect(JSON.stringify(Configuration['StateMachineArn'])).toMatch(gateArn);
    expect(Configuration).toMatchObject({
      InputType: 'FilePath',
      // As CDK writes a file of an artifact.
      Input: 'Release::release.json',
      ExecutionNamePrefix: 'pipeline',
    });
    expect(InputArtifacts).toEqual(action('Build').OutputArtifacts);
  });

  it('makes names of runs that Step Functions takes: prefix, hyphen, id of the action execution', () => {
    const name = `${String(action('Gate').Configuration['ExecutionNamePrefix'])}-1624a1d1-3699-43f0-8e1e-6bafd7fde791`;
    expect(name).toMatch(/^[0-9A-Za-z_-]{1,80}$/);
  });

  it('lets the gate’s stage start this gate and no other, and look at its own executions', () => {
    const lines = statesOf(action('Gate').RoleArn['Fn::GetAtt'][0]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^states:StartExecution,states:DescribeStateMachine on /);
    expect(lines[0]).toMatch(gateArn);
    expect(lines[1]).toMatch(/^states:DescribeExecution on arn:.*:execution:.*ImportValue.*:pipeline\*$/);
  });

  it('hands the gate’s execution to the deploy, which may look at it and start nothing', () => {
    const variables = String(action('Deploy').Configuration['EnvironmentVariables']);
    expect(JSON.parse(variables)).toContainEqual({
      name: 'GATE_EXECUTION',
      type: 'PLAINTEXT',
      value: '#{Gate.ExecutionArn}',
    });
    const [project] = ofType(resources, 'AWS::CodeBuild::Project').filter(([id]) => id.startsWith('Deploy'));
    const role = project?.[1].Properties['ServiceRole'] as Action['RoleArn'] | undefined;
    expect(statesOf(role?.['Fn::GetAtt'][0] ?? '')).toEqual([
      expect.stringMatching(/^states:DescribeExecution on arn:/),
    ]);
  });

  it('lets nothing else near Step Functions', () => {
    const roles = ofType(resources, 'AWS::IAM::Role').filter(([id]) => statesOf(id).length > 0);
    expect(roles).toHaveLength(2);
  });
});
