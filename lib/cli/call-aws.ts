import { askAws } from '../sources/aws-call.ts';
import { NotRunError, Refusal } from './refusal.ts';

/**
 * Calls AWS for a command itself, as opposed to for a check.
 * @throws SourceError or NotRunError, a plain sentence each.
 */
export async function callAws<T>(service: string, action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await askAws(service, action, call);
  } catch (cause) {
    const inner = cause instanceof Error ? cause.cause : undefined;
    if (inner instanceof Refusal || inner instanceof NotRunError) throw inner;
    // The SDK's own words, from its region resolver; they name neither a service nor a remedy.
    if (!(inner instanceof Error && inner.message === 'Region is missing')) throw cause;
    const remedy = 'write aws.region of the environment in the configuration, or set AWS_REGION';
    throw new NotRunError(`no AWS region is set; ${remedy}`, { cause });
  }
}
