import { expect, it } from 'vitest';
import { redact, Secret } from '../../lib/domain/secret.ts';
import { basicAuthorization } from '../../lib/sources/basic-authorization.ts';

it('is taken out of texts as the password itself is', () => {
  const password = new Secret('the-password-of-a-registry');
  const header = basicAuthorization({ username: 'robot', password });
  expect(header).toBe(`Basic ${Buffer.from(`robot:${password.reveal()}`).toString('base64')}`);
  expect(redact(`refused ${header}`)).toBe('refused Basic [secret]');
});
