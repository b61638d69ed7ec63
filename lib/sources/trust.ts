import { getCACertificates } from 'node:tls';

/**
 * The authorities that a TLS client trusts: Node's own, those of NODE_EXTRA_CA_CERTS (in Lambda: Amazon RDS's, which
 * the runtime ships), and the configured ones.
 */
export function trustedCertificates(configured: readonly string[]): string[] {
  return [...getCACertificates('default'), ...configured];
}
