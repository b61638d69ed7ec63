import { App, Stack } from 'aws-cdk-lib';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RollbackInput } from '../../lib/config/index.ts';
import { PreflightStack } from '../../lib/constructs/preflight-stack.ts';
import { askedRunOf } from '../../lib/domain/window/asked.ts';
import {
  currentPartition,
  goPartition,
  memoryPartition,
  quarantinePartition,
  strayPartition,
  watchTokenPartition,
  windowPartition,
} from '../../lib/domain/window/window-keys.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedChecks } from '../support/attended.ts';
import { permissionsOf, withoutHashes } from '../support/permissions.ts';
import { rehearsalTable, rehearsalTableArn } from '../support/rehearsal-table.ts';
import { keptTable, ofType, type Synthesized, synthesize, templateOf } from '../support/synth.ts';
import { probing, verifiedWith } from '../support/verified.ts';
import { guarded, guardedWith, watchedWith } from '../support/watched.ts';

let plain: Synthesized['resources'];
let guard: Synthesized['resources'];

beforeAll(async () => {
  await bundleLambdas();
  plain = synthesize(watchedWith()).resources;
  guard = synthesize(guardedWith()).resources;
});

/** Without what every function may do, and without the ends of logical ids. */
function roleOf(resources: Synthesized['resources'], name: string): string[] {
  return permissionsOf(resources, `${name}Function`)
    .filter((line) => !/^(logs|xray):/.test(line))
    .map(withoutHashes)
    .toSorted();
}

const may = (actions: string, table: string, ...partitions: string[]): string => {
  const all = actions.split(',').map((action) => `dynamodb:${action}`);
  const keys = JSON.stringify({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } });
  return `${all.join()} on <Preflight${table}.Arn> if ${keys}`;
};
const change = may('GetItem,PutItem,UpdateItem', 'Windows', 'window#*');
const changeAndList = may('GetItem,Query,PutItem,UpdateItem', 'Windows', 'window#*');
const publish = 'sns:Publish on <PreflightNotices>';
const endTask = 'states:SendTaskSuccess on <PreflightWindow>';
const lookAtRuns =
  'states:DescribeExecution on arn:<AWS::Partition>:states:eu-central-1:<AWS::AccountId>:execution:<PreflightWindow.Name>:*';
const look = ['cloudwatch:DescribeAlarms on *', 'cloudwatch:ListAlarmMuteRules on *'];
const own =
  'arn:<AWS::Partition>:cloudwatch:eu-central-1:<AWS::AccountId>:alarm:preflight-shop-api-production-response-time-*';
const lambda = 'arn:<AWS::Partition>:lambda:eu-central-1:<AWS::AccountId>:function:shop-api';
const read = [
  `lambda:GetAlias on ${lambda},${lambda}:live`,
  `lambda:GetFunctionConfiguration on ${lambda},${lambda}:*`,
  `lambda:ListVersionsByFunction on ${lambda}`,
];
const secretsOf = 'arn:<AWS::Partition>:secretsmanager:eu-central-1:<AWS::AccountId>:secret';

describe('a function of a window that asks nobody may do this and no more:', () => {
  it.each<[string, string[]]>([
    [
      'OpenWindow',
      [
        ...look,
        'cloudwatch:GetMetricStatistics on *',
        `cloudwatch:PutMetricAlarm,cloudwatch:TagResource,cloudwatch:DeleteAlarms on ${own}`,
        may('GetItem,UpdateItem', 'Windows', 'current'),
        may('GetItem', 'Windows', 'token#*', 'go#*'),
        may('Query', 'Windows', 'quarantine#*'),
        may('GetItem,PutItem', 'Windows', 'memory#*'),
        changeAndList,
        ...read,
        publish,
        lookAtRuns,
        endTask,
      ],
    ],
    ['WatchWindow', [...look, changeAndList, may('PutItem', 'Windows', 'token#*'), publish, endTask]],
    [
      'OnAlarm',
      [may('GetItem', 'Windows', 'current', 'token#*'), change, may('PutItem', 'Windows', 'stray#*'), endTask],
    ],
    [
      'WindowCommand',
      [
        may('GetItem', 'Windows', 'current', 'token#*'),
        change,
        may('Query,UpdateItem', 'Windows', 'quarantine#*'),
        publish,
        endTask,
      ],
    ],
    [
      'RollBack',
      [
        change,
        may('UpdateItem', 'Windows', 'quarantine#*'),
        `lambda:GetAlias,lambda:UpdateAlias on ${lambda},${lambda}:live`,
        publish,
      ],
    ],
    ['VerifyRollback', [...look, change, ...read]],
    ['CloseWindow', [...look, `cloudwatch:DeleteAlarms on ${own}`, changeAndList, publish]],
    [
      'WriteWindowReport',
      [may('GetItem,Query', 'Windows', 'window#*'), 's3:PutObject on <PreflightReports.Arn>/windows/*'],
    ],
    [
      'SweepWindow',
      [
        ...look,
        `cloudwatch:DeleteAlarms on ${own}`,
        changeAndList,
        publish,
        's3:PutObject on <PreflightReports.Arn>/windows/*',
      ],
    ],
    ['DecideVerdict', [may('Query', 'Windows', 'quarantine#*')]],
    ['WriteReport', [may('PutItem,DeleteItem', 'Windows', 'go#*'), 's3:PutObject on <PreflightReports.Arn>/reports/*']],
  ])('%s', (name, expected) => {
    expect(roleOf(plain, name)).toEqual(expected.toSorted());
  });
});

