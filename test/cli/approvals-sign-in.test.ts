import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ApiCall, fakeApi, itemView, refusal, sendJson, token } from './support/approval-api.ts';
import { attendedText } from './support/config.ts';
import { fakeAws } from './support/fake-aws.ts';
import { approvals } from './support/run-approvals.ts';
import { folderWith, runCli } from './support/run-cli.ts';

const secretKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const sessionToken = 'IQoJb3JpZ2luX2VjEXAMPLE//////////session';
const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: secretKey };

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

/** All but the unreserved characters, which are fewer than those that encodeURIComponent leaves. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The signature of a request as AWS documents it, written here from that page alone: "Create a signed AWS API request",
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function signatureOf({ method, path, headers, body }: ApiCall, signed: readonly string[], scope: string): string {
  const canonical = [
    method,
    // Each part of the path is encoded once more than it was sent, for every service but S3.
    path.split('/').map(encoded).join('/'),
    '',
    ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signed.join(';'),
    sha256(body),
  ].join('\n');
  const [date = '', region = '', service = ''] = scope.split('/');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretKey}`);
  return hmac(key, text).toString('hex');
}

function signedParts({ headers }: ApiCall) {
  const form = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
  const [, key, scope = '', signed = '', signature] = form.exec(headers.authorization ?? '') ?? [];
  return { key, scope, signed: signed.split(';'), signature };
}

describe('AWS credentials', () => {
  it.each([
    ['a list', ['list']],
    ['a run whose name is escaped', ['list', '--run', "R.ü!('1')"]],
    ['a decision', ['approve', 'user-login', '--run', 'run-1', '--comment', 'gesehen: läuft']],
  ])('sign %s as AWS documents it', async (_, args) => {
    const api = await fakeApi([itemView(), itemView({ run: encodeURIComponent("R.ü!('1')") })]);
    const ran = await approvals(args, api.console, { ...keys, AWS_SESSION_TOKEN: sessionToken });

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const [call] = api.calls;
    if (call === undefined) throw new Error('nothing was asked');
    expect(call.path).toMatch(/^\/iam\//);
    const { key, scope, signed, signature } = signedParts(call);
    expect(key).toBe('AKIDEXAMPLE');
    expect(scope).toBe(`${String(call.headers['x-amz-date']).slice(0, 8)}/eu-central-1/execute-api/aws4_request`);
    expect(signed).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token']));
    expect(signed).toEqual(signed.toSorted());
    expect(call.headers['x-amz-content-sha256']).toBe(sha256(call.body));
    expect(signature).toBe(signatureOf(call, signed, scope));
  });

  it('are never shown, whatever the API quotes', async () => {
    const api = await fakeApi([], (_, response) =>
      sendJson(response, 403, refusal('forbidden', `not with ${secretKey} and ${sessionToken}`)),
    );
    const ran = await approvals(['list'], api.console, { ...keys, AWS_SESSION_TOKEN: sessionToken });

    expect(ran).toMatchObject({ code: 3, stdout: '', stderr: 'preflight: not with [secret] and [secret]\n' });
  });

  it('may be refused by the gateway, which says so', async () => {
    const api = await fakeApi([], (_, response) => sendJson(response, 403, { message: 'Forbidden' }));
    const ran = await approvals(['list'], api.console, keys);

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('sign in to AWS as who may call it (execute-api:Invoke)');
  });

  it('are asked for where there are none', async () => {
    const api = await fakeApi([itemView()]);
    const ran = await approvals(['approve', 'user-login', '--run', 'run-1'], api.console, {});

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(
      "you are not signed in: no AWS credentials were found; sign in to AWS, or set PREFLIGHT_TOKEN to an ID token of the console's issuer",
    );
    expect(api.calls).toEqual([]);
  });
});

describe('the console', () => {
  const run = async (outputs: Readonly<Record<string, string>> | undefined, env: Readonly<Record<string, string>>) => {
    const aws = await fakeAws(outputs === undefined ? {} : { outputs });
    const folder = folderWith({ 'preflight.config.mts': attendedText });
    return runCli(['approvals', 'list', '--env', 'production'], { folder, env: { ...aws.env, ...env } });
  };

  it("is found in the environment's stack", async () => {
    const api = await fakeApi([itemView()]);
    const [asMona, asRole] = [
      await run({ ApprovalConsoleUrl: api.console }, { PREFLIGHT_TOKEN: token }),
      await run({ ApprovalConsoleUrl: api.console }, {}),
    ];

    expect(asMona).toMatchObject({ code: 0, stdout: expect.stringContaining('User login works') });
    expect(asRole.code).toBe(0);
    expect(api.calls.map(({ path }) => path)).toEqual(['/api/approvals', '/iam/approvals']);
  });

  it('is not asked where the stack has none, or one that would not keep a secret', async () => {
    const none = await run({}, { PREFLIGHT_TOKEN: token });
    expect(none.code).toBe(3);
    expect(none.stderr).toContain('has no output ApprovalConsoleUrl; deploy it again');
    const open = await run({ ApprovalConsoleUrl: 'http://console.example' }, { PREFLIGHT_TOKEN: token });
    expect(open.code).toBe(3);
    expect(open.stderr).toContain("the stack's output of the console is no https address");
  });
});
