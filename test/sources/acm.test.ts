import {
  ACMClient,
  type CertificateDetail,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-acm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { acm } from '../../lib/sources/acm.ts';

const client = mockClient(ACMClient);
const signal = AbortSignal.timeout(10_000);
const notAfter = new Date('2027-01-01T00:00:00Z');
const arnOf = (id: string, region = 'eu-central-1') => `arn:aws:acm:${region}:123456789012:certificate/${id}`;
const notFound = new ResourceNotFoundException({ message: 'no', $metadata: {} });
afterEach(() => client.reset());

function describes(id: string, detail: CertificateDetail): void {
  client.on(DescribeCertificateCommand, { CertificateArn: arnOf(id) }).resolves({
    Certificate: { CertificateArn: arnOf(id), Status: 'ISSUED', NotAfter: notAfter, ...detail },
  });
}

async function regionsAsked(): Promise<(string | undefined)[]> {
  const clients = client.calls().map((call) => call.thisValue as ACMClient);
  return Promise.all(clients.map((one) => one.config.region()));
}

test('describes a certificate in the region of its ARN', async () => {
  const arn = arnOf('a', 'us-east-1');
  client.on(DescribeCertificateCommand).resolves({
    Certificate: {
      DomainName: 'shop.example.com',
      Status: 'ISSUED',
      NotAfter: notAfter,
      InUseBy: ['arn:aws:cloudfront:x'],
    },
  });
  expect(await acm().certificate(arn, signal)).toEqual({
    arn,
    status: 'ISSUED',
    notAfter,
    names: ['shop.example.com'],
    inUse: true,
  });
  expect(await regionsAsked()).toEqual(['us-east-1']);
  expect(client.call(0).args.at(1)).toMatchObject({ abortSignal: signal });
});

test('has undefined for an ARN without a certificate', async () => {
  client.on(DescribeCertificateCommand).rejects(notFound);
  expect(await acm().certificate(arnOf('a'), signal)).toBeUndefined();
});

test('a pending certificate may have no end, an issued one not', async () => {
  client.on(DescribeCertificateCommand).resolves({ Certificate: { DomainName: 'a.io', Status: 'PENDING_VALIDATION' } });
  expect(await acm().certificate(arnOf('a'), signal)).toMatchObject({ status: 'PENDING_VALIDATION', inUse: false });
  client.on(DescribeCertificateCommand).resolves({ Certificate: { DomainName: 'a.io', Status: 'ISSUED' } });
  await expect(acm().certificate(arnOf('a'), signal)).rejects.toThrow('without its status or its end');
  client.on(DescribeCertificateCommand).resolves({});
  await expect(acm().certificate(arnOf('a'), signal)).rejects.toBeInstanceOf(SourceError);
});

test('finds all certificates that cover a name, over all pages and of all key types', async () => {
  client
    .on(ListCertificatesCommand)
    .resolves({
      CertificateSummaryList: [
        { CertificateArn: arnOf('exact'), DomainName: 'Shop.Example.com', SubjectAlternativeNameSummaries: [] },
        { CertificateArn: arnOf('other'), DomainName: 'a.io', SubjectAlternativeNameSummaries: ['a.io', '*.a.io'] },
        {
          CertificateArn: arnOf('many'),
          SubjectAlternativeNameSummaries: ['a.io'],
          HasAdditionalSubjectAlternativeNames: true,
        },
      ],
      NextToken: 'page-2',
    })
    .on(ListCertificatesCommand, { NextToken: 'page-2' })
    .resolves({
      CertificateSummaryList: [
        { CertificateArn: arnOf('wildcard'), SubjectAlternativeNameSummaries: ['*.example.com'] },
        { CertificateArn: arnOf('bare'), DomainName: 'bare.io' },
        {
          CertificateArn: arnOf('deep'),
          SubjectAlternativeNameSummaries: ['*.shop.example.com', '*.com', 'example.com'],
        },
        { CertificateArn: arnOf('gone'), SubjectAlternativeNameSummaries: ['shop.example.com'] },
      ],
    });
  describes('exact', { DomainName: 'Shop.Example.com' });
  describes('many', { SubjectAlternativeNames: ['a.io', 'shop.example.com'] });
  describes('wildcard', { SubjectAlternativeNames: ['*.example.com'] });
  describes('bare', { SubjectAlternativeNames: ['bare.io'] });
  client.on(DescribeCertificateCommand, { CertificateArn: arnOf('gone') }).rejects(notFound);

  const found = await acm().covering('shop.example.com', undefined, signal);
  expect(found.map((one) => one.arn)).toEqual(['exact', 'many', 'wildcard'].map((id) => arnOf(id)));
  expect(client.commandCalls(DescribeCertificateCommand)).toHaveLength(5);
  const [first] = client.commandCalls(ListCertificatesCommand);
  expect(first?.args[0].input.Includes?.keyTypes).toEqual(
    expect.arrayContaining(['RSA_2048', 'RSA_4096', 'EC_prime256v1']),
  );
});

test('looks in the given region', async () => {
  client.on(ListCertificatesCommand).resolves({ CertificateSummaryList: [] });
  expect(await acm().covering('shop.example.com', 'us-east-1', signal)).toEqual([]);
  expect(await regionsAsked()).toEqual(['us-east-1']);
});

test.each([
  ['no list', {}, 'without a list'],
  ['the same page again', { CertificateSummaryList: [], NextToken: 'again' }, 'the same page of certificates twice'],
  ['no ARN', { CertificateSummaryList: [{ DomainName: 'shop.example.com' }] }, 'a certificate without its ARN'],
])('cannot look when the list has %s', async (_, answer, message) => {
  client.on(ListCertificatesCommand).resolves(answer);
  const failure = acm().covering('shop.example.com', undefined, signal);
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.toBeInstanceOf(SourceError);
});

test('cannot look when it may not', async () => {
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  client.on(ListCertificatesCommand).rejects(denied).on(DescribeCertificateCommand).rejects(denied);
  await expect(acm().covering('a.io', undefined, signal)).rejects.toThrow('ACM refused acm:ListCertificates');
  await expect(acm().certificate(arnOf('a'), signal)).rejects.toThrow('ACM refused acm:DescribeCertificate');
});