describe('where the window asks people, beside that:', () => {
  const asks = may('Query,GetItem,PutItem,UpdateItem', 'Approvals', 'run#window.*');
  const closes = may('Query,GetItem,UpdateItem', 'Approvals', 'run#window.*');

  it.each<[string, string[]]>([
    ['OpenWindow', [closes]],
    ['WatchWindow', [asks, may('PutItem', 'Approvals', 'token#window.*')]],
    ['OnAlarm', []],
    ['WindowCommand', []],
    ['RollBack', []],
    ['VerifyRollback', []],
    ['CloseWindow', [closes]],
    ['WriteWindowReport', [may('Query,GetItem', 'Approvals', 'run#window.*')]],
    ['SweepWindow', [closes]],
    ['CheckSchema', [`secretsmanager:GetSecretValue on ${secretsOf}:shop/database-??????`]],
    ['DecideRollback', [change, asks, publish]],
  ])('%s', (name, expected) => {
    const before = roleOf(plain, name);
    expect(roleOf(guard, name).filter((line) => !before.includes(line))).toEqual(expected.toSorted());
    expect(before.filter((line) => !roleOf(guard, name).includes(line))).toEqual([]);
  });

  it('the functions that take decisions end tasks of the window where that asks, and of the gate where that asks', () => {
    const gateAlone = synthesize(watchedWith({}, { checks: attendedChecks, approvals: authorsOff })).resources;
    const both = synthesize(guardedWith({}, { checks: attendedChecks, approvals: authorsOff })).resources;
    const gateToo = 'states:SendTaskSuccess on <PreflightGate>';
    for (const name of ['RequestApproval', 'ApprovalApi']) {
      expect(roleOf(guard, name)).toContain(endTask);
      expect(roleOf(guard, name)).not.toContain(gateToo);
      expect(roleOf(both, name)).toEqual(expect.arrayContaining([endTask, gateToo]));
      expect(roleOf(gateAlone, name)).toContain(gateToo);
      expect(roleOf(gateAlone, name)).not.toContain(endTask);
    }
    expect(roleOf(guard, 'ApprovalApi')).toContain(lookAtRuns);
  });
});

const authorsOff = { authors: { off: 'not asked in this test' } };

it('the state machine calls the functions of its steps and the one that waits for people, and tells two topics', () => {
  const lines = permissionsOf(guard, 'Window').map(withoutHashes);
  const called = lines.flatMap(
    (line) => /^lambda:InvokeFunction on <Preflight(\w+)Function\.Arn>$/.exec(line)?.[1] ?? [],
  );
  expect(called.toSorted()).toEqual([
    'CheckSchema',
    'CloseWindow',
    'DecideRollback',
    'OpenWindow',
    'RequestApproval',
    'RollBack',
    'VerifyRollback',
    'WatchWindow',
    'WriteWindowReport',
  ]);
  const others = lines.filter((line) => !/^(lambda|logs|xray):/.test(line));
  expect(others.toSorted()).toEqual(['sns:Publish on <PreflightNotices>', 'sns:Publish on <PreflightResults>']);
});

