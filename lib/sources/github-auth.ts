import { createPrivateKey } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import type { GithubSettings } from '../config/github-settings.ts';
import type { SecretLocation } from '../config/variable-location.ts';
import { Secret } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { formFailure, GithubFailure } from './github-failure.ts';
import type { GithubOctokit } from './github-octokit.ts';
import { orAborted } from './or-aborted.ts';
import { placeOfSecret, secretText } from './secret-text.ts';
import type { SecretsManager } from './secrets-manager.ts';

export interface Token {
  readonly value: Secret;
  /** Whether GitHub made it a moment ago, so that not all of its servers may know it yet. */
  readonly isFresh: boolean;
}

export interface Login {
  /** A token to ask with, made or renewed as needed. @throws SourceError */
  token(signal: AbortSignal): Promise<Token>;
  /** Reads the secret anew at the next question: GitHub refused what it led to. */
  forget(): void;
}

export interface LoginNeeds {
  /** Asks for the App's tokens. */
  readonly octokit: GithubOctokit;
  /** What a request for one is waiting for. */
  readonly reasonOfLogin: () => SourceError | undefined;
  readonly secretsManager: SecretsManager;
  readonly deadlineSeconds: number;
}

type Auth = GithubSettings['auth'];
type TokenMaker = () => Promise<Token>;

/** Logs in with the App's key or the token that Secrets Manager keeps. The secret is read once. */
export function login(auth: Auth, needs: LoginNeeds): Login {
  let maker: Promise<TokenMaker> | undefined;
  return {
    token(signal) {
      maker ??= createMaker(auth, needs);
      const made = maker.then((make) => make()).catch(forgetful);
      const late = (): SourceError => new SourceError('GitHub was not asked: the login took too long');
      return orAborted(made, signal, () => needs.reasonOfLogin() ?? late());
    },
    forget,
  };

  function forget(): void {
    maker = undefined;
  }

  /** What could not be read is not remembered, nor a key that GitHub refuses. */
  function forgetful(cause: unknown): never {
    const status = cause instanceof GithubFailure ? cause.status : undefined;
    if (status === undefined || status === 401) forget();
    // Without its status: "not found" here says nothing of what is going to be asked.
    throw cause instanceof GithubFailure ? new SourceError(cause.message, { cause }) : cause;
  }
}

async function createMaker(auth: Auth, needs: LoginNeeds): Promise<TokenMaker> {
  const location = 'app' in auth ? auth.app.privateKey : auth.token;
  // Several checks wait for it: it does not end with the signal of the one that asked first.
  const signal = AbortSignal.timeout(needs.deadlineSeconds * 1000);
  const text = secretText(location, await needs.secretsManager.read(location.secret, signal));
  if (text === undefined) throw new SourceError(`Secrets Manager has no ${placeOfSecret(location)}`);
  const secret = new Secret(text);
  if ('app' in auth) return appTokens(auth.app, privateKeyOf(secret, location), needs.octokit);
  const value = tokenOf(text.trim());
  if (value === undefined) throw new SourceError(`${placeOfSecret(location)} is no token: it has spaces or is empty`);
  return () => Promise.resolve({ value, isFresh: false });
}

/** GitHub's servers learn of a new token within this time (as @octokit/auth-app has it). */
const freshMs = 5000;

/**
 * Tokens of an installation: good for an hour, renewed by @octokit/auth-app after 59 minutes. While it asks for one, it
 * gives the same to all who ask for the same installation in this process.
 */
function appTokens(app: { id: string | number; installation: number }, privateKey: Secret, octokit: GithubOctokit) {
  const question = 'a token of the App';
  const authenticate = createAppAuth({
    appId: app.id,
    privateKey: privateKey.reveal(),
    installationId: app.installation,
    request: octokit.request,
  });
  return async (): Promise<Token> => {
    const { token, createdAt } = await authenticate({ type: 'installation' }).catch((cause: unknown) => {
      throw cause instanceof SourceError ? cause : formFailure(question, cause);
    });
    const value = tokenOf(token);
    if (value === undefined) throw formFailure(question);
    return { value, isFresh: Date.now() - Date.parse(createdAt) < freshMs };
  };
}

/** Of what a header may hold. */
function tokenOf(text: unknown): Secret | undefined {
  return typeof text === 'string' && /^[!-~]{1,4096}$/.test(text) ? new Secret(text) : undefined;
}

/** In PKCS#8, which the App's token library wants; GitHub gives PKCS#1. */
function privateKeyOf(secret: Secret, location: SecretLocation): Secret {
  try {
    // Keys that came through an environment variable have their line ends written out.
    const key = createPrivateKey(secret.reveal().replaceAll('\\n', '\n'));
    if (key.asymmetricKeyType === 'rsa') return new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString());
  } catch {
    // OpenSSL's words help nobody here.
  }
  throw new SourceError(
    `${placeOfSecret(location)} is no private key of a GitHub App: it must be the PEM file that GitHub gave, beginning with -----BEGIN RSA PRIVATE KEY-----`,
  );
}
