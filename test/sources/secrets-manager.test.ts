import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { redact } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import { secretsManager } from '../../lib/sources/secrets-manager.ts';

/** A server that speaks the service's protocol as far as one answer goes. */
let answer: (response: ServerResponse, secretId: string) => void;
let server: Server;
const signal = AbortSignal.timeout(10_000);

beforeEach(async () => {
  server = createServer((request, response) => {
    expect(request.headers['x-amz-target']).toBe('secretsmanager.GetSecretValue');
    request.on('data', (body: Buffer) =>
      answer(response, (JSON.parse(body.toString()) as { SecretId: string }).SecretId),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function json(status: number, body: unknown): typeof answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  };
}

test('reads the text of a secret, which is not shown', async () => {
  answer = (response, id) => json(200, { Name: id, SecretString: `text of ${id}` })(response, id);
  const secret = await secretsManager().read('shop/app', signal);
  expect(secret?.reveal()).toBe('text of shop/app');
  expect(redact(`${String(secret)} text of shop/app`)).toBe('[secret] [secret]');
});

test('has undefined for a secret that does not exist', async () => {
  answer = json(400, { __type: 'ResourceNotFoundException', message: 'no such secret' });
  expect(await secretsManager().read('shop/app', signal)).toBeUndefined();
});

test('reads credentials in the form of RDS', async () => {
  const form = { username: 'app', password: 'Zr7kQ9pWx', engine: 'postgres', port: 5432 };
  answer = json(200, { SecretString: JSON.stringify(form) });
  const { username, password } = await secretsManager().credentials('shop/database', signal);
  expect([username, password.reveal()]).toEqual(['app', 'Zr7kQ9pWx']);
});

test('has an empty user name where the secret holds only a password', async () => {
  answer = json(200, { SecretString: '{"password":"Zr7kQ9pWx"}' });
  expect(await secretsManager().credentials('shop/redis', signal)).toMatchObject({ username: '' });
});

test.each([
  'Zr7kQ9pWx-not-json',
  '"Zr7kQ9pWx"',
  '["Zr7kQ9pWx"]',
  'null',
  '{"username":"Zr7kQ9pWx"}',
  '{"username":"app","password":""}',
  '{"username":"app","password":["Zr7kQ9pWx"]}',
  '{"username":5,"password":"Zr7kQ9pWx"}',
])('refuses the credentials %s without quoting them', async (text) => {
  answer = json(200, { SecretString: text });
  const failure = await secretsManager()
    .credentials('shop/database', signal)
    .catch((cause: unknown) => cause);
  expect(failure).toBeInstanceOf(SourceError);
  expect(failure).toHaveProperty(
    'message',
    'secret shop/database of Secrets Manager is not JSON with username and password',
  );
  expect(failure).not.toHaveProperty('cause');
});

test.each([
  [json(400, { __type: 'ResourceNotFoundException' }), 'Secrets Manager has no secret shop/database'],
  [
    json(400, { __type: 'AccessDeniedException', message: 'no' }),
    /refused secretsmanager:GetSecretValue of shop\/data/,
  ],
  [json(400, { __type: 'InvalidRequestException', message: 'marked for deletion' }), /marked for deletion/],
  [json(200, { SecretBinary: 'AAEC' }), 'secret shop/database of Secrets Manager is not a text'],
  [json(200, {}), 'secret shop/database of Secrets Manager is not a text'],
  [(response: ServerResponse) => void response.writeHead(200).end('<html>'), /Secrets Manager answered/],
  [(response: ServerResponse) => void response.destroy(), /Secrets Manager (?:could not be reached|did not answer)/],
])('cannot look (%#)', async (one, message) => {
  answer = one;
  const failure = secretsManager().credentials('shop/database', signal);
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.toBeInstanceOf(SourceError);
});

test('ends with its signal and leaves no connection behind', async () => {
  const deadline = new AbortController();
  let closed: Promise<unknown> | undefined;
  answer = (response) => {
    closed = once(response, 'close');
    deadline.abort();
  };
  await expect(secretsManager().read('shop/app', deadline.signal)).rejects.toThrow('did not answer in time');
  await closed;
});
