import { isLoopback } from '../lib/domain/endpoint.ts';
import { SandboxError } from './failure.ts';

/** MiniStack and LocalStack take a 12-digit access key as the account's id. */
export const account = '000000000000';
export const region = 'eu-central-1';
export const credentials = { accessKeyId: account, secretAccessKey: 'test' };

/**
 * The emulator that the caller already runs; undefined when AWS_ENDPOINT_URL is not set.
 * @throws SandboxError when it is not on this machine: the sandbox never talks to real AWS.
 */
export function presetEmulator(environment: NodeJS.ProcessEnv = process.env): URL | undefined {
  const preset = environment['AWS_ENDPOINT_URL'];
  if (preset === undefined || preset === '') return undefined;
  const url = URL.canParse(preset) ? new URL(preset) : undefined;
  if (url?.protocol === 'http:' && isLoopback(url.hostname)) return url;
  throw new SandboxError(
    `AWS_ENDPOINT_URL is ${preset}; the sandbox only talks to an emulator on this machine: unset it, or write http://127.0.0.1:<port>`,
  );
}

/** `environment` without anything of AWS: no profile, token, endpoint or certificate bundle of the caller's. */
export function withoutAws(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));
}

/** What makes the CDK CLI, the SDK and Preflight talk to the emulator at `endpoint`, and to nothing else. */
export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}
