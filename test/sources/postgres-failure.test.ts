import { expect, it } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { failureOf } from '../../lib/sources/postgres-failure.ts';

const target = {
  host: 'db.shop.io',
  port: 5432,
  database: 'shop',
  username: 'shop',
  password: new Secret('a password'),
};
const said = (code: string) => failureOf(target, 'query', { code, severity: 'ERROR', message: 'the reason' });

it.each(['57014', '55P03'])('does not take a question that the server gave up (%s) for a no', (code) => {
  expect(said(code)).toMatchObject({ definite: false, sqlState: code });
});

it.each(['28P01', '3D000', '53300', '57P03', '42501'])('takes %s for a definite no', (code) => {
  expect(said(code)).toMatchObject({ definite: true, sqlState: code });
});
