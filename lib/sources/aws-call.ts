import { SourceError } from '../domain/source-error.ts';

/** Error names of AWS services that mean the caller may not, or is too fast. */
const denied =
  /AccessDenied|UnauthorizedOperation|NotAuthorized|UnrecognizedClient|InvalidClientTokenId|ExpiredToken|InvalidSignature|SignatureDoesNotMatch|AuthFailure/;
const throttled = /Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded/;
const unparsable = /Deserialization error|parse error/i;
const unreachable = /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|socket hang up/;

/**
 * Calls an AWS service; what goes wrong becomes a SourceError in plain words.
 * @param service as people know it: `Parameter Store`.
 * @param action what was asked, to name in the sentence: `ssm:GetParameters`.
 * @throws SourceError
 */
export async function askAws<T>(service: string, action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof SourceError) throw cause;
    throw new SourceError(`${service} ${explain(cause, action)}`, { cause });
  }
}

function explain(cause: unknown, action: string): string {
  const name = cause instanceof Error ? cause.name : '';
  const message = cause instanceof Error ? cause.message : String(cause);
  const status = (cause as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const code = (cause as { code?: string }).code ?? '';
  // Before the name: the SDK calls a reset connection a TimeoutError too.
  if (unreachable.test(`${code} ${message}`)) return `could not be reached (${code || message})`;
  if (name === 'AbortError' || name === 'TimeoutError') return 'did not answer in time';
  if (denied.test(name)) return `refused ${action}: ${name}; the role of this function or user may not do that`;
  if (throttled.test(name)) return `is throttling ${action}: ${name}`;
  if (name === 'CredentialsProviderError') return `could not be asked: no AWS credentials were found`;
  if (status !== undefined && status >= 500) return `answered ${action} with HTTP ${status}`;
  // A body that is not what the API promises: the SDK's parsers throw a SyntaxError, or say so in their message.
  if (cause instanceof SyntaxError || name === 'SyntaxError' || unparsable.test(message))
    return `answered ${action} with something that is not its API's format`;
  return `answered ${action} with ${name || 'an error'}: ${message.slice(0, 200)}`;
}
