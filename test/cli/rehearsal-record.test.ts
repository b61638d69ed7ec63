import { describe, expect, it } from 'vitest';
import { configText, groupText } from './support/config.ts';
import { fakeAws } from './support/fake-aws.ts';
import { folderWith, runCli } from './support/run-cli.ts';

const commit = '3f786850e387550fdab836ed7e6dc881de23001b';
const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/preflight-rehearsals';
const outputs = { RehearsalTableArn: table };
const rehearsed = { 'staging-rehearsal': groupText('staging-rehearsal', { 'smoke-tests': '{}' }) };
const recording = ['rehearsal', 'record', '--env', 'staging', '--commit', commit];
const smoke = [...recording, '--step', 'smoke-tests', '--status', 'ok'];

const project = (text = configText({ checks: rehearsed })): string => folderWith({ 'preflight.config.mts': text });

/** Two environments that are rehearsed on staging, and one elsewhere. */
const several = (): string => {
  const text = configText({ checks: rehearsed });
  const production = /production: \{[\s\S]*\n {4}\},\n/.exec(text)?.[0] ?? '';
  const eu = production.replace('production:', "'production-eu':");
  const edge = production.replace('production:', 'edge:').replace('aws: {', "rehearsedOn: 'canary', aws: {");
  return text.replace(production, `${production}${eu}${edge}`);
};

