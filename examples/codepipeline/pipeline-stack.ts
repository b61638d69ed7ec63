/**
 * A pipeline of AWS CodePipeline whose deploy stage comes only after a GO. Copy it into your CDK app, and the two build
 * specifications beside it into the folder `pipeline` of the service's repository.
 */
import { Stack, type StackProps } from 'aws-cdk-lib';
import { BuildSpec, LinuxBuildImage, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { Artifact, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import {
  CodeBuildAction,
  CodeStarConnectionsSourceAction,
  StateMachineInput,
  StepFunctionInvokeAction,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
// In your own app: import type { Preflight } from 'preflight-gate/cdk';
import type { Preflight } from '../../lib/cdk.ts';

export interface PipelineStackProps extends StackProps {
  /** The gate of the environment that the pipeline deploys to; of this account and region. */
  readonly preflight: Preflight;
  /** Where the build puts the service's image. */
  readonly images: IRepository;
  /** ARN of the connection to GitHub, which a person has confirmed. */
  readonly connectionArn: string;
}

const buildImage = LinuxBuildImage.AMAZON_LINUX_2023_5;

export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const source = new Artifact('Source');
    const release = new Artifact('Release');
    const from = new CodeStarConnectionsSourceAction({
      actionName: 'GitHub',
      connectionArn: props.connectionArn,
      owner: 'acme',
      repo: 'shop-api',
      branch: 'main',
      output: source,
      // With its history and tags: the release names the one before it.
      codeBuildCloneOutput: true,
    });
    const build = new CodeBuildAction({
      actionName: 'Build',
      project: this.buildProject(props),
      input: source,
      outputs: [release],
      environmentVariables: { COMMIT: { value: from.variables.commitId } },
    });
    const gate = new StepFunctionInvokeAction({
      actionName: 'Preflight',
      stateMachine: props.preflight.gate,
      stateMachineInput: StateMachineInput.filePath(release.atPath('release.json')),
      // The run is `pipeline-<id of the action's execution>`: one for each time that the stage runs.
      executionNamePrefix: 'pipeline',
      variablesNamespace: 'Gate',
    });
    const deploy = new CodeBuildAction({
      actionName: 'Deploy',
      project: this.deployProject(props),
      input: source,
      extraInputs: [release],
      environmentVariables: { GATE_EXECUTION: { value: '#{Gate.ExecutionArn}' } },
    });
    new Pipeline(this, 'Pipeline', {
      pipelineType: PipelineType.V2,
      stages: [
        { stageName: 'Source', actions: [from] },
        { stageName: 'Build', actions: [build] },
        { stageName: 'Gate', actions: [gate] },
        { stageName: 'Deploy', actions: [deploy] },
      ],
    });
  }

  private buildProject({ images }: PipelineStackProps): PipelineProject {
    const project = new PipelineProject(this, 'Build', {
      // Privileged, to build an image.
      environment: { buildImage, privileged: true },
      environmentVariables: { REPOSITORY: { value: images.repositoryUri } },
      buildSpec: BuildSpec.fromSourceFilename('pipeline/build.buildspec.yml'),
    });
    images.grantPullPush(project);
    return project;
  }

  private deployProject({ preflight }: PipelineStackProps): PipelineProject {
    const project = new PipelineProject(this, 'Deploy', {
      environment: { buildImage },
      buildSpec: BuildSpec.fromSourceFilename('pipeline/deploy.buildspec.yml'),
    });
    preflight.gate.grantExecution(project, 'states:DescribeExecution');
    return project;
  }
}