describe('the function that verifies a deployment may', () => {
  it('read and write its window, read what its checks and probes name, and nothing else', () => {
    const { resources } = synthesize(verifiedWith());
    const secrets = `${secretsOf}:shop/probe-??????,${secretsOf}:shop/sentry-??????`;
    expect(roleOf(resources, 'VerifyDeployment')).toEqual(
      [change, `secretsmanager:GetSecretValue on ${secrets}`].toSorted(),
    );
  });

  it('read only its window where a probe needs no secret', () => {
    const { resources } = synthesize(verifiedWith({ criteria: probing({ url: 'https://shop.example.com/' }) }, {}));
    expect(roleOf(resources, 'VerifyDeployment')).toEqual([change]);
  });
});

describe('the function that records rehearsals may', () => {
  const add = (tables: string) => `dynamodb:PutItem on ${tables}`;
  const own = may('GetItem,PutItem', 'Windows', 'window#*');

  it('read its window, add to its time line and to the given tables, and nothing else', () => {
    const other = rehearsalTableArn.replace('rehearsals', 'others');
    const recordsRehearsalsIn = [rehearsalTable(), rehearsalTable(other)];
    const { resources } = synthesize(watchedWith(), { recordsRehearsalsIn });
    expect(roleOf(resources, 'RecordRehearsals')).toEqual([own, add(`${rehearsalTableArn},${other}`)].toSorted());
  });

  it('use the key of such a table, through DynamoDB alone', () => {
    const scope = new Stack(new App(), 'Elsewhere', { env: { region: 'eu-west-1' } });
    const key = 'arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const tableArn = rehearsalTableArn.replace('eu-central-1', 'eu-west-1');
    const encryptionKey = Key.fromKeyArn(scope, 'Key', key);
    const table = TableV2.fromTableAttributes(scope, 'Table', { tableArn, encryptionKey });
    const { resources } = synthesize(watchedWith(), { recordsRehearsalsIn: [table] });
    const write = 'kms:Decrypt,kms:DescribeKey,kms:Encrypt,kms:GenerateDataKey,kms:ReEncryptFrom,kms:ReEncryptTo';
    const via = 'if {"StringEquals":{"kms:ViaService":"dynamodb.eu-west-1.amazonaws.com"}}';
    expect(roleOf(resources, 'RecordRehearsals')).toEqual([own, add(tableArn), `${write} on ${key} ${via}`].toSorted());
  });
});

describe('the function that people call may turn an alarm red', () => {
  const alarm = (name: string) =>
    `arn:<AWS::Partition>:cloudwatch:eu-central-1:<AWS::AccountId>:alarm:preflight-shop-api-production-${name}`;
  const drills = (changes: Partial<RollbackInput>) => {
    const before = roleOf(plain, 'WindowCommand');
    return roleOf(synthesize(watchedWith(changes)).resources, 'WindowCommand').filter((line) => !before.includes(line));
  };

  it('where drills are allowed: those of this environment whose criterion rolls back, and no others', () => {
    const names = ['error-rate-critical', 'service-outage', 'error-rate-high', 'response-time-*', 'db-pool-exhausted'];
    const found = drills({ allowsDrills: true });
    expect(found.slice(0, 2)).toEqual(look);
    expect(found.slice(2)).toHaveLength(1);
    const [action, arns = ''] = found[2]?.split(' on ') ?? [];
    expect(action).toBe('cloudwatch:SetAlarmState');
    expect(arns.split(',').toSorted()).toEqual(names.map(alarm).toSorted());
  });

  it('nowhere else', () => {
    expect(drills({})).toEqual([]);
    const all = [plain, guard].flatMap((one) => ofType(one, 'AWS::IAM::Policy').map(([, policy]) => policy));
    expect(JSON.stringify(all)).not.toContain('SetAlarmState');
  });
});

describe('task tokens', () => {
  it('are read by who ends a task, and kept by who waits; nobody lists them', () => {
    const roles = ofType(guard, 'AWS::IAM::Role')
      .map(([id]) => /^Preflight(\w+?)FunctionRole/.exec(id)?.[1])
      .filter((name) => name !== undefined);
    expect(roles.length).toBeGreaterThan(15);
    const holding = (action: string) =>
      roles.filter((name) =>
        roleOf(guard, name).some((line) => line.includes('token#') && line.split(' on ')[0]?.includes(action)),
      );
    expect(holding('GetItem').toSorted()).toEqual(['ApprovalApi', 'OnAlarm', 'OpenWindow', 'WindowCommand']);
    expect(holding('PutItem').toSorted()).toEqual(['RequestApproval', 'WatchWindow']);
    for (const action of ['Query', 'UpdateItem', 'DeleteItem', 'Scan']) expect(holding(action)).toEqual([]);
    // Without a condition nothing of either table may be touched.
    const unconditional = roles.flatMap((name) =>
      roleOf(guard, name).filter((line) => line.startsWith('dynamodb:') && !line.includes('LeadingKeys')),
    );
    expect(unconditional).toEqual(['dynamodb:Query on <PreflightApprovals.Arn>/index/pending']);
  });
});

