/** Signing in at the issuer: authorization code flow with PKCE (RFC 7636), by `oauth4webapi`. */
import * as oauth from 'oauth4webapi';
import { runOf } from '../../domain/run-path.ts';
import type { PageSettings } from '../page-settings.ts';
import { startSession, stored } from './session.ts';

const key = 'preflight.sign-in';
const signedOutKey = 'preflight.signed-out';

/** What must be the same when the issuer sends somebody back; it does not leave the tab. */
interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The page that was asked for. */
  readonly back: string;
}

/** Leaves for the issuer. */
export async function signIn({ issuer, clientId, redirectUri, scopes }: PageSettings): Promise<void> {
  const pending: Pending = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    back: `${location.pathname}${location.hash}`,
  };
  sessionStorage.setItem(key, JSON.stringify(pending));
  const url = new URL(issuer.authorization_endpoint);
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: [...new Set(['openid', ...scopes])].join(' '),
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    // Whoever signed out here wants to choose who signs in, also while the issuer still knows them.
    ...(sessionStorage.getItem(signedOutKey) === null ? {} : { prompt: 'login' }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
}

export function rememberSignOut(): void {
  sessionStorage.setItem(signedOutKey, 'true');
}

/**
 * Takes up what the issuer sent somebody back with, if this is such a return. The code and the state leave the address
 * before anything else happens.
 * @throws an Error that says in words for people why nobody is signed in now.
 */
export async function completeSignIn(settings: PageSettings): Promise<void> {
  const returned = new URL(location.href);
  if (!returned.searchParams.has('state') && !returned.searchParams.has('error')) return;
  const pending = stored<Pending>(key);
  sessionStorage.removeItem(key);
  history.replaceState(null, '', backTo(settings, pending));
  if (pending === undefined) throw new Error('this sign-in was not begun in this tab');
  try {
    await exchange(settings, returned, pending);
    sessionStorage.removeItem(signedOutKey);
  } catch (cause) {
    throw new Error(`the issuer did not sign you in: ${wordsOf(cause)}`, { cause });
  }
}

async function exchange(settings: PageSettings, returned: URL, pending: Pending): Promise<void> {
  const { clientId, redirectUri } = settings;
  const server = serverOf(settings);
  const client = { client_id: clientId };
  const parameters = oauth.validateAuthResponse(server, client, returned, pending.state);
  // Plain HTTP is this machine itself: the page holds no other address of that kind.
  const isLocal = settings.issuer.token_endpoint.startsWith('http:');
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    redirectUri,
    pending.verifier,
    isLocal ? { [oauth.allowInsecureRequests]: true } : {},
  );
  const options = { expectedNonce: pending.nonce, requireIdToken: true };
  const answer = await oauth.processAuthorizationCodeResponse(server, client, response, options);
  const claims = oauth.getValidatedIdTokenClaims(answer);
  if (answer.id_token === undefined || claims === undefined) throw new Error('it sent no ID token');
  startSession({ token: answer.id_token, expiresAt: claims.exp * 1000 });
}

function serverOf({ issuer }: PageSettings): oauth.AuthorizationServer {
  const { id_token_signing_alg_values_supported: algorithms, authorization_response_iss_parameter_supported: iss } =
    issuer;
  return {
    issuer: issuer.issuer,
    authorization_endpoint: issuer.authorization_endpoint,
    token_endpoint: issuer.token_endpoint,
    ...(algorithms === undefined ? {} : { id_token_signing_alg_values_supported: algorithms }),
    ...(iss === undefined ? {} : { authorization_response_iss_parameter_supported: iss }),
  };
}

/** A page of this console, or its list: never another address, whatever the storage holds. */
function backTo({ base }: PageSettings, pending: Pending | undefined): string {
  const back = pending?.back ?? '';
  const [path = ''] = back.split('#');
  return path.startsWith(`${base}/`) && runOf(path.slice(base.length)) !== undefined ? back : `${base}/`;
}

/** An OAuth error as the issuer describes it (`access_denied`, and a sentence), or what went wrong here. */
function wordsOf(cause: unknown): string {
  if (cause instanceof oauth.AuthorizationResponseError || cause instanceof oauth.ResponseBodyError) {
    return cause.error_description ?? cause.error;
  }
  return cause instanceof TypeError
    ? 'it could not be reached'
    : cause instanceof Error
      ? cause.message
      : String(cause);
}
