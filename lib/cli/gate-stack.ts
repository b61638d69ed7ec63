import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Environment } from '../config/environment.ts';
import { stackName, stackOutputs } from '../config/stack-name.ts';
import { callAws } from './call-aws.ts';
import { inTime } from './in-time.ts';
import { NotRunError } from './refusal.ts';

type Part = keyof typeof stackOutputs;

/**
 * What the stack of an environment says of one of its parts.
 * @throws NotRunError when the stack, or its output, is not there.
 */
export async function stackOutput(
  environment: Pick<Environment, 'service' | 'name'>,
  part: Part,
  client?: CloudFormationClient,
): Promise<string> {
  return (await stackOutputsOf(environment, [part], client))[part];
}

/**
 * The same of several of its parts, asked once.
 * @throws NotRunError when the stack, or one of the outputs, is not there.
 */
export async function stackOutputsOf<P extends Part>(
  { service, name: environment }: Pick<Environment, 'service' | 'name'>,
  parts: readonly P[],
  client = new CloudFormationClient({ ...inTime }),
): Promise<Readonly<Record<P, string>>> {
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
  const values = parts.map((part) => {
    const output = stackOutputs[part];
    const value = found.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue;
    if (value !== undefined) return [part, value] as const;
    throw new NotRunError(`the stack ${name} in ${region} has no output ${output}; deploy it again`);
  });
  return Object.fromEntries(values) as Record<P, string>;
}
