import { expect, test } from 'vitest';
import { parameter, secret } from '../../lib/config/variable-location.ts';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { ParameterStore } from '../../lib/sources/parameter-store.ts';
import type { SecretsManager } from '../../lib/sources/secrets-manager.ts';
import { hiddenVariable, plainVariable } from '../../lib/sources/variable.ts';
import { awsVariables } from '../../lib/sources/variables.ts';

const signal = AbortSignal.timeout(10_000);
const locations = {
  GIN_MODE: parameter('/shop/mode'),
  API_TOKEN: parameter('/shop/plain'),
  JWT_SECRET: secret('shop/app', 'JWT_SECRET'),
  DB_PORT: secret('shop/app', 'port'),
  NESTED: secret('shop/app', 'nested'),
  ABSENT: secret('shop/app', 'toString'),
  WHOLE: secret('shop/whole'),
  KEY_OF_TEXT: secret('shop/whole', 'key'),
  NO_SECRET: secret('shop/none', 'key'),
  NO_PARAMETER: parameter('/shop/none'),
};

function sources() {
  const asked: string[] = [];
  const parameterStore: ParameterStore = {
    read: async (names) => {
      asked.push(...names);
      const all = new Map([
        ['/shop/mode', plainVariable('release', '/shop/mode')],
        ['/shop/plain', plainVariable('plain-value', '/shop/plain')],
      ]);
      return new Map([...all].filter(([name]) => names.includes(name)));
    },
  };
  const texts: Record<string, string> = {
    'shop/app': JSON.stringify({ JWT_SECRET: 'Zr7kQ9pWx', port: 5432, nested: { a: 'Zr7kQ9pWx' } }),
    'shop/whole': 'whole-text-of-it',
  };
  const secretsManager: SecretsManager = {
    read: async (id) => {
      asked.push(id);
      const text = texts[id];
      return text === undefined ? undefined : new Secret(text);
    },
    credentials: async () => {
      throw new Error('not asked for here');
    },
  };
  return { asked, variables: awsVariables(locations, parameterStore, secretsManager) };
}

test('reads each variable from its place, each secret once', async () => {
  const { asked, variables } = sources();
  const found = await variables.read(['GIN_MODE', 'JWT_SECRET', 'DB_PORT', 'WHOLE'], signal);
  expect([...found].map(([name, one]) => [name, one.shown, one.reveal()])).toEqual([
    ['GIN_MODE', true, 'release'],
    ['JWT_SECRET', false, 'Zr7kQ9pWx'],
    ['DB_PORT', false, '5432'],
    ['WHOLE', false, 'whole-text-of-it'],
  ]);
  expect(asked.toSorted()).toEqual(['/shop/mode', 'shop/app', 'shop/whole']);
});

test('leaves out what does not exist', async () => {
  const found = await sources().variables.read(['ABSENT', 'NO_SECRET', 'NO_PARAMETER', 'GIN_MODE'], signal);
  expect([...found.keys()]).toEqual(['GIN_MODE']);
});

test('does not show a plain parameter for a variable that is named as a secret', async () => {
  const found = await sources().variables.read(['API_TOKEN'], signal);
  expect(found.get('API_TOKEN')).toMatchObject({ shown: false });
});

test('asks no source that it does not need', async () => {
  const { asked, variables } = sources();
  await variables.read(['WHOLE'], signal);
  expect(asked).toEqual(['shop/whole']);
});

test.each([
  ['KEY_OF_TEXT', 'secret shop/whole of Secrets Manager is not a JSON object'],
  ['NESTED', 'key nested of secret shop/app is not a text'],
  ['UNKNOWN', 'the configuration names no place for variable UNKNOWN'],
  ['constructor', 'the configuration names no place for variable constructor'],
])('cannot look at %s', async (name, message) => {
  const failure = sources().variables.read([name], signal);
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.toBeInstanceOf(SourceError);
});

test('says where each variable is kept', () => {
  const { variables } = sources();
  expect(['GIN_MODE', 'JWT_SECRET', 'WHOLE'].map((name) => variables.placeOf(name))).toEqual([
    'parameter /shop/mode',
    'key JWT_SECRET of secret shop/app',
    'secret shop/whole',
  ]);
});

test('prints nothing of a hidden value', () => {
  const variable = hiddenVariable('Zr7kQ9pWx');
  expect(`${JSON.stringify(variable)} ${variable.display()}`).not.toContain('Zr7kQ9pWx');
});
