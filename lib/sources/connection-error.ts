/**
 * What went wrong with a connection, in words that follow the name of who was asked: `refused the connection (…)`.
 * @param host as the configuration names it; with its port where there is one.
 */
export function explainConnectionError(cause: unknown, host: string): string {
  const { code = '', message = '' } = cause as { code?: string; message?: string };
  switch (code) {
    case 'ECONNREFUSED':
      return `refused the connection (${host})`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `has no address: ${host} does not resolve`;
    case 'ECONNRESET':
    case 'EPIPE':
      return 'closed the connection before it answered';
    case 'ETIMEDOUT':
      return 'did not answer in time';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `could not be reached: there is no route to ${host}`;
    default:
  }
  if (code.startsWith('HPE_')) return 'answered with something that is not HTTP';
  if (/CERT|TLS|SSL|EPROTO|SELF_SIGNED|UNABLE_TO/.test(code)) return `has a TLS problem: ${code}`;
  return `could not be asked: ${code || message.slice(0, 200)}`;
}
