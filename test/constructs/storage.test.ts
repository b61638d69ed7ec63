import { App, Duration, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { Preflight } from '../../lib/constructs/preflight.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { configWith } from '../support/config.ts';
import { flat } from '../support/permissions.ts';
import { ofType, type Synthesized, synthesize, templateOf } from '../support/synth.ts';

let gate: Synthesized;

beforeAll(async () => {
  await bundleLambdas();
  gate = synthesize(configWith());
});

describe('what is kept', () => {
  it('is in a bucket that is encrypted, versioned, private, TLS only, and stays', () => {
    const [[, bucket] = []] = ofType(gate.resources, 'AWS::S3::Bucket');
    expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(bucket?.Properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(JSON.stringify(bucket?.Properties['BucketEncryption'])).toContain('"SSEAlgorithm":"AES256"');
    const [[, policy] = []] = ofType(gate.resources, 'AWS::S3::BucketPolicy');
    const statements = JSON.stringify(policy?.Properties['PolicyDocument']);
    expect(statements).toContain('{"Bool":{"aws:SecureTransport":"false"}}');
    expect(statements).toContain('{"NumericLessThan":{"s3:TlsVersion":1.2}}');
    expect(statements).not.toContain('"Allow"');
  });

  it('stays for good, unless a user says for how long', () => {
    const rules = (one: Synthesized) =>
      JSON.stringify(ofType(one.resources, 'AWS::S3::Bucket')[0]?.[1].Properties['LifecycleConfiguration']);
    expect(rules(gate)).not.toContain('ExpirationInDays');
    expect(rules(synthesize(configWith(), { reportRetention: Duration.days(400) }))).toContain(
      '"ExpirationInDays":400',
    );
  });

  it('is told to a topic that is encrypted and TLS only', () => {
    const [[, topic] = []] = ofType(gate.resources, 'AWS::SNS::Topic');
    expect(topic?.Properties['KmsMasterKeyId']).toBe('alias/aws/sns');
    const [[, policy] = []] = ofType(gate.resources, 'AWS::SNS::TopicPolicy');
    expect(JSON.stringify(policy?.Properties['PolicyDocument'])).toContain('{"Bool":{"aws:SecureTransport":"false"}}');
  });

  it("is encrypted with a user's key where one is passed", () => {
    const stack = new Stack(new App(), 'Stack');
    const encryptionKey = new Key(stack, 'Key');
    new Preflight(stack, 'Preflight', { config: configWith(), environment: 'production', encryptionKey });
    const resources = templateOf(stack);
    expect(JSON.stringify(ofType(resources, 'AWS::S3::Bucket'))).toContain('"SSEAlgorithm":"aws:kms"');
    expect(flat(ofType(resources, 'AWS::SNS::Topic')[0]?.[1].Properties['KmsMasterKeyId'])).toMatch(/^<Key\w+\.Arn>$/);
    const policies = JSON.stringify(ofType(resources, 'AWS::IAM::Policy').filter(([id]) => id.includes('WriteReport')));
    expect(policies).toContain('"kms:GenerateDataKey"');
  });
});
