import { Secret } from '../domain/secret.ts';

/** One variable's value, and what of it people may see. */
export interface Variable {
  /** Whether the value may stand in evidence. */
  readonly shown: boolean;
  reveal(): string;
  /** The value for evidence: in quotes, or words in its place. */
  display(): string;
}

/**
 * Values that hold a secret, whatever their parameter's type says: a user or password before a URL's host, a connection
 * string or query with a password in it, a private key.
 */
const secretValue = [
  /:\/\/[^/\s]*@/,
  /(?:passw(?:or)?d|pwd|secret|token|credential|signature|api_?-?key|access_?-?key|accountkey)["']?\s{0,9}[=:]/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];
/** Names under which people keep secrets, also in parameters of the wrong type. A webhook's address is its password. */
const secretName =
  /SECRET|PASS(?:W|PHRASE|$|_)|PWD|TOKEN|CREDENTIAL|PRIVATE|DSN|JWT|(?:^|_)(?:AUTH|SALT|PEPPER|SIGNING|WEBHOOK)|KEY(?:_?ID)?$/i;
/** `release`, `true`, `5432`: masking such a word as a secret would take it out of the whole report. */
const ordinaryWord = /^(?:[A-Za-z]{1,12}|\d{1,6})$/;

/** A value that may be shown, unless its name or its form says that it holds a secret. */
export function plainVariable(value: string, name: string): Variable {
  if (secretName.test(name) || secretValue.some((pattern) => pattern.test(value))) return hiddenVariable(value);
  return { shown: true, reveal: () => value, display: () => JSON.stringify(value) };
}

/** A value that is never shown, and that is taken out of every text, unless it is an ordinary word. */
export function hiddenVariable(value: string): Variable {
  const display = (): string => 'a value that is not shown';
  if (ordinaryWord.test(value)) return { shown: false, reveal: () => value, display };
  const secret = new Secret(value);
  return { shown: false, reveal: () => secret.reveal(), display };
}
