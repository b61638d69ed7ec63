import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, expect, test } from 'vitest';
import { addVariables } from '../../sandbox/deployed-functions.ts';

const cloudFormation = mockClient(CloudFormationClient);
const lambda = mockClient(LambdaClient);
afterAll(() => {
  cloudFormation.restore();
  lambda.restore();
});

test('adds variables to all functions of the stack, on whatever page they are listed, and to nothing else', async () => {
  const resource = (ResourceType: string, PhysicalResourceId: string) => ({
    ResourceType,
    PhysicalResourceId,
    LogicalResourceId: `Logical${PhysicalResourceId}`,
    LastUpdatedTimestamp: new Date(),
    ResourceStatus: 'CREATE_COMPLETE' as const,
  });
  cloudFormation
    .on(ListStackResourcesCommand, { StackName: 'gate' })
    .resolves({ StackResourceSummaries: [resource('AWS::Lambda::Function', 'first')], NextToken: 'more' })
    .on(ListStackResourcesCommand, { StackName: 'gate', NextToken: 'more' })
    .resolves({
      StackResourceSummaries: [resource('AWS::SNS::Topic', 'topic'), resource('AWS::Lambda::Function', 'second')],
    });
  lambda
    .on(GetFunctionConfigurationCommand)
    .callsFake(({ FunctionName }) => ({ Environment: { Variables: { OF: FunctionName } } }))
    .on(GetFunctionCommand)
    .resolves({ Configuration: { LastUpdateStatus: 'Successful' } });
  lambda.on(UpdateFunctionConfigurationCommand).resolves({});
  await addVariables({ endpoint: 'http://127.0.0.1:1', stack: 'gate' }, { MORE: 'yes' });
  const updates = lambda.commandCalls(UpdateFunctionConfigurationCommand).map((call) => call.args[0].input);
  expect(updates.toSorted((a, b) => String(a.FunctionName).localeCompare(String(b.FunctionName)))).toEqual([
    { FunctionName: 'first', Environment: { Variables: { OF: 'first', MORE: 'yes' } } },
    { FunctionName: 'second', Environment: { Variables: { OF: 'second', MORE: 'yes' } } },
  ]);
});
