import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { off, secret } from '../../lib/config/index.ts';
import { PreflightStack } from '../../lib/constructs/preflight-stack.ts';
import { runPartition, tokenPartition, waiverPartition } from '../../lib/domain/approvals/approval-keys.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedWith, waivableChecks } from '../support/attended.ts';
import { configWith, vpc } from '../support/config.ts';
import { permissionsOf, withoutHashes } from '../support/permissions.ts';
import {
  construct,
  functionsOf,
  keptTable,
  namesOf,
  ofType,
  type Synthesized,
  synthesize,
  templateOf,
  theOnly,
} from '../support/synth.ts';

const waived = attendedWith({}, { checks: waivableChecks });
const github = { repository: 'acme/shop-api', auth: { token: secret('shop/github', 'token') } };
const functions = ['OpenApprovals', 'RequestApproval', 'CloseApprovals', 'DecideVerdict', 'ApprovalApi'] as const;
let gate: Synthesized;

beforeAll(async () => {
  await bundleLambdas();
  gate = synthesize(waived);
});

/** Without what every function may do, and without the ends of logical ids. */
function roleOf(resources: Synthesized['resources'], name: string): string[] {
  return permissionsOf(resources, `${name}Function`)
    .filter((line) => !/^(logs|xray):/.test(line))
    .map(withoutHashes)
    .toSorted();
}

const table = '<PreflightApprovals.Arn>';
const within = (partition: string) => ` if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["${partition}"]}}`;
const inRuns = within('run#*');
const inTokens = within('token#*');
const inWaivers = within('waiver#shop-api#production');

