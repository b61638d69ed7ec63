import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Environment } from '../config/environment.ts';
import { stackName, stackOutputs } from '../config/stack-name.ts';
import { callAws } from './call-aws.ts';
import { inTime } from './in-time.ts';
import { NotRunError } from './refusal.ts';

/**
 * What the stack of an environment says of one of its parts.
 * @throws NotRunError when the stack, or its output, is not there.
 */
export async function stackOutput(
  { service, name: environment }: Pick<Environment, 'service' | 'name'>,
  part: keyof typeof stackOutputs,
  client = new CloudFormationClient({ ...inTime }),
): Promise<string> {
  const name = stackName(service, environment);
  const found = await callAws('CloudFormation', 'cloudformation:DescribeStacks', async () => {
    try {
      return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
    } catch (cause) {
      // CloudFormation has no error of its own for this: "Stack with id … does not exist".
      if (cause instanceof Error && cause.message.includes('does not exist')) return undefined;
      throw cause;
    }
  });
  const region = await client.config.region();
  if (found === undefined) {
    throw new NotRunError(
      `there is no stack ${name} in ${region}; deploy it first, or check the account and the region`,
    );
  }
  const output = stackOutputs[part];
  const value = found.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue;
  if (value === undefined)
    throw new NotRunError(`the stack ${name} in ${region} has no output ${output}; deploy it again`);
  return value;
}
