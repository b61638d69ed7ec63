import { beforeAll, describe, expect, it } from 'vitest';
import { longestPath } from '../../bench/transitions.ts';
import type { EnvironmentInput, PreflightConfig } from '../../lib/config/index.ts';
import { secret } from '../../lib/config/index.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { configWith, environment, groupWith, vpc } from '../support/config.ts';
import {
  type Definition,
  definitionOf,
  longestSeconds,
  type NamedState,
  nextOf,
  tasksOf,
} from '../support/definition.ts';
import { flat, permissionsOf } from '../support/permissions.ts';
import { construct, functionsOf, namesOf, ofType, synthesize } from '../support/synth.ts';

const github = {
  repository: 'acme/shop-api',
  auth: { token: secret('shop/github', 'token') },
} satisfies EnvironmentInput['github'];
const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function configured(
  changes: Partial<EnvironmentInput> = {},
  more: Partial<NonNullable<EnvironmentInput['github']>> = {},
): PreflightConfig {
  return configWith({ github: { ...github, commitStatus: {}, ...more }, ...changes });
}

let gate: Definition;

beforeAll(async () => {
  await bundleLambdas();
  gate = definitionOf(synthesize(configured()));
});

describe('without a configured commit status', () => {
  it('the stack has no function for it', () => {
    const names = namesOf(functionsOf(synthesize(configWith({ github }))));
    expect(names).toEqual(['ParseRelease', 'CheckEnvironment', 'CheckDatabase', 'DecideVerdict', 'WriteReport']);
    expect(Object.keys(construct(configWith({ github })).functions)).not.toContain('set-commit-status');
  });

  it('the state machine has no state for it, and is otherwise the same', () => {
    const without = definitionOf(synthesize(configWith({ github })));
    expect(without).toEqual(definitionOf(synthesize(configWith())));
    const { SetCommitStatus, CommitStatusNotSet, WriteReport, ...others } = gate.States;
    expect([SetCommitStatus?.Type, CommitStatusNotSet?.Type]).toEqual(['Task', 'Pass']);
    expect(without).toEqual({
      ...gate,
      TimeoutSeconds: 900,
      States: { ...others, WriteReport: { ...WriteReport, Next: 'PublishResult' } },
    });
  });
});

describe('the state SetCommitStatus', () => {
  it('comes after the report and before people are told', () => {
    expect(gate.States['WriteReport']?.Next).toBe('SetCommitStatus');
    expect(gate.States['SetCommitStatus']?.Next).toBe('PublishResult');
    expect(gate.States['CommitStatusNotSet']?.Next).toBe('PublishResult');
    const others = Object.entries(gate.States).flatMap(([name, state]) =>
      nextOf(state).includes('SetCommitStatus') ? [name] : [],
    );
    // A release that was refused gets none.
    expect(others).toEqual(['WriteReport']);
  });

  it('gets what the status tells, and not what the groups found', () => {
    expect(gate.States['SetCommitStatus']?.Parameters).toEqual({
      'run.$': '$.run',
      release: { 'commit.$': '$.release.commit' },
      decision: { 'summary.$': '$.decision.summary' },
      'conclusion.$': '$.conclusion',
    });
  });

  it('can add what became of it, and change nothing else of the conclusion', () => {
    expect(gate.States['SetCommitStatus']).toMatchObject({ ResultPath: '$.conclusion.commitStatus' });
    expect(gate.States['SetCommitStatus']?.Catch).toEqual([
      { ErrorEquals: ['States.ALL'], ResultPath: '$.statusFailure', Next: 'CommitStatusNotSet' },
    ]);
  });

  it('tells in the place of a function that gave no answer', () => {
    expect(gate.States['CommitStatusNotSet']).toMatchObject({
      Type: 'Pass',
      ResultPath: '$.conclusion.commitStatus',
      Parameters: {
        context: 'preflight/production',
        set: false,
        'reason.$': "States.Format('the function that sets it did not answer: {}', $.statusFailure.Error)",
      },
    });
  });

  it('has the configured context, or one of the environment', () => {
    const named = definitionOf(synthesize(configured({}, { commitStatus: { context: 'release gate' } })));
    expect(named.States['CommitStatusNotSet']?.Parameters).toMatchObject({ context: 'release gate' });
  });

  it('is tried again only where Lambda itself is at fault', () => {
    const { Retry = [], TimeoutSeconds } = gate.States['SetCommitStatus'] ?? {};
    expect(Retry).toEqual(gate.States['DecideVerdict']?.Retry);
    expect(TimeoutSeconds).toBe(20);
  });

  it('fits, with every retry and the longest deadline of a check, into the timeout of the execution', () => {
    const slow = definitionOf(synthesize(configured({ checkDeadlineSeconds: 120 })));
    const isGroup = ({ name }: NamedState): boolean => name.startsWith('Check');
    const groups = tasksOf(slow).filter(isGroup).map(longestSeconds);
    const others = tasksOf(slow).filter((task) => !isGroup(task));
    const longest = Math.max(...groups) + others.map(longestSeconds).reduce((sum, seconds) => sum + seconds, 0);
    expect(others.map(({ name }) => name)).toContain('SetCommitStatus');
    expect(longest).toBeLessThan(slow.TimeoutSeconds);
    expect(slow.TimeoutSeconds).toBe(1020);
  });

  it('keeps the longest way through all five groups within 25 state transitions', () => {
    const checks = {
      ...environment.checks,
      infrastructure: groupWith('infrastructure', {
        'services-running': { redis: { host: 'redis.shop.internal', credentials: 'shop/redis' } },
      }),
    };
    const three = longestPath(definitionOf(synthesize(configured({ checks }))));
    const two = longestPath(gate);
    expect(two).toBe(15);
    expect(three + 2 * (three - two)).toBeLessThanOrEqual(25);
  });
});

