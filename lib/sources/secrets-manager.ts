import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { Secret } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { limitAnswers } from './answer-limit.ts';
import { askAws } from './aws-call.ts';
import { jsonOf } from './json.ts';

export interface SecretsManager {
  /**
   * The secret's text; undefined when no such secret exists.
   * @param id name or ARN.
   * @throws SourceError when it cannot be read, or is not a text.
   */
  read(id: string, signal: AbortSignal): Promise<Secret | undefined>;
  /**
   * `username` ('' when absent) and `password` of a secret in RDS's JSON form.
   * @throws SourceError when missing or of another form, never quoting it.
   */
  credentials(id: string, signal: AbortSignal): Promise<Credentials>;
}

export interface Credentials {
  readonly username: string;
  readonly password: Secret;
}

/** What RDS and its rotation functions write, beside engine, host, port and others that are not read here. */
const credentialsForm = z.object({
  username: z._default(z.string(), ''),
  password: z.string().check(z.minLength(1)),
});

export function secretsManager(): SecretsManager {
  const client = limitAnswers(new SecretsManagerClient({}), 'Secrets Manager');
  return {
    read,
    async credentials(id, signal) {
      const text = await read(id, signal);
      if (text === undefined) throw new SourceError(`Secrets Manager has no secret ${id}`);
      const form = credentialsForm.safeParse(jsonOf(text.reveal()));
      if (!form.success) {
        throw new SourceError(`secret ${id} of Secrets Manager is not JSON with username and password`);
      }
      return { username: form.data.username, password: new Secret(form.data.password) };
    },
  };

  async function read(id: string, signal: AbortSignal): Promise<Secret | undefined> {
    const answer = await askAws('Secrets Manager', `secretsmanager:GetSecretValue of ${id}`, async () => {
      try {
        return await client.send(new GetSecretValueCommand({ SecretId: id }), { abortSignal: signal });
      } catch (cause) {
        if (cause instanceof ResourceNotFoundException) return undefined;
        throw cause;
      }
    });
    if (answer === undefined) return undefined;
    if (typeof answer.SecretString !== 'string') {
      throw new SourceError(`secret ${id} of Secrets Manager is not a text`);
    }
    return new Secret(answer.SecretString);
  }
}
