import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { requesterSchema } from '../domain/requester.ts';
import { callAws } from './call-aws.ts';
import { inTime } from './in-time.ts';
import { NotRunError, Refusal } from './refusal.ts';

/** As many characters as a record takes. */
const longestName = 256;

/**
 * Whose AWS credentials these are, as kind:name: `aws:arn:aws:sts::111122223333:assumed-role/staging/run-7`.
 * @throws Refusal where that is longer than a record takes: names of a role and its session may be.
 */
export async function callerIdentity(region: string | undefined): Promise<string> {
  const arn = await callerArn(region);
  if (arn === undefined) throw new NotRunError('AWS STS did not say whose credentials these are; say it with --by');
  const identity = requesterSchema.safeParse(`aws:${arn}`);
  if (identity.success) return identity.data;
  const message = `is missing, and ${arn} is longer than a record takes; write --by kind:name, for example github:octocat`;
  throw new Refusal('usage', 'nothing was recorded', [{ path: '--by', message }]);
}

/** The same, cut where it is longer: for what nobody may say in another's name, and what must not fail for a long name. */
export async function callerName(region: string | undefined): Promise<string> {
  const arn = await callerArn(region);
  if (arn === undefined) throw new NotRunError('AWS STS did not say whose credentials these are; nothing was done');
  return `aws:${arn}`.slice(0, longestName);
}

async function callerArn(region: string | undefined): Promise<string | undefined> {
  const client = new STSClient({ ...inTime, ...(region === undefined ? {} : { region }) });
  const { Arn } = await callAws('AWS STS', 'sts:GetCallerIdentity', () =>
    client.send(new GetCallerIdentityCommand({})),
  );
  return Arn;
}
