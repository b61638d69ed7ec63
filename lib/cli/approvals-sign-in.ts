import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Problem } from '../domain/problem.ts';
import { Secret } from '../domain/secret.ts';
import { callAws } from './call-aws.ts';
import { inTime } from './in-time.ts';
import type { Io } from './output.ts';
import { NotRunError } from './refusal.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** As whom the approval API is asked. */
export interface SignIn {
  /** Which of the API's two doors: for who signed in at the issuer, or with AWS credentials. */
  readonly door: 'api' | 'iam';
  /** What to do where the API does not take it. */
  readonly remedy: string;
  /** The request's headers with the proof of who asks. */
  sign(request: ApiRequest): Promise<Readonly<Record<string, string>>>;
}

/** In a variable and never an option: arguments are seen by every user of a machine. */
const tokenVariable = 'PREFLIGHT_TOKEN';
/** Three parts in base64url, which fit into a header: https://www.rfc-editor.org/rfc/rfc7519 */
const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const longestToken = 16_384;

/** Never with the token itself. */
export function tokenProblems({ env }: Io): Problem[] {
  const token = env[tokenVariable];
  if (token === undefined || (jwt.test(token) && token.length <= longestToken)) return [];
  const message =
    token === ''
      ? 'is empty; set it to an ID token, or unset it to use AWS credentials'
      : "is not an ID token of the console's issuer, which has three parts with a dot between them";
  return [{ path: tokenVariable, message }];
}

export function signIn(region: string | undefined, io: Io): SignIn {
  const token = io.env[tokenVariable];
  return token === undefined ? asPrincipal(region, io) : asBearer(new Secret(token));
}

function asBearer(token: Secret): SignIn {
  return {
    door: 'api',
    remedy: `set ${tokenVariable} to a new ID token of the console's issuer`,
    sign: async ({ headers }) => ({ ...headers, authorization: `Bearer ${token.reveal()}` }),
  };
}

/** Signs as API Gateway's IAM authorizer wants it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
function asPrincipal(region: string | undefined, { clock }: Io): SignIn {
  // For the SDK's own search of credentials and region; nothing is asked of STS.
  const { config } = new STSClient({ ...inTime, ...(region === undefined ? {} : { region }) });
  const signer = new SignatureV4({
    service: 'execute-api',
    region: () => config.region(),
    credentials: async () => withheld(await config.credentials()),
    sha256: Sha256,
  });
  return {
    door: 'iam',
    remedy: 'sign in to AWS as who may call it (execute-api:Invoke)',
    sign: async ({ method, url, headers, body }) => {
      const { protocol, hostname, host, pathname: path } = url;
      const request = { method, protocol, hostname, path, headers: { ...headers, host }, body };
      const signed = await callAws('AWS', 'credentials', async () => {
        try {
          return await signer.sign(request, { signingDate: clock() });
        } catch (cause) {
          if (!(cause instanceof Error) || cause.name !== 'CredentialsProviderError') throw cause;
          throw new NotRunError(nobody, { cause });
        }
      });
      return signed.headers;
    },
  };
}

const nobody = `you are not signed in: no AWS credentials were found; sign in to AWS, or set ${tokenVariable} to an ID token of the console's issuer`;

type Credentials = Awaited<ReturnType<STSClient['config']['credentials']>>;

/** What is secret of them is known as such from now on, so that no answer can bring it onto a screen. */
function withheld(credentials: Credentials): Credentials {
  for (const value of [credentials.secretAccessKey, credentials.sessionToken]) {
    if (value !== undefined) new Secret(value);
  }
  return credentials;
}

/** SHA-256, or its HMAC where there is a key, in the form that the signer asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
