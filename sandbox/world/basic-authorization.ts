/**
 * The header that a client with these credentials sends (RFC 7617). Not the sources' own function: the world must not make
 * the same mistake.
 */
export function basicAuthorization({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
