import { expect, test } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { placeOfSecret, secretText } from '../../lib/sources/secret-text.ts';

const whole = new Secret(JSON.stringify({ key: 'Zr7kQ9pWx', port: 5432, nested: { key: 'Zr7kQ9pWx' } }));

test.each([
  ['the whole secret', { secret: 'shop/app' }, whole.reveal()],
  ['a key of it', { secret: 'shop/app', key: 'key' }, 'Zr7kQ9pWx'],
  ['a number as a text', { secret: 'shop/app', key: 'port' }, '5432'],
  ['no key that every object has', { secret: 'shop/app', key: 'toString' }, undefined],
])('gives %s', (_case, location, text) => {
  expect(secretText(location, whole)).toBe(text);
});

test('gives nothing of a secret that does not exist', () => {
  expect([secretText({ secret: 'none' }, undefined), secretText({ secret: 'none', key: 'key' }, undefined)]).toEqual([
    undefined,
    undefined,
  ]);
});

test('quotes no secret that has no keys, or none with a text', () => {
  const location = { secret: 'shop/app', key: 'nested' };
  expect(() => secretText(location, whole)).toThrow(/^key nested of secret shop\/app is not a text$/);
  for (const text of ['Zr7kQ9pWx', '["Zr7kQ9pWx"]', 'null']) {
    expect(() => secretText(location, new Secret(text))).toThrow(
      /^secret shop\/app of Secrets Manager is not a JSON object$/,
    );
  }
});

test('says where a secret is kept', () => {
  expect(placeOfSecret({ secret: 'shop/app' })).toBe('secret shop/app');
  expect(placeOfSecret({ secret: 'shop/app', key: 'key' })).toBe('key key of secret shop/app');
});