describe('the table of approvals', () => {
  it('is paid by use, restorable, protected, and stays', () => {
    const [, one] = theOnly(gate.resources, 'AWS::DynamoDB::GlobalTable');
    expect(one).toMatchObject(keptTable);
    expect(one.Properties).toMatchObject({
      GlobalSecondaryIndexes: [
        {
          IndexName: 'pending',
          KeySchema: [
            { AttributeName: 'pending', KeyType: 'HASH' },
            { AttributeName: 'expiresAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
  });

  it('keeps task tokens, runs and waivers in partitions that no pattern of another covers', () => {
    const gateOf = { service: 'shop-api', environment: 'production' };
    const partitions = [runPartition('a-run'), tokenPartition('a-run'), waiverPartition(gateOf)];
    expect(partitions).toEqual(['run#a-run', 'token#a-run', 'waiver#shop-api#production']);
  });
});

describe('a function may do this and no more:', () => {
  it('open-approvals: write runs, and read them back', () => {
    expect(roleOf(gate.resources, 'OpenApprovals')).toEqual([`dynamodb:PutItem,dynamodb:Query on ${table}${inRuns}`]);
  });

  it('request-approval: keep a token, look at an item, end a task of this gate', () => {
    expect(roleOf(gate.resources, 'RequestApproval')).toEqual([
      `dynamodb:GetItem on ${table}${inRuns}`,
      `dynamodb:PutItem on ${table}${inTokens}`,
      'states:SendTaskSuccess on <PreflightGate>',
    ]);
  });

  it('close-approvals: read and end a run, keep waivers of this gate; and never see a token', () => {
    expect(roleOf(gate.resources, 'CloseApprovals')).toEqual([
      `dynamodb:PutItem on ${table}${inWaivers}`,
      `dynamodb:Query,dynamodb:GetItem,dynamodb:UpdateItem on ${table}${inRuns}`,
    ]);
  });

  it('decide-verdict: read waivers of this gate', () => {
    expect(roleOf(gate.resources, 'DecideVerdict')).toEqual([`dynamodb:Query on ${table}${inWaivers}`]);
  });

  it('approval-api: read runs and what is pending, record decisions, take a token that it can name', () => {
    expect(roleOf(gate.resources, 'ApprovalApi')).toEqual([
      `dynamodb:GetItem on ${table}${inTokens}`,
      `dynamodb:Query on ${table}/index/pending`,
      `dynamodb:Query,dynamodb:GetItem,dynamodb:UpdateItem on ${table}${inRuns}`,
      'states:DescribeExecution on arn:<AWS::Partition>:states:eu-central-1:<AWS::AccountId>:execution:<PreflightGate.Name>:*',
      'states:SendTaskSuccess on <PreflightGate>',
    ]);
  });

  it('none deletes, scans, or asks the table in another language', () => {
    const actions = functions.flatMap((name) => roleOf(gate.resources, name).map((line) => line.split(' on ')[0]));
    expect(actions.join()).not.toMatch(/Delete|Scan|PartiQL|Batch|\*/);
  });

  it('decide-verdict touches no table where no check is waivable', () => {
    const { resources } = synthesize(attendedWith());
    expect(roleOf(resources, 'DecideVerdict')).toEqual([]);
    expect(toldOf(resources, 'APPROVAL_TABLE')).toEqual([
      'OpenApprovals',
      'RequestApproval',
      'CloseApprovals',
      'ApprovalApi',
    ]);
    expect(toldOf(gate.resources, 'APPROVAL_TABLE').toSorted()).toEqual([...functions].toSorted());
  });
});

describe("the release's authors", () => {
  const asked = attendedWith({ authors: undefined }, { github: { ...github, inNetwork: true }, network: vpc });
  const secretOf = 'arn:<AWS::Partition>:secretsmanager:eu-central-1:<AWS::AccountId>:secret';
  const networkOf = ({ resources }: Synthesized): string[] =>
    namesOf(functionsOf({ resources }).filter(([, { Properties }]) => Properties['VpcConfig'] !== undefined));

  it("are asked for with GitHub's secret, where GitHub is", () => {
    const one = synthesize(asked);
    expect(roleOf(one.resources, 'OpenApprovals')).toEqual(
      expect.arrayContaining([`secretsmanager:GetSecretValue on ${secretOf}:shop/github-??????`]),
    );
    expect(networkOf(one)).toContain('OpenApprovals');
  });

  it('are not asked for where the configuration says so', () => {
    const one = synthesize(attendedWith({ authors: off('no repository') }, { github, network: vpc }));
    expect(roleOf(one.resources, 'OpenApprovals').filter((line) => line.startsWith('secretsmanager'))).toEqual([]);
    expect(networkOf(one)).toEqual(['CheckDatabase']);
  });
});

describe("a user's key", () => {
  const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

  it('encrypts the table and the topic, and is used through DynamoDB alone', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys', { env: { region: 'eu-central-1' } });
    const encryptionKey = Key.fromKeyArn(keys, 'Key', key);
    const stack = new PreflightStack(app, { config: waived, environment: 'production', encryptionKey });
    const resources = templateOf(stack);
    const [, one] = theOnly(resources, 'AWS::DynamoDB::GlobalTable');
    expect(one.Properties).toMatchObject({ Replicas: [{ SSESpecification: { KMSMasterKeyId: key } }] });
    const topics = ofType(resources, 'AWS::SNS::Topic').map(([, { Properties }]) => Properties['KmsMasterKeyId']);
    expect(topics).toEqual([key, key]);
    const via = ' if {"StringEquals":{"kms:ViaService":"dynamodb.eu-central-1.amazonaws.com"}}';
    const ofKey = (name: string) => roleOf(resources, name).filter((line) => line.startsWith('kms:'));
    expect(ofKey('DecideVerdict')).toEqual([`kms:Decrypt on ${key}${via}`]);
    for (const name of functions.filter((one) => one !== 'DecideVerdict')) {
      expect(ofKey(name), name).toEqual([expect.stringMatching(/^kms:Decrypt,kms:DescribeKey,kms:Encrypt,/)]);
      expect(ofKey(name)[0]).toContain(via);
    }
  });
});

describe('the functions of the approval step', () => {
  it('are four, by the names of their bundles, and none where nobody is asked', () => {
    const added = ['open-approvals', 'request-approval', 'close-approvals', 'approval-api'];
    expect(Object.keys(construct(waived).functions).slice(-4)).toEqual(added);
    expect(Object.keys(construct(configWith()).functions)).not.toEqual(expect.arrayContaining(added));
  });

  it('end in time: before API Gateway does, or after GitHub has', () => {
    const times = functionsOf(gate).map((one) => [...namesOf([one]), one[1].Properties['Timeout']]);
    expect(Object.fromEntries(times)).toMatchObject({
      OpenApprovals: 40,
      RequestApproval: 10,
      CloseApprovals: 20,
      ApprovalApi: 10,
    });
  });
});

function toldOf(resources: Synthesized['resources'], variable: string): string[] {
  const told = functionsOf({ resources }).filter(([, { Properties }]) => JSON.stringify(Properties).includes(variable));
  return namesOf(told);
}