describe('the table of windows', () => {
  it('is paid by use, restorable, protected, and stays; it has no index', () => {
    const [[, table] = []] = ofType(plain, 'AWS::DynamoDB::GlobalTable');
    expect(table).toMatchObject(keptTable);
    expect(table?.Properties).not.toHaveProperty('GlobalSecondaryIndexes');
    expect(table?.Properties).not.toHaveProperty('LocalSecondaryIndexes');
  });

  it('has partitions that the patterns of the roles tell apart', () => {
    const partitions = {
      current: currentPartition,
      'window#*': windowPartition('run-7'),
      'token#*': watchTokenPartition('run-7'),
      'memory#*': memoryPartition('c'.repeat(40)),
      'quarantine#*': quarantinePartition('c'.repeat(40)),
      'go#*': goPartition('c'.repeat(40)),
      'stray#*': strayPartition('2026-11-23T10:00:00.000Z'),
    };
    for (const [pattern, partition] of Object.entries(partitions)) {
      const matching = Object.keys(partitions).filter((one) => matches(one, partition));
      expect(matching).toEqual([pattern]);
    }
    expect(strayPartition('no time')).toMatch(/^stray#/);
  });

  it('has approvals of windows that no run of the gate can have', () => {
    expect(`run#${askedRunOf('run-7')}`).toBe('run#window.run-7');
  });
});

/** As IAM's StringLike. */
const matches = (pattern: string, text: string): boolean =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;

describe("a user's key", () => {
  const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

  it('encrypts table and topics, and is used through DynamoDB and SNS alone', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys', { env: { region: 'eu-central-1' } });
    const encryptionKey = Key.fromKeyArn(keys, 'Key', key);
    const stack = new PreflightStack(app, { config: guardedWith(), environment: 'production', encryptionKey });
    const resources = templateOf(stack);
    const tables = ofType(resources, 'AWS::DynamoDB::GlobalTable').map(([, { Properties }]) => Properties['Replicas']);
    expect(tables).toHaveLength(2);
    for (const one of tables) expect(one).toMatchObject([{ SSESpecification: { KMSMasterKeyId: key } }]);
    const topics = ofType(resources, 'AWS::SNS::Topic').map(([, { Properties }]) => Properties['KmsMasterKeyId']);
    expect(topics).toEqual([key, key, key]);
    const via = (service: string) => `if {"StringEquals":{"kms:ViaService":"${service}.eu-central-1.amazonaws.com"}}`;
    const ofKey = (name: string) => roleOf(resources, name).filter((line) => line.startsWith('kms:'));
    const write = 'kms:Decrypt,kms:DescribeKey,kms:Encrypt,kms:GenerateDataKey,kms:ReEncryptFrom,kms:ReEncryptTo';
    expect(ofKey('RollBack')).toEqual(
      [`${write} on ${key} ${via('dynamodb')}`, `kms:Decrypt,kms:GenerateDataKey on ${key} ${via('sns')}`].toSorted(),
    );
    expect(ofKey('OnAlarm')).toEqual([`${write} on ${key} ${via('dynamodb')}`]);
    expect(ofKey('DecideVerdict')).toEqual([`kms:Decrypt on ${key} ${via('dynamodb')}`]);
    expect(ofKey('WriteWindowReport')).toEqual(
      [`kms:Decrypt on ${key} ${via('dynamodb')}`, `kms:GenerateDataKey,kms:Decrypt on ${key}`].toSorted(),
    );
  });
});

it('a window whose response time is not watched makes and deletes no alarm', () => {
  const criteria = { ...guarded.criteria, 'response-time': { off: 'not watched in this test' } };
  const { resources } = synthesize(watchedWith({ criteria }));
  for (const name of ['OpenWindow', 'CloseWindow', 'SweepWindow']) {
    expect(roleOf(resources, name).filter((line) => line.startsWith('cloudwatch:'))).toEqual(look);
  }
});
