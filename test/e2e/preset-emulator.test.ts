import { CreateFunctionCommand, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { credentials, region } from '../../sandbox/aws-environment.ts';
import { type Emulator, functionVariables, startEmulator } from '../../sandbox/emulator.ts';
import { claimPortBase, releasePortBase } from '../../sandbox/port-base.ts';
import { emulatorProgram } from '../../sandbox/python.ts';
import { runSandbox } from './support/sandbox-program.ts';

/** Only the end of a central directory, 22 bytes. */
const emptyZip = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]);

/** Another's emulator: the sandbox finds these ports taken and takes others for its own world. */
let emulator: Emulator;

beforeAll(async () => {
  await claimPortBase();
  emulator = await startEmulator(await emulatorProgram());
});
afterAll(async () => {
  await emulator?.stop();
  await releasePortBase();
});

test('AWS_ENDPOINT_URL names an emulator: the gate is deployed there, and what else is there stays as it was', async () => {
  const lambda = new LambdaClient({ endpoint: emulator.endpoint, region, credentials });
  const FunctionName = 'of-somebody-else';
  const Variables = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', THEIRS: 'yes' };
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/theirs',
      Handler: 'index.handler',
      Code: { ZipFile: emptyZip },
      Environment: { Variables },
    }),
  );
  const ended = await runSandbox(['healthy', '--json'], { ...process.env, AWS_ENDPOINT_URL: emulator.endpoint });
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(ended.stdout)).toMatchObject({ scenario: 'healthy', verdict: 'go' });
  expect(ended.stderr).not.toContain('the AWS emulator is up');
  // Else nothing had to be changed.
  expect(functionVariables()['AWS_ENDPOINT_URL']).not.toBe(emulator.endpoint);
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(Environment?.Variables).toEqual(Variables);
});
