import type { Environment } from '../config/environment.ts';
import { consoleOf, regionOf } from '../domain/arn.ts';
import type { Io } from './output.ts';
import { NotRunError } from './refusal.ts';

/**
 * A stack of the same name in another account, where somebody tries things out perhaps, says nothing of this one.
 * @param what whose state machine it is: `gate`.
 */
export function refuseOtherAccount(
  what: string,
  stateMachine: string,
  { name, aws }: Pick<Environment, 'name' | 'aws'>,
): void {
  const [, , , , account] = stateMachine.split(':');
  if (aws.account === undefined || aws.account === account) return;
  throw new NotRunError(
    `nothing was started: this ${what} is in account ${account}, but ${name} is in ${aws.account}; use AWS credentials of that account`,
  );
}

/** An emulator's endpoint is named, as all SDKs read it. */
export function isEmulated({ env }: Io): boolean {
  return env['AWS_ENDPOINT_URL'] !== undefined || env['AWS_ENDPOINT_URL_SFN'] !== undefined;
}

/** A line with the page on which a person sees the execution; nothing for an emulator's, which has none. */
export function consoleLink(execution: string, io: Io): string {
  const start = consoleOf(execution);
  if (isEmulated(io) || start === undefined) return '';
  return `${start}/states/home?region=${regionOf(execution)}#/v2/executions/details/${execution}\n`;
}
