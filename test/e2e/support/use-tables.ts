import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { credentials, region } from '../../../sandbox/aws-environment.ts';
import { type Emulator, startEmulator } from '../../../sandbox/emulator.ts';
import { claimPortBase, releasePortBase } from '../../../sandbox/port-base.ts';
import { emulatorProgram } from '../../../sandbox/python.ts';

/** One emulator without a stack for all tests of a file, as its tables see it. */
export function useTables(): () => DynamoDBClient {
  let emulator: Emulator | undefined;
  let client: DynamoDBClient | undefined;
  beforeAll(async () => {
    await claimPortBase();
    emulator = await startEmulator(await emulatorProgram());
    client = new DynamoDBClient({ endpoint: emulator.endpoint, region, credentials });
  });
  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
    await releasePortBase();
  });
  return () => {
    if (client === undefined) throw new Error('the emulator has not started');
    return client;
  };
}
