import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Environment } from '../config/environment.ts';
import { approvalSettings } from '../config/function-settings.ts';
import { endpointSchema } from '../domain/endpoint.ts';
import type { Problem } from '../domain/problem.ts';
import { type ApprovalsApi, approvalsApi } from './approvals-api.ts';
import { signIn, tokenProblems } from './approvals-sign-in.ts';
import { stackOutput } from './gate-stack.ts';
import { inTime } from './in-time.ts';
import { environmentIn, loadConfig } from './load-config.ts';
import type { Io } from './output.ts';
import { NotRunError, Refusal } from './refusal.ts';
import { runProblems } from './run-name.ts';

interface Asked {
  readonly config: string | undefined;
  readonly env: string;
  readonly run: string | undefined;
  readonly console: string | undefined;
}

export interface Connected {
  readonly environment: string;
  /** The console's address, without a slash at its end. */
  readonly address: string;
  readonly api: ApprovalsApi;
}

/**
 * Finds the approval API of an environment, and says as whom it is asked.
 * @param ownProblems what else is wrong with what the user wrote.
 * @throws Refusal with all that is wrong, before anything is asked.
 */
export async function connectToApprovals(asked: Asked, ownProblems: readonly Problem[], io: Io): Promise<Connected> {
  const found = environmentIn(await loadConfig(asked.config, io), asked.env);
  const problems = [
    ...('message' in found ? [found] : nobodyAsked(found, asked)),
    ...runProblems(asked.run, 'the gate'),
    ...(asked.console === undefined || isAddress(asked.console) ? [] : [wrongConsole]),
    ...ownProblems,
    ...tokenProblems(io),
  ];
  if ('message' in found || problems.length > 0) throw new Refusal('usage', 'nothing was asked', problems);
  const { region } = found.aws;
  const address = asked.console ?? (await consoleOfStack(found, region));
  const api = approvalsApi({ address, signIn: signIn(region, io) });
  return { environment: found.name, address: address.replace(/\/+$/, ''), api };
}

/** Its stack has no console then; one that is named may still wait for what it asked before. */
function nobodyAsked(environment: Environment, { console }: Asked): Problem[] {
  if (console !== undefined || approvalSettings(environment) !== undefined) return [];
  const message = `${environment.name} asks people nothing: no item of it is manual, and no failure waivable`;
  return [{ path: '--env', message }];
}

const isAddress = (text: string): boolean => endpointSchema.safeParse(text).success;

const wrongConsole: Problem = {
  path: '--console',
  message: 'must be the https address of the console, without user, query or fragment (http only for this machine)',
};

async function consoleOfStack(environment: Environment, region: string | undefined): Promise<string> {
  const client = new CloudFormationClient({ ...inTime, ...(region === undefined ? {} : { region }) });
  const address = await stackOutput(environment, 'console', client);
  if (isAddress(address)) return address;
  throw new NotRunError("the stack's output of the console is no https address; deploy the stack again");
}
