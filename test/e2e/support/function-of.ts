import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { credentials, region } from '../../../sandbox/aws-environment.ts';
import { deployedFunctions } from '../../../sandbox/deployed-functions.ts';
import type { Sandbox } from '../../../sandbox/launcher.ts';

type Change = Pick<UpdateFunctionConfigurationCommandInput, 'Handler' | 'Timeout'> & {
  /** Of the environment; its other variables stay. */
  readonly variables?: Readonly<Record<string, string>>;
};

/** Changes a deployed function's configuration for as long as `during` takes. */
export async function withFunction(
  { endpoint, deployed }: Sandbox,
  logicalName: string,
  { variables, ...change }: Change,
  during: () => Promise<void>,
): Promise<void> {
  const lambda = new LambdaClient({ endpoint, region, credentials });
  const functions = await deployedFunctions(endpoint, deployed.stack);
  const FunctionName = functions.find(({ logicalId }) => logicalId.includes(logicalName))?.name;
  if (FunctionName === undefined) throw new Error(`the stack has no function ${logicalName}`);
  const { Timeout, Handler, Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const before = { Timeout, Handler, Environment: { Variables: Environment?.Variables ?? {} } };
  const Variables = { ...before.Environment.Variables, ...variables };
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, ...before, ...change, Environment: { Variables } }),
  );
  try {
    await during();
  } finally {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...before }));
  }
}
