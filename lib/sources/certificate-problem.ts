/** The code of a certificate that is for another name. */
export const wrongName = 'ERR_TLS_CERT_ALTNAME_INVALID';

/** OpenSSL's verification results that people meet, by Node's names for them. */
const words: Readonly<Record<string, string>> = {
  [wrongName]: 'is for another host name',
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not yet valid',
  CERT_REVOKED: 'was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'comes with an incomplete chain, or from an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'comes with an incomplete chain',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'comes with an incomplete chain, or from an authority that is not trusted',
  INVALID_PURPOSE: 'is not for servers',
};

/** Of those that nobody wrote words for: "X509 Certificate error codes" in Node's documentation of node:tls. */
const other = /^(?:(?:ERROR_IN_)?(?:CERT|CRL)_|UNABLE_TO_|INVALID_CA$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$)/;

/** What is wrong with a certificate, in words that follow it: `has expired`. undefined where the code tells of something else. */
export function certificateProblem(code: string): string | undefined {
  const known = Object.hasOwn(words, code) ? words[code] : undefined;
  return known ?? (other.test(code) ? `is not trusted (${code})` : undefined);
}