describe('the function set-commit-status', () => {
  const roleOf = (config: PreflightConfig): string[] =>
    permissionsOf(synthesize(config).resources, 'SetCommitStatusFunction').map((line) =>
      line.replace(/(<Preflight\w+?)[0-9A-F]{8}\./, '$1.'),
    );
  const others = [
    'logs:CreateLogStream,logs:PutLogEvents on <PreflightSetCommitStatusFunctionLogs.Arn>',
    'xray:PutTraceSegments,xray:PutTelemetryRecords on *',
  ];
  const secretArn = 'arn:<AWS::Partition>:secretsmanager:eu-central-1:<AWS::AccountId>:secret';

  it('may read the token, and no more', () => {
    expect(roleOf(configured()).toSorted()).toEqual([
      others[0],
      `secretsmanager:GetSecretValue on ${secretArn}:shop/github-??????`,
      others[1],
    ]);
  });

  it("may read the App's private key, with the configured keys", () => {
    const app = { id: 12345, installation: 67890, privateKey: secret('shop/github-app', 'key') };
    const decrypt = `kms:Decrypt on ${key} if {"StringEquals":{"kms:ViaService":"secretsmanager.eu-central-1.amazonaws.com"}}`;
    expect(roleOf(configured({ encryptionKeys: [key] }, { auth: { app } })).toSorted()).toEqual([
      decrypt,
      others[0],
      `secretsmanager:GetSecretValue on ${secretArn}:shop/github-app-??????`,
      others[1],
    ]);
  });

  it('is invoked by the state machine', () => {
    const lines = permissionsOf(synthesize(configured()).resources, 'Gate');
    expect(lines).toContainEqual(
      expect.stringMatching(/^lambda:InvokeFunction on <PreflightSetCommitStatusFunction\w+\.Arn>$/),
    );
  });

  it('ends after the deadline of GitHub, and keeps its log as the others do', () => {
    const synthesized = synthesize(configured());
    const [set] = functionsOf(synthesized).filter(([id]) => id.includes('SetCommitStatus'));
    expect(set?.[1].Properties).toMatchObject({ Timeout: 15, Runtime: 'nodejs24.x' });
    expect(ofType(synthesized.resources, 'AWS::Logs::LogGroup')).toHaveLength(functionsOf(synthesized).length + 1);
    expect(Object.keys(construct(configured()).functions).at(-1)).toBe('set-commit-status');
  });

  it('runs inside the network where GitHub is there, and outside where it is not', () => {
    const inNetwork = (config: PreflightConfig): unknown[] => {
      const { resources } = synthesize(config);
      const [set] = ofType(resources, 'AWS::Lambda::Function').filter(([id]) => id.includes('SetCommitStatus'));
      const network = set?.[1].Properties['VpcConfig'] as { SubnetIds: unknown[] } | undefined;
      return network?.SubnetIds.map(flat) ?? [];
    };
    expect(inNetwork(configured({ network: vpc }, { inNetwork: true }))).toEqual(vpc.subnetIds);
    expect(inNetwork(configured({ network: vpc }))).toEqual([]);
    expect(inNetwork(configured({}, { inNetwork: true }))).toEqual([]);
  });
});
