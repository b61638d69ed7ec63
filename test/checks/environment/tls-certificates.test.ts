import { expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { tlsCertificates } from '../../../lib/checks/environment/tls-certificates.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { Acm, AcmCertificate } from '../../../lib/sources/acm.ts';
import type { ServedCertificate, Tls, TlsServer } from '../../../lib/sources/tls.ts';
import { ask, now } from '../../support/ask.ts';

const name = 'shop.example.com';
const arn = 'arn:aws:acm:us-east-1:123456789012:certificate/0b1c';
const dayMs = 86_400_000;
const inDays = (days: number, ms = 0): Date => new Date(now.getTime() + days * dayMs + ms);

const served: ServedCertificate = {
  notBefore: inDays(-10),
  notAfter: inDays(80),
  subject: `CN=${name}`,
  issuer: 'CN=Authority',
  problems: [],
};
const issued: AcmCertificate = { arn, status: 'ISSUED', notAfter: inDays(80), names: [name], inUse: true };

interface World {
  readonly served?: Partial<ServedCertificate>;
  readonly acm?: readonly AcmCertificate[];
  readonly domain?: Partial<z.input<typeof tlsCertificates.config>['domains'][number]>;
  readonly longerThanDays?: number;
}

function sourcesOf(world: World): { tls: Tls; acm: Acm; asked: unknown[] } {
  const asked: unknown[] = [];
  const certificates = world.acm ?? [issued];
  return {
    asked,
    tls: {
      servedCertificate: async (server: TlsServer) => {
        asked.push(server);
        return { ...served, ...world.served };
      },
    },
    acm: {
      certificate: async (wanted) => {
        asked.push(wanted);
        return certificates.find((one) => one.arn === wanted);
      },
      covering: async (domain, region) => {
        asked.push({ domain, region });
        return certificates.map((one) => ({ ...one, names: [domain] }));
      },
    },
  };
}

async function judge(world: World) {
  const { longerThanDays } = world;
  const config = { domains: [{ name, ...world.domain }], ...(longerThanDays === undefined ? {} : { longerThanDays }) };
  return ask(tlsCertificates, { config, sources: sourcesOf(world) });
}

test('passes when the served certificate and the one in ACM are in order', async () => {
  const result = await judge({});
  expect(result).toMatchObject({
    outcome: 'pass',
    summary: 'certificates valid for more than 30 days: shop.example.com',
  });
  expect(result.evidence).toEqual([
    {
      where: 'shop.example.com as served by shop.example.com:443',
      observed: 'CN=shop.example.com by CN=Authority, until 2027-02-11T12:00:00.000Z (in 80.0 days)',
      expected: 'trusted for shop.example.com, more than 30 days left',
    },
    {
      where: `ACM certificate ${arn} for shop.example.com`,
      observed: 'ISSUED, until 2027-02-11T12:00:00.000Z (in 80.0 days), in use',
      expected: 'ISSUED, more than 30 days left',
    },
  ]);
});

test.each([
  ['30 days and a millisecond', inDays(30, 1), 'pass'],
  ['exactly 30 days', inDays(30), 'fail'],
  ['a millisecond less than 30 days', inDays(30, -1), 'fail'],
  ['no time at all', now, 'fail'],
] as const)('%s left, served or in ACM', async (_, notAfter, outcome) => {
  expect((await judge({ served: { notAfter } })).outcome).toBe(outcome);
  expect((await judge({ acm: [{ ...issued, notAfter }] })).outcome).toBe(outcome);
});

test('judges by the configured days', async () => {
  expect((await judge({ longerThanDays: 79.5 })).outcome).toBe('pass');
  expect((await judge({ longerThanDays: 80 })).outcome).toBe('fail');
});

test('fails for a served certificate that a client would refuse, with all reasons', async () => {
  const problems = ['has expired', 'is for another host name'];
  const result = await judge({ served: { problems, notAfter: inDays(-2) } });
  expect(result).toMatchObject({
    outcome: 'fail',
    summary: 'the certificate served for shop.example.com has expired and is for another host name',
  });
  expect(result.evidence[0]?.observed).toContain('(2.0 days ago), has expired, is for another host name');
});

test('fails for a served certificate that begins after now', async () => {
  const result = await judge({ served: { notBefore: inDays(0, 1) } });
  expect(result).toMatchObject({
    outcome: 'fail',
    evidence: [{ observed: expect.stringContaining('is not yet valid') }, {}],
  });
});

test.each(['PENDING_VALIDATION', 'EXPIRED', 'REVOKED', 'FAILED', 'INACTIVE', 'issued'])(
  'fails for the status %s',
  async (status) => {
    const result = await judge({ acm: [{ ...issued, status }] });
    expect(result).toMatchObject({ outcome: 'fail', evidence: [{ observed: expect.stringContaining(status) }, {}] });
  },
);

test('fails for a certificate that has no end yet', async () => {
  expect(await judge({ acm: [{ ...issued, status: 'PENDING_VALIDATION', notAfter: undefined }] })).toMatchObject({
    outcome: 'fail',
  });
  expect(await judge({ acm: [{ ...issued, notAfter: undefined }] })).toMatchObject({ outcome: 'fail' });
});

test('fails when ACM has no certificate for the domain, or none of that ARN', async () => {
  const missing = {
    outcome: 'fail',
    evidence: [{ where: 'ACM for shop.example.com', observed: 'no certificate' }, {}],
  };
  expect(await judge({ acm: [] })).toMatchObject(missing);
  expect(await judge({ acm: [], domain: { certificateArn: arn } })).toMatchObject(missing);
});

test('the worst of the certificates in use decides; others only where none is in use', async () => {
  const old = { ...issued, arn: `${arn}-old`, notAfter: inDays(-100) };
  expect((await judge({ acm: [issued, old] })).outcome).toBe('fail');
  expect((await judge({ acm: [issued, { ...old, inUse: false }] })).outcome).toBe('pass');
  expect((await judge({ acm: [{ ...issued, inUse: false }] })).outcome).toBe('pass');
  expect(
    (
      await judge({
        acm: [
          { ...issued, inUse: false },
          { ...old, inUse: false },
        ],
      })
    ).outcome,
  ).toBe('fail');
});

test('asks the configured address for the domain, and the configured certificate or region', async () => {
  const sources = sourcesOf({});
  const domains = [
    { name, connectTo: 'origin.example.com:8443', certificateArn: arn },
    { name: 'api.example.com', connectTo: '[::1]:443', certificateRegion: 'us-east-1' },
    { name: 'www.example.com', port: 444 },
  ];
  await ask(tlsCertificates, { config: { domains }, sources });
  expect(sources.asked).toEqual([
    { name, host: 'origin.example.com', port: 8443 },
    arn,
    { name: 'api.example.com', host: '::1', port: 443 },
    { domain: 'api.example.com', region: 'us-east-1' },
    { name: 'www.example.com', host: 'www.example.com', port: 444 },
    { domain: 'www.example.com', region: undefined },
  ]);
});

test('a certificate outside ACM is said to be, and the served one still decides', async () => {
  const domain = { acm: { off: 'issued by another authority' } };
  const result = await judge({ acm: [], domain });
  expect(result.outcome).toBe('pass');
  expect(result.evidence[1]).toMatchObject({ observed: 'off: issued by another authority' });
  expect(await judge({ acm: [], domain, served: { notAfter: inDays(3) } })).toMatchObject({ outcome: 'fail' });
});

test('names each domain that is not in order', async () => {
  const { acm, tls } = sourcesOf({});
  const one: Tls = {
    servedCertificate: async (server, signal) => ({
      ...(await tls.servedCertificate(server, signal)),
      notAfter: server.name === 'api.example.com' ? inDays(5) : inDays(90),
    }),
  };
  const config = { domains: [{ name }, { name: 'api.example.com' }] };
  const result = await ask(tlsCertificates, { config, sources: { acm, tls: one } });
  expect(result.summary).toBe('the certificate served for api.example.com ends too soon');
  expect(result.evidence[0]?.where).toContain('api.example.com');
});

test('cannot look when there is no handshake, or ACM cannot be asked', async () => {
  const broken = async (): Promise<never> => {
    throw new SourceError('shop.example.com refused the connection (shop.example.com:443)');
  };
  const { acm, tls } = sourcesOf({});
  const config = { domains: [{ name }] };
  const withoutTls = await ask(tlsCertificates, { config, sources: { acm, tls: { servedCertificate: broken } } });
  expect(withoutTls).toMatchObject({ outcome: 'error', summary: expect.stringContaining('refused the connection') });
  const brokenAcm = { certificate: broken, covering: broken };
  expect(await ask(tlsCertificates, { config, sources: { acm: brokenAcm, tls } })).toMatchObject({ outcome: 'error' });
});

test('a server that cannot be asked does not hide a certificate that ends too soon', async () => {
  const { acm } = sourcesOf({});
  const tls: Tls = {
    servedCertificate: async (server) => {
      if (server.name === name) return { ...served, notAfter: inDays(5) };
      throw new SourceError('api.example.com refused the connection (api.example.com:443)');
    },
  };
  const config = { domains: [{ name }, { name: 'api.example.com' }] };
  const result = await ask(tlsCertificates, { config, sources: { acm, tls } });
  expect(result).toMatchObject({ outcome: 'fail', summary: expect.stringContaining('ends too soon; could not look') });
});

test.each([
  { name: '127.0.0.1' },
  { name: '*.example.com' },
  { name: 'https://shop.example.com' },
  { name: 'localhost' },
  { name, port: 0 },
  { name, connectTo: 'origin.example.com' },
  { name, connectTo: 'origin.example.com:0' },
  { name, connectTo: 'origin.example.com:65536' },
  { name, connectTo: 'https://origin.example.com:443' },
  { name, certificateArn: 'arn:aws:iam::123456789012:server-certificate/x' },
  { name, certificateArn: arn, certificateRegion: 'us-east-1' },
  { name, certificateArn: arn, acm: { off: 'issued by another authority' } },
  { name, acm: { off: 'no' } },
])('refuses the domain %j', (domain) => {
  expect(tlsCertificates.config.safeParse({ domains: [domain] }).success).toBe(false);
});

test('may read the named certificates, and all where one is found by its name', () => {
  const resources = (domains: object[]) => tlsCertificates.resources?.(tlsCertificates.config.parse({ domains }));
  const off = { name, acm: { off: 'issued by another authority' } };
  expect(resources([{ name, certificateArn: arn }, off])).toEqual({ acm: [arn] });
  expect(resources([{ name, certificateArn: arn }, { name }, { name }])).toEqual({ acm: [arn, '*'] });
  expect(resources([off])).toEqual({ acm: [] });
});

test('fails when the named certificate of ACM is for other names', async () => {
  const other = { ...issued, names: ['example.com', '*.shop.example.com', 'other.example.com'] };
  const result = await judge({ acm: [other], domain: { certificateArn: arn } });
  expect(result).toMatchObject({
    outcome: 'fail',
    summary: 'the certificate in ACM for shop.example.com is for other names',
  });
  expect(result.evidence[0]?.observed).toContain(', for other names');
  const wildcard = { ...issued, names: ['*.example.com'] };
  expect((await judge({ acm: [wildcard], domain: { certificateArn: arn } })).outcome).toBe('pass');
});
