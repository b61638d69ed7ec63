import { describe, expect, test } from 'vitest';
import { operationOf } from '../../sandbox/world/aws-operation.ts';
import { rewrite, rewritesOf } from '../../sandbox/world/aws-rewrite.ts';
import { healthyWorld } from '../../sandbox/world/healthy.ts';

const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=000000000000/20261123/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=ab`,
});

describe('operationOf', () => {
  test.each([
    ['ssm:GetParameters', { headers: { ...signedFor('ssm'), 'x-amz-target': 'AmazonSSM.GetParameters' } }, '{}'],
    [
      'rds:DescribeDBSnapshots',
      { headers: signedFor('rds') },
      'Version=2014-10-31&Action=DescribeDBSnapshots&MaxRecords=100',
    ],
    [
      'cloudwatch:GetMetricData',
      { headers: signedFor('monitoring'), url: '/service/GraniteServiceVersion20100801/operation/GetMetricData' },
      '\u0001',
    ],
    [
      'dynamodb:Query',
      { headers: { ...signedFor('dynamodb'), 'x-amz-target': 'DynamoDB_20120810.Query' } },
      '{"TableName":"rehearsals"}',
    ],
    ['s3:PUT', { headers: signedFor('s3'), method: 'PUT', url: '/bucket/key' }, ''],
    ['unknown:GET', { headers: {} }, ''],
  ])('is %s', (operation, request, body) => {
    expect(operationOf(request, body)).toBe(operation);
  });
});

describe('rewrite', () => {
  test('replaces every such field of XML, and no other', () => {
    const body = '<r><Status>available</Status><StatusInfo>x</StatusInfo><s><Status>available</Status></s></r>';
    expect(rewrite(body, { Status: 'creating' })).toBe(
      '<r><Status>creating</Status><StatusInfo>x</StatusInfo><s><Status>creating</Status></s></r>',
    );
  });

  test('replaces fields of JSON at any depth, and adds none', () => {
    const body = JSON.stringify({ Certificate: { NotAfter: 1, Status: 'ISSUED' }, Other: [] });
    expect(JSON.parse(rewrite(body, { NotAfter: 2, Missing: 3 }))).toEqual({
      Certificate: { NotAfter: 2, Status: 'ISSUED' },
      Other: [],
    });
  });
});

describe('rewritesOf', () => {
  const now = new Date('2026-11-23T12:00:00.000Z');
  const { rds } = healthyWorld({ privateKey: '', publicKey: '' });

  test('dates a snapshot by its age, a certificate in seconds', () => {
    const rewrites = rewritesOf(
      { rds: { ...rds, snapshot: { ageHours: 31, status: 'available' } }, acm: { status: 'ISSUED', daysLeft: 29 } },
      now,
    );
    expect(rewrites['rds:DescribeDBSnapshots']?.['SnapshotCreateTime']).toBe('2026-11-22T05:00:00.000Z');
    expect(rewrites['acm:DescribeCertificate']?.['NotAfter']).toBe(Date.parse('2026-12-22T12:00:00Z') / 1000);
  });
});
