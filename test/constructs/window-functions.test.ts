import type { App } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PreflightConfig } from '../../lib/config/index.ts';
import { stackOutputs } from '../../lib/config/stack-name.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedChecks, attendedWith, signIn } from '../support/attended.ts';
import { configWith, vpc } from '../support/config.ts';
import { definitionOf } from '../support/definition.ts';
import { flat, withoutHashes } from '../support/permissions.ts';
import { rehearsalTable, rehearsalTableArn } from '../support/rehearsal-table.ts';
import {
  addedTo,
  construct,
  functionsOf,
  namesOf,
  ofType,
  type Synthesized,
  synthesize,
  variablesOf,
} from '../support/synth.ts';
import { errorSpikes, inNetwork as probeInNetwork, probing, verifiedWith } from '../support/verified.ts';
import { asks, guardedWith, rollback, watchedWith } from '../support/watched.ts';

let plain: Synthesized;
let guard: Synthesized;

beforeAll(async () => {
  await bundleLambdas();
  plain = synthesize(watchedWith());
  guard = synthesize(guardedWith());
});

const bundles = [
  'open-window',
  'watch-window',
  'on-alarm',
  'window-command',
  'roll-back',
  'verify-rollback',
  'close-window',
  'write-window-report',
  'sweep-window',
];

