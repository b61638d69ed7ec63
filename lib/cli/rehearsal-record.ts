import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import * as z from 'zod/mini';
import type { Environment } from '../config/environment.ts';
import { regionOf } from '../domain/arn.ts';
import { type Problem, problemsOf } from '../domain/problem.ts';
import { type Rehearsal, rehearsalSchema } from '../domain/rehearsal.ts';
import { AlreadyRecordedError, rehearsalStore } from '../stores/rehearsal-store.ts';
import { callAws } from './call-aws.ts';
import { callerIdentity } from './caller-identity.ts';
import type { RehearsalRecordArguments } from './commands.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { stackOutput } from './gate-stack.ts';
import { inTime } from './in-time.ts';
import { loadConfig } from './load-config.ts';
import { type Io, printJson } from './output.ts';
import { NotRunError, Refusal } from './refusal.ts';
import { rehearsedFor } from './rehearsed-environments.ts';

/** Writes down what was rehearsed where the gate looks for it. */
export async function rehearsalRecord(values: RehearsalRecordArguments, io: Io): Promise<ExitCode> {
  const loaded = await loadConfig(values.config, io);
  const environment = rehearsedFor(values, loaded);
  const { env, commit, step, status, by, link } = values;
  const given = { service: loaded.config.service, environment: env, commit, step, status, by, link };
  const at = io.clock().toISOString();
  const parsed = mayLackBy.safeParse({ ...withoutUndefined(given), at }, { reportInput: true });
  const problems = [
    ...('message' in environment ? [environment] : []),
    ...(parsed.success ? [] : problemsOf(parsed.error, '').map(asOption)),
    ...tableProblems(values.table),
  ];
  if ('message' in environment || !parsed.success || problems.length > 0) {
    throw new Refusal('usage', 'nothing was recorded', problems);
  }
  const region = (values.table === undefined ? undefined : regionOf(values.table)) ?? environment.aws.region;
  const [table, caller] = await Promise.all([
    values.table ?? tableOf(environment, region),
    parsed.data.by ?? callerIdentity(region),
  ]);
  const rehearsal: Rehearsal = { ...parsed.data, by: caller };
  await record(table, rehearsal);
  if (values.json) printJson(io, { recorded: rehearsal, table });
  else io.out.write(`${describe(rehearsal, environment.name)}\n`);
  return exitCodes.go;
}

/** Who records is looked up, where it is not said, once all else is right. */
const mayLackBy = z.partial(rehearsalSchema, { by: true });

function withoutUndefined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

const asOption = ({ path, message }: Problem): Problem => ({
  path: path === 'environment' ? '--env' : `--${path}`,
  message,
});

function tableProblems(arn: string | undefined): Problem[] {
  if (arn === undefined || /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]{3,255}$/.test(arn)) return [];
  return [{ path: '--table', message: 'must be arn:aws:dynamodb:REGION:ACCOUNT:table/NAME' }];
}

function tableOf(environment: Environment, region: string | undefined): Promise<string> {
  const client = new CloudFormationClient({ ...inTime, ...(region === undefined ? {} : { region }) });
  return stackOutput(environment, 'rehearsals', client);
}

async function record(table: string, rehearsal: Rehearsal): Promise<void> {
  await callAws('DynamoDB', `dynamodb:PutItem on ${table}`, async () => {
    try {
      await rehearsalStore(table).record(rehearsal);
    } catch (cause) {
      if (!(cause instanceof AlreadyRecordedError)) throw cause;
      const what = `${rehearsal.step} of this commit, another at this very millisecond`;
      throw new NotRunError(`there is a record of ${what}, and nothing is written over; record it again`, { cause });
    }
  });
}

function describe({ step, status, commit, environment, by, at, link }: Rehearsal, target: string): string {
  const seen = link === undefined ? '' : `\n  ${link}`;
  return `recorded for ${target}: ${step} on ${environment} is ${status}\n  commit ${commit}, by ${by}, at ${at}${seen}`;
}
