import { Secret } from '../domain/secret.ts';

/** The value of an `Authorization` header (RFC 7617). It holds the password: it goes into the header only. */
export function basicAuthorization(credentials: { readonly username: string; readonly password: Secret }): string {
  const pair = `${credentials.username}:${credentials.password.reveal()}`;
  // A Secret too: this form of it is taken out of texts only if it is known.
  return `Basic ${new Secret(Buffer.from(pair, 'utf8').toString('base64')).reveal()}`;
}