describe('the functions of the rollback window', () => {
  it('are one for each step, and three that others call; two more where the schema guard is on', () => {
    const added = (config: PreflightConfig) =>
      Object.keys(construct(config).functions).filter((name) => !(name in construct(configWith()).functions));
    expect(added(watchedWith())).toEqual(bundles);
    expect(added(guardedWith()).filter((name) => !bundles.includes(name))).toEqual([
      ...['request-approval', 'approval-api', 'check-schema', 'decide-rollback'],
    ]);
    // Nothing waits for a decision but the Watch, whose token it keeps itself.
    const broken = { ...rollback.criteria['feature-broken'], response: 'ask' } as const;
    const criteria = { ...rollback.criteria, 'feature-broken': broken };
    const asking = watchedWith({ asks, criteria }, { approvals: { signIn } });
    expect(added(asking).filter((name) => !bundles.includes(name))).toEqual(['approval-api']);
  });

  it('end in time', () => {
    const times = functionsOf(guard).map((one) => [...namesOf([one]), one[1].Properties['Timeout']]);
    expect(Object.fromEntries(times)).toMatchObject({
      OpenWindow: 60,
      // A minute at most lies between two looks.
      WatchWindow: 30,
      OnAlarm: 20,
      WindowCommand: 20,
      // The database's deadline, and 5 s.
      CheckSchema: 15,
      DecideRollback: 20,
      RollBack: 60,
      VerifyRollback: 30,
      CloseWindow: 30,
      WriteWindowReport: 30,
      SweepWindow: 60,
    });
  });

  it('are told the table, the topics and the bucket that they use, and no others', () => {
    const told = (one: Synthesized, name: string) =>
      Object.fromEntries(
        Object.entries(variablesOf(one, name)).map(([key, value]) => [key, withoutHashes(flat(value))]),
      );
    const WINDOW_TABLE = '<PreflightWindows>';
    const NOTICE_TOPIC = '<PreflightNotices>';
    const REPORT_BUCKET = '<PreflightReports>';
    expect(told(plain, 'OpenWindow')).toEqual({ WINDOW_TABLE, NOTICE_TOPIC, ALARM_TOPIC: '<PreflightAlarms>' });
    expect(told(plain, 'WatchWindow')).toEqual({ WINDOW_TABLE, NOTICE_TOPIC });
    expect(told(plain, 'OnAlarm')).toEqual({ WINDOW_TABLE });
    expect(told(plain, 'WindowCommand')).toEqual({ WINDOW_TABLE, NOTICE_TOPIC });
    expect(told(plain, 'RollBack')).toEqual({ WINDOW_TABLE, NOTICE_TOPIC });
    expect(told(plain, 'VerifyRollback')).toEqual({ WINDOW_TABLE });
    expect(told(plain, 'CloseWindow')).toEqual({ WINDOW_TABLE, NOTICE_TOPIC });
    expect(told(plain, 'WriteWindowReport')).toEqual({ WINDOW_TABLE, REPORT_BUCKET });
    expect(told(plain, 'SweepWindow')).toEqual({ WINDOW_TABLE, NOTICE_TOPIC, REPORT_BUCKET });
    expect(told(plain, 'WriteReport')).toEqual({ WINDOW_TABLE, REPORT_BUCKET });
    expect(told(plain, 'DecideVerdict')).toEqual({ WINDOW_TABLE });
  });

  it('are told the approvals where the window asks people', () => {
    const asked = functionsOf(guard).filter(([, { Properties }]) =>
      JSON.stringify(Properties['Environment'] ?? {}).includes('APPROVAL_TABLE'),
    );
    expect(namesOf(asked).toSorted()).toEqual(
      [
        ...['RequestApproval', 'ApprovalApi'],
        ...['OpenWindow', 'WatchWindow', 'DecideRollback', 'CloseWindow', 'WriteWindowReport', 'SweepWindow'],
      ].toSorted(),
    );
    for (const name of ['WatchWindow', 'DecideRollback']) {
      expect(Object.keys(variablesOf(guard, name))).toContain('CONSOLE_URL');
    }
  });

  it('stay out of the network, but the one that asks the database', () => {
    const inNetwork = (config: PreflightConfig) =>
      namesOf(functionsOf(synthesize(config)).filter(([, { Properties }]) => Properties['VpcConfig'] !== undefined));
    expect(inNetwork(guardedWith({}, { network: vpc }))).toEqual(['CheckSchema', 'CheckDatabase']);
    expect(inNetwork(guardedWith())).toEqual([]);
    expect(variablesOf(guard, 'CheckSchema')).toEqual({ NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' });
  });
});

describe('the function that verifies a deployment', () => {
  const inside = { criteria: probing(probeInNetwork) };
  const of = (config: PreflightConfig) => {
    const [found] = functionsOf(synthesize(config)).filter((one) => namesOf([one])[0] === 'VerifyDeployment');
    return found?.[1].Properties;
  };

  it('is there where a check of the group is on, or a criterion has a probe', () => {
    for (const config of [verifiedWith(), verifiedWith({}, {}), verifiedWith({ criteria: rollback.criteria })]) {
      expect(Object.keys(construct(config).functions)).toContain('verify-deployment');
    }
    expect(of(watchedWith())).toBeUndefined();
  });

  it('has the time of all its tries, and 10 s', () => {
    expect(of(verifiedWith())).toMatchObject({ Timeout: 3 * 10 + 2 * 5 + 10 });
    expect(of(verifiedWith({ verification: { tries: 1 } }))).toMatchObject({ Timeout: 20 });
  });

  it('is in the network where something that it asks needs that, and nowhere else', () => {
    const network = { network: vpc };
    expect(of(verifiedWith({}, { 'error-spikes': errorSpikes }, network))).not.toHaveProperty('VpcConfig');
    expect(of(verifiedWith(inside, {}, network))).toHaveProperty('VpcConfig');
    expect(of(verifiedWith(inside))).not.toHaveProperty('VpcConfig');
  });

  it('is told the table alone', () => {
    expect(Object.keys(variablesOf(synthesize(verifiedWith()), 'VerifyDeployment'))).toEqual(['WINDOW_TABLE']);
  });
});

describe('the function that records rehearsals', () => {
  it('is told the tables by their ARNs, and is there only where some are given', () => {
    const other = rehearsalTableArn.replace('rehearsals', 'others');
    const recordsRehearsalsIn = [rehearsalTable(), rehearsalTable(other)];
    const variables = variablesOf(synthesize(watchedWith(), { recordsRehearsalsIn }), 'RecordRehearsals');
    expect(variables['REHEARSAL_TABLES']).toBe(`${rehearsalTableArn},${other}`);
    expect(Object.keys(variables)).toEqual(['WINDOW_TABLE', 'REHEARSAL_TABLES']);
    for (const none of [{}, { recordsRehearsalsIn: [] }]) {
      expect(Object.keys(construct(watchedWith(), none).functions)).not.toContain('record-rehearsals');
    }
  });

  it('fails without a rollback window, whose closing is what is recorded', () => {
    const recordsRehearsalsIn = [rehearsalTable()];
    expect(() => construct(configWith(), { recordsRehearsalsIn })).toThrow(
      "recordsRehearsalsIn of Stack/Preflight must come with a rollback window, whose closing is what is recorded, received 1 tables without one; configure the environment's rollback, or leave it out",
    );
    expect(() => construct(configWith(), { recordsRehearsalsIn: [] })).not.toThrow();
  });
});

describe('the stack', () => {
  it('tells where the parts of its window are', () => {
    const outputs = Object.entries(plain.template.toJSON()['Outputs'] as Record<string, { Value: unknown }>);
    const values = Object.fromEntries(outputs.map(([name, { Value }]) => [name, withoutHashes(flat(Value))]));
    expect(values).toMatchObject({
      [stackOutputs.window]: '<PreflightWindow>',
      [stackOutputs.windows]: '<PreflightWindows>',
      [stackOutputs.windowCommand]: '<PreflightWindowCommandFunction>',
      [stackOutputs.notices]: '<PreflightNotices>',
      [stackOutputs.alarms]: '<PreflightAlarms>',
    });
  });

  it('names them as properties, which are undefined where there is no window', () => {
    const { window, windows, alarms, notices } = construct(watchedWith());
    expect([window, windows, alarms, notices].every((one) => one !== undefined)).toBe(true);
    const without = construct(configWith());
    expect([without.window, without.windows, without.alarms, without.notices]).toEqual(Array(4).fill(undefined));
  });

  it('has a second state machine, as the first: standard, traced, with a log without payloads', () => {
    const machines = ofType(plain.resources, 'AWS::StepFunctions::StateMachine');
    expect(machines.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['PreflightWindow', 'PreflightGate']);
    for (const [, { Properties }] of machines) {
      expect(Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      });
    }
  });

  it('has log groups of which no two have one name', () => {
    const names = ofType(guard.resources, 'AWS::Logs::LogGroup').flatMap(([, { Properties }]) =>
      Properties['LogGroupName'] === undefined ? [] : flat(Properties['LogGroupName']),
    );
    // Of the API and the two state machines; CloudFormation names all others.
    expect(names).toHaveLength(3);
    expect(new Set(names).size).toBe(3);
  });

  it('needs neither credentials nor a lookup', () => {
    const assembly = (plain.stack.node.root as App).synth();
    expect(assembly.manifest.missing ?? []).toEqual([]);
  });
});

describe('without a window', () => {
  it('the gate is the same but for the dashboard: a window adds to it what two of its functions may read and write', () => {
    const without = synthesize(configWith());
    expect(definitionOf(plain)).toEqual(definitionOf(without));
    expect(Object.keys(without.resources).filter((id) => !(id in plain.resources))).toEqual([]);
    const changed = Object.entries(without.resources).filter(
      ([id, resource]) => withoutAssets(resource) !== withoutAssets(plain.resources[id]),
    );
    expect(changed.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).toSorted()).toEqual([
      'Dashboard',
      'PreflightDecideVerdictFunction',
      'PreflightDecideVerdictFunctionRoleDefaultPolicy',
      'PreflightWriteReportFunction',
      'PreflightWriteReportFunctionRoleDefaultPolicy',
    ]);
  });

  it('the stack has no alarm, no rule, no table, one state machine and one topic', () => {
    const types = Object.values(synthesize(configWith()).resources).map(({ Type }) => Type);
    expect(types.filter((type) => /CloudWatch::Alarm|Events::|DynamoDB::|SNS::Subscription/.test(type))).toEqual([]);
    expect(types.filter((type) => /StateMachine$|SNS::Topic$/.test(type))).toHaveLength(2);
  });
});

