import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { parameterStore } from '../../lib/sources/parameter-store.ts';

const ssm = mockClient(SSMClient);
const signal = AbortSignal.timeout(10_000);
afterEach(() => ssm.reset());

test('reads parameters with decryption; only plain ones are shown', async () => {
  ssm.on(GetParametersCommand).resolves({
    Parameters: [
      { Name: '/shop/GIN_MODE', Type: 'String', Value: 'release' },
      { Name: '/shop/HOSTS', Type: 'StringList', Value: 'a,b' },
      { Name: '/shop/PHRASE', Type: 'SecureString', Value: 'Zr7kQ9pWx' },
    ],
    InvalidParameters: ['/shop/NONE'],
  });
  const found = await parameterStore().read(['/shop/GIN_MODE', '/shop/HOSTS', '/shop/PHRASE', '/shop/NONE'], signal);
  const seen = [...found].map(([name, variable]) => [name, variable.shown, variable.reveal(), variable.display()]);
  expect(seen).toEqual([
    ['/shop/GIN_MODE', true, 'release', '"release"'],
    ['/shop/HOSTS', true, 'a,b', '"a,b"'],
    ['/shop/PHRASE', false, 'Zr7kQ9pWx', 'a value that is not shown'],
  ]);
  const [call] = ssm.commandCalls(GetParametersCommand);
  expect(call?.args[0].input).toMatchObject({ WithDecryption: true });
  expect(call?.args.at(1)).toMatchObject({ abortSignal: signal });
});

test('asks for at most ten names a call, each once', async () => {
  ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
    Parameters: Names.map((name) => ({ Name: name, Type: 'String', Value: name })),
  }));
  const names = Array.from({ length: 21 }, (_, index) => `/shop/${index}`);
  const found = await parameterStore().read([...names, ...names], signal);
  expect([...found.keys()]).toEqual(names);
  expect(ssm.commandCalls(GetParametersCommand).map((call) => call.args[0].input.Names?.length)).toEqual([10, 10, 1]);
});

test.each([
  ['a type that it does not know', { Name: '/shop/A', Type: 'Other' as 'String', Value: 'value-of-a' }],
  ['a secret’s name', { Name: '/shop/A_TOKEN', Type: 'String' as const, Value: 'value-of-a' }],
  ['a short name for a password', { Name: '/shop/DB_PASS', Type: 'String' as const, Value: 'value-of-a' }],
  ['the name of a webhook', { Name: '/shop/ALERT_WEBHOOK', Type: 'String' as const, Value: 'https://h.example/T0/B0' }],
  ['a password in pairs', { Name: '/shop/A', Type: 'String' as const, Value: 'Server=db;User=a;Password=value' }],
  ['a password in a query', { Name: '/shop/A', Type: 'String' as const, Value: 'postgres://db/shop?password=value' }],
  ['a private key', { Name: '/shop/A', Type: 'String' as const, Value: '-----BEGIN RSA PRIVATE KEY-----' }],
  ['a password in a URL', { Name: '/shop/A', Type: 'String' as const, Value: 'redis://:pw@cache.shop.io' }],
])('does not show a value with %s', async (_, parameter) => {
  ssm.on(GetParametersCommand).resolves({ Parameters: [parameter] });
  const found = await parameterStore().read([parameter.Name], signal);
  expect(found.get(parameter.Name)?.shown).toBe(false);
});

test.each([
  ['nothing at all', {}],
  ['only another name', { Parameters: [{ Name: '/shop/B', Type: 'String' as const, Value: 'b' }] }],
  ['no value', { Parameters: [{ Name: '/shop/A', Type: 'String' as const }] }],
])('cannot look when the answer has %s', async (_, answer) => {
  ssm.on(GetParametersCommand).resolves(answer);
  await expect(parameterStore().read(['/shop/A'], signal)).rejects.toThrow(
    'Parameter Store gave no answer for /shop/A',
  );
});

test('cannot look when it may not', async () => {
  ssm.on(GetParametersCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
  const failure = parameterStore().read(['/shop/A'], signal);
  await expect(failure).rejects.toThrow('Parameter Store refused ssm:GetParameters');
  await expect(failure).rejects.toBeInstanceOf(SourceError);
});