describe('preflight rehearsal record', () => {
  it("writes one record to the table of the environment's stack, and says what", async () => {
    const aws = await fakeAws({ outputs });
    const link = 'https://github.com/acme/shop-api/actions/runs/7';
    const ran = await runCli([...smoke, '--by', 'github:octocat', '--link', link], { folder: project(), ...aws });

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      new RegExp(
        `^recorded for production: smoke-tests on staging is ok\\n  commit ${commit}, by github:octocat, at \\S+Z\\n  ${link}\\n$`,
      ),
    );
    const [looked, put] = aws.calls;
    expect(aws.calls.map(({ region }) => region)).toEqual(['eu-central-1', 'eu-central-1']);
    expect(looked).toMatchObject({
      operation: 'DescribeStacks',
      input: { StackName: 'preflight-shop-api-production' },
    });
    const at = /at (\S+)/.exec(ran.stdout)?.[1];
    expect(put).toMatchObject({
      operation: 'PutItem',
      input: {
        TableName: table,
        ConditionExpression: 'attribute_not_exists(#partition)',
        ExpressionAttributeNames: { '#partition': 'partition' },
      },
    });
    expect(put?.input['Item']).toEqual({
      partition: { S: 'shop-api#staging#smoke-tests' },
      order: { S: `${commit}#${at}` },
      service: { S: 'shop-api' },
      environment: { S: 'staging' },
      commit: { S: commit },
      step: { S: 'smoke-tests' },
      status: { S: 'ok' },
      by: { S: 'github:octocat' },
      at: { S: at },
      link: { S: link },
    });
    expect(aws.calls).toHaveLength(2);
  });

  it('says with --json what it recorded, and where', async () => {
    const ran = await runCli([...smoke, '--json'], { folder: project(), ...(await fakeAws({ outputs })) });

    expect(JSON.parse(ran.stdout)).toEqual({
      recorded: {
        service: 'shop-api',
        environment: 'staging',
        commit,
        step: 'smoke-tests',
        status: 'ok',
        by: 'aws:arn:aws:sts::000000000000:assumed-role/staging-pipeline/run-7',
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
      table,
    });
  });

  it('writes to a named table without asking for the stack', async () => {
    const aws = await fakeAws({});
    const ran = await runCli([...smoke, '--table', table, '--by', 'github:octocat'], { folder: project(), ...aws });

    expect(ran).toMatchObject({ code: 0 });
    expect(aws.calls.map(({ operation }) => operation)).toEqual(['PutItem']);
  });

  it('takes the region of a named table, whatever the configuration and the caller say', async () => {
    const text = configText({ checks: rehearsed, base: '' });
    const args = [...smoke, '--table', table.replace('eu-central-1', 'us-east-1')];
    const aws = await fakeAws({});
    const ran = await runCli(args, { folder: project(text), env: { ...aws.env, AWS_REGION: 'eu-north-1' } });

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(aws.calls.map(({ operation, region }) => `${operation} in ${region}`)).toEqual([
      'GetCallerIdentity in us-east-1',
      'PutItem in us-east-1',
    ]);
  });

  it('names everything that is wrong at once, before it asks anything', async () => {
    const aws = await fakeAws({ outputs });
    const wrong = ['--commit', '3F78', '--step', 'smoke', '--status', 'green', '--link', 'ftp://x', '--by', 'me'];
    const args = ['rehearsal', 'record', '--env', 'stagin', ...wrong, '--table', 'rehearsals'];
    const ran = await runCli(args, { folder: project(), ...aws });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr.split('\n').filter((line) => line.startsWith('  '))).toEqual([
      '  --env: nothing that preflight.config.mts configures is rehearsed on "stagin"; did you mean staging?',
      '  --commit: must be the full commit: 40 hexadecimal digits in lower case (git rev-parse HEAD), not "3F78"',
      '  --step: must be "staging-deployment" or "staging-migration-run" or "smoke-tests" or "rollback-rehearsal", not "smoke"',
      '  --status: must be "ok" or "failed", not "green"',
      '  --by: must say who asks, as kind:name, for example github:octocat, not "me"',
      '  --link: must be an address that begins with https:// or http://, not "ftp://x"',
      '  --table: must be arn:aws:dynamodb:REGION:ACCOUNT:table/NAME',
    ]);
    expect(aws.calls).toEqual([]);
  });

  it('names the options that are missing', async () => {
    const ran = await runCli(['rehearsal', 'record'], { folder: project() });

    expect(ran.code).toBe(2);
    for (const option of ['--env', '--commit', '--step', '--status']) {
      expect(ran.stderr).toContain(`  ${option}: is missing; write ${option} `);
    }
  });

  it.each([
    [[], '  --for: is missing: production and production-eu are rehearsed on staging; name one of them'],
    [['--for', 'edge'], '  --env: edge is rehearsed on canary, not on "staging"'],
    [
      ['--for', 'producton'],
      '  --for: "producton" is not an environment of preflight.config.mts; did you mean production?',
    ],
  ])('of several environments, takes one that is rehearsed there: %j', async (args, problem) => {
    const ran = await runCli([...smoke, ...args], { folder: project(several()) });

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(problem);
  });

  it('writes for the named one of several', async () => {
    const aws = await fakeAws({ outputs });
    const args = [...smoke, '--for', 'production-eu', '--by', 'github:octocat'];
    const ran = await runCli(args, { folder: project(several()), ...aws });

    expect(ran).toMatchObject({ code: 0 });
    expect(aws.calls[0]?.input).toMatchObject({ StackName: 'preflight-shop-api-production-eu' });
  });

  it.each([
    [[], 'no environment of preflight.config.mts has a check on that reads rehearsals'],
    [['--for', 'production'], 'production has no check on that reads rehearsals'],
  ])('records nothing that no check reads: %j', async (args, problem) => {
    const ran = await runCli([...smoke, ...args], { folder: project(configText()) });

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(problem);
  });

  it('wants --by where the identity is longer than a record takes', async () => {
    const identity = `arn:aws:sts::000000000000:assumed-role/${'r'.repeat(64)}/${'s'.repeat(150)}`;
    const aws = await fakeAws({ outputs, identity });
    const ran = await runCli(smoke, { folder: project(), ...aws });

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(`  --by: is missing, and ${identity} is longer than a record takes`);
    expect(aws.calls.map(({ operation }) => operation)).not.toContain('PutItem');
  });

  it.each([
    ['the stack is not there', {}, 'there is no stack preflight-shop-api-production in eu-central-1'],
    ['the stack has no table', { outputs: {} }, 'has no output RehearsalTableArn; deploy it again'],
    [
      'the caller may not write',
      {
        outputs,
        errors: { PutItem: [{ status: 400, type: 'com.amazonaws.dynamodb.v20120810#AccessDeniedException' }] },
      },
      `DynamoDB refused dynamodb:PutItem on ${table}: AccessDeniedException`,
    ],
    [
      'there is a record of the same moment',
      {
        outputs,
        errors: {
          PutItem: [{ status: 400, type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' }],
        },
      },
      'there is a record of smoke-tests of this commit, another at this very millisecond, and nothing is written over',
    ],
    [
      'nobody knows who asks',
      { outputs, errors: { GetCallerIdentity: [{ status: 403, type: 'ExpiredToken' }] } },
      'AWS STS',
    ],
  ])('ends with 3 where %s', async (_name, input, message) => {
    const ran = await runCli(smoke, { folder: project(), ...(await fakeAws(input)) });

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(message);
  });
});