/** The functions' settings differ by the configuration's hash. */
const withoutAssets = (resource: unknown): string =>
  JSON.stringify(resource, (key, value) => (key === 'S3Key' || key === 'Metadata' ? '' : value));

describe('where the window asks people', () => {
  it('the approval step is there, and the gate asks nobody', () => {
    expect(Object.keys(definitionOf(guard).States)).not.toContain('OpenApprovals');
    expect(construct(guardedWith()).console).toBeDefined();
    const added = addedTo(plain.resources, guard.resources);
    expect(added).toEqual(expect.arrayContaining(['PreflightApprovals', 'PreflightApprovalApiFunction']));
  });

  it('nothing is there that only the gate would use: its topic, and the functions of its states', () => {
    expect(construct(guardedWith()).approvals).toBeUndefined();
    expect(guard.template.findOutputs(stackOutputs.console)).not.toEqual({});
    expect(guard.template.findOutputs(stackOutputs.approvals)).toEqual({});
    const added = addedTo(plain.resources, guard.resources);
    expect(added.filter((id) => /ApprovalRequests|OpenApprovals|CloseApprovals/.test(id))).toEqual([]);
  });

  it('the gate has the states with which it asks where it asks too', () => {
    const approvals = { authors: { off: 'not asked in this test' } };
    const both = synthesize(guardedWith({}, { checks: attendedChecks, approvals }));
    expect(Object.keys(definitionOf(both).States)).toContain('OpenApprovals');
    expect(definitionOf(both)).toEqual(definitionOf(synthesize(attendedWith())));
  });
});
