import * as z from 'zod/mini';
import { isLoopback } from '../domain/endpoint.ts';
import type { Http } from '../sources/http.ts';
import type { IssuerMetadata } from './page-settings.ts';

const timeoutMs = 3000;
const holdsMs = 3_600_000;
/** For so long a silent issuer is left alone: nobody's page waits for its timeout each time. */
const silenceMs = 60_000;

const address = z.string().check(z.refine(isSafe, 'must be an https address'));

const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: address,
  token_endpoint: address,
  id_token_signing_alg_values_supported: z.optional(z.array(z.string())),
  authorization_response_iss_parameter_supported: z.optional(z.boolean()),
});

export interface SignInEndpoints {
  /** @throws an Error that says why they are not known now. */
  get(now: Date): Promise<IssuerMetadata>;
}

/** Where people sign in, as the issuer itself says; asked once an hour, and what was known before counts while it is silent. */
export function signInEndpoints(issuer: string, http: Http): SignInEndpoints {
  let known: { readonly metadata: IssuerMetadata; readonly until: number } | undefined;
  return {
    async get(now) {
      if (known !== undefined && now.getTime() < known.until) return known.metadata;
      try {
        known = { metadata: await discover(issuer, http), until: now.getTime() + holdsMs };
      } catch (cause) {
        if (known === undefined) throw cause;
        known = { ...known, until: now.getTime() + silenceMs };
      }
      return known.metadata;
    },
  };
}

async function discover(issuer: string, http: Http): Promise<IssuerMetadata> {
  if (!isSafe(issuer)) throw new Error(`the issuer is not an https address: ${issuer}`);
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { status, body } = await http.get(url, AbortSignal.timeout(timeoutMs));
  if (status !== 200) throw new Error(`${url} answered with status ${status}`);
  const parsed = metadataSchema.safeParse(JSON.parse(body));
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => String(path[0] ?? 'all of it')).join(', ');
    throw new Error(`${url} cannot be used: ${names} missing or malformed`);
  }
  if (parsed.data.issuer !== issuer)
    throw new Error(`${url} is of another issuer: ${parsed.data.issuer.slice(0, 200)}`);
  return parsed.data;
}

/** Plain HTTP only to this machine itself. A query is allowed: some issuers tell their users' directories apart by one. */
function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, hash } = new URL(text);
  return `${username}${hash}` === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}
