import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { credentials, region } from './aws-environment.ts';

export interface DeployedFunction {
  /** As the template calls it. */
  readonly logicalId: string;
  readonly name: string;
}

/** The functions of a stack, and none but those. */
export async function deployedFunctions(endpoint: string, stack: string): Promise<DeployedFunction[]> {
  const client = new CloudFormationClient({ endpoint, region, credentials });
  const found: DeployedFunction[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      if (ResourceType !== 'AWS::Lambda::Function' || !LogicalResourceId || !PhysicalResourceId) continue;
      found.push({ logicalId: LogicalResourceId, name: PhysicalResourceId });
    }
  }
  return found;
}

/** Adds variables to the environment of a stack's functions. */
export async function addVariables(
  { endpoint, stack }: { readonly endpoint: string; readonly stack: string },
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const client = new LambdaClient({ endpoint, region, credentials });
  const functions = await deployedFunctions(endpoint, stack);
  await Promise.all(
    functions.map(async ({ name: FunctionName }) => {
      const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
      const Variables = { ...Environment?.Variables, ...variables };
      await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
      await waitUntilFunctionUpdatedV2({ client, maxWaitTime: 60, minDelay: 0.2, maxDelay: 1 }, { FunctionName });
    }),
  );
}
