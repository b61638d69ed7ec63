import { describe, expect, it } from 'vitest';
import { Secret } from '../../../lib/domain/secret.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import { createAuthority, issueCertificate } from '../../../sandbox/certificates.ts';
import { openShop, trustedAuthority } from './login-shop.ts';
import { byForm, redirect, shopWith } from './login-shops.ts';

describe('a login that nobody answers', () => {
  it('fails when nothing listens', async () => {
    const shop = await openShop();
    await shop.server.close();
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining('refused the connection'),
    });
  });

  it.each([
    ['another authority', async () => issueCertificate({ names: ['localhost'] }, await createAuthority('Somebody'))],
    ['another host', async () => issueCertificate({ names: ['shop.example.com'] }, await trustedAuthority())],
    [
      'last year',
      async () =>
        issueCertificate(
          { names: ['localhost'], notAfter: new Date(Date.now() - 86_400_000) },
          await trustedAuthority(),
        ),
    ],
  ])('fails when its certificate is one of %s, and says nothing to it', async (_whose, issue) => {
    const shop = await shopWith({}, { certificate: await issue() });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining('presented a certificate that'),
    });
    expect(shop.requests).toEqual([]);
  });

  it('fails when the answer begins and does not end', async () => {
    const shop = await shopWith({ 'POST /login': ({ response }) => response.writeHead(200).write('<html>') });
    expect(await shop.ask(byForm(shop), 2)).toMatchObject({
      outcome: 'fail',
      summary: `${shop.origin}/login began to answer with HTTP 200 and did not finish in time`,
    });
  });

  it('cannot look when the answer does not begin', async () => {
    const shop = await shopWith({ 'POST /login': () => undefined });
    expect(await shop.ask(byForm(shop), 2)).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining(`${shop.origin}/login took the request and did not answer in time`),
    });
  });

  it('names no address that the application chose, when that does not answer', async () => {
    const shop = await shopWith({
      'POST /login': redirect(302, '/token/5f3a9c'),
      'GET /token/5f3a9c': ({ response }) => response.destroy(),
    });
    const result = await shop.logIn();
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: `${shop.origin}, to where POST ${shop.origin}/login leads closed the connection before it answered`,
    });
    expect(JSON.stringify(result)).not.toContain('5f3a9c');
  });

  it.each([
    ['the secret is missing', 'Secrets Manager has no secret shop/test-user'],
    ['Secrets Manager does not answer', 'Secrets Manager did not answer in time'],
  ])('cannot look when %s, and asks nobody', async (_what, message) => {
    const shop = await shopWith({}, { secrets: { credentials: () => Promise.reject(new SourceError(message)) } });
    expect(await shop.logIn()).toMatchObject({ outcome: 'error', summary: `could not look: ${message}` });
    expect(shop.requests).toEqual([]);
  });

  it('cannot look when the secret has no user name', async () => {
    const shop = await shopWith(
      {},
      { secrets: { credentials: async () => ({ username: '', password: new Secret('x') }) } },
    );
    expect(await shop.logIn()).toMatchObject({
      outcome: 'error',
      summary: 'could not look: secret shop/test-user of Secrets Manager has no username',
    });
  });
});
