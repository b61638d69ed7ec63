import { setTimeout as pause } from 'node:timers/promises';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { credentials, region } from '../sandbox/aws-environment.ts';
import { deployedFunctions } from '../sandbox/deployed-functions.ts';
import type { Sandbox } from '../sandbox/launcher.ts';
import { newName } from '../test/e2e/support/gate-client.ts';
import { type EndedExecution, statesOf, type WindowClient } from '../test/e2e/support/windows.ts';
import { logLines } from '../test/e2e/support/written.ts';
import { median, type Row } from './row.ts';
import { lookedAt } from './window-rollback.ts';

/** At 1, 5, 15 and 55 minutes, as they are configured by default. */
const verificationsInAnHour = 4;
/** One when it opens, one a minute, and one after each verification. */
const looksInAnHour = 61 + verificationsInAnHour;

/** Prices of us-east-1, in USD: of a Standard transition, of Lambda on arm64, and of a call to CloudWatch's API. */
const usd = { transition: 0.025 / 1000, request: 0.2 / 1e6, gigabyteSecond: 0.0000133334, cloudwatch: 0.01 / 1000 };

/** What a healthy hour takes, made of a window of seconds: all but its looks are the same, and each look is. */
export async function healthyHour(
  sandbox: Sandbox,
  windows: WindowClient,
  tell: (progress: string) => void,
): Promise<Row[]> {
  tell('a healthy window, from which an hour is made');
  await windows.ready();
  const run = newName();
  const executionArn = await windows.open(run);
  await lookedAt(windows, run);
  // Who comes since the deploy: of nobody no response time is known.
  await sandbox.visit();
  const calls = await callsOfALook(sandbox);
  const ended = await windows.end(executionArn);
  if (ended.execution.status !== 'SUCCEEDED') throw new Error(`the window was not healthy: ${ended.execution.cause}`);
  const states = statesOf(ended);
  const verifying = states.filter((state) => state === 'VerifyDeployment').length;
  if (verifying !== 1)
    throw new Error(`the window was verified ${verifying} times, and not once as it is configured here`);
  // The choice that leads to it, and the state itself.
  const ofVerification = 2;
  const others = states.filter((state) => state !== 'Watch').length - ofVerification;
  // As the service bills them: each state entered, and one for the start.
  const around = 1 + others;
  const transitions = around + looksInAnHour + verificationsInAnHour * ofVerification;
  const milliseconds = median(await looksOf(sandbox, ended));
  const megabytes = await memoryOf(sandbox);
  const functions = looksInAnHour + verificationsInAnHour + stepFunctions;
  const price = {
    transitions: transitions * usd.transition,
    lambda: functions * (usd.request + (milliseconds / 1000) * (megabytes / 1024) * usd.gigabyteSecond),
    cloudwatch: looksInAnHour * calls.filter((one) => one.startsWith('cloudwatch:')).length * usd.cloudwatch,
  };
  const perThousand = (amount: number): string => (amount * 1000).toFixed(2);
  return [
    {
      what: 'state transitions of a healthy hour',
      value: transitions,
      unit: 'transitions',
      atMost: 300,
      baseline: { what: 'with Wait, look and Choice each minute', value: around + looksInAnHour * 3 },
      note: `${around} at its opening and its end, one a look, and ${ofVerification + 1} for each of ${verificationsInAnHour} verifications`,
    },
    {
      what: 'price of a healthy hour',
      value: (price.transitions + price.lambda + price.cloudwatch) * 1000,
      unit: 'USD per 1,000 windows',
      baseline: { what: 'without the looks', value: around * usd.transition * 1000 },
      note: `transitions ${perThousand(price.transitions)}, Lambda ${perThousand(price.lambda)}, CloudWatch's API ${perThousand(price.cloudwatch)} (us-east-1); neither the table's requests nor what alarms cost a month`,
    },
    {
      what: 'a look, from its state to its end, warm',
      value: milliseconds,
      unit: 'ms',
      baseline: { what: 'the minute that it waits', value: 60_000 },
      note: `median of a window; an hour has ${looksInAnHour} of them, with ${megabytes} MB each`,
    },
    {
      what: 'a verification: five checks and a probe, from its state to its end',
      value: verificationOf(ended),
      unit: 'ms',
      baseline: { what: 'the time that it may take at most', value: 90_000 },
      note: 'side by side, where each passes at once; Lambda, the cold start included',
    },
    {
      what: 'a look: calls to AWS',
      value: calls.length,
      unit: 'calls',
      note: calls.join(', '),
    },
  ];
}

/** OpenWindow, CloseWindow and WriteReport. */
const stepFunctions = 3;

/** What the functions ask while nothing happens, of one look. This process asks nothing meanwhile. */
async function callsOfALook(sandbox: Sandbox): Promise<string[]> {
  // The first look's own end.
  await pause(1000);
  const before = sandbox.asked().length;
  // Until after the next look, and before the one after it: they are five seconds apart.
  await pause(5000);
  return sandbox
    .asked()
    .slice(before)
    .map((one) => one.split(' ')[0] ?? '');
}

/** How long each look took, in ms: from its state to the line that its function writes last. Nothing tells of the function alone. */
async function looksOf(sandbox: Sandbox, { run, history }: EndedExecution): Promise<number[]> {
  const entered = history.flatMap(({ stateEnteredEventDetails: state, timestamp }) =>
    state?.name === 'Watch' && timestamp !== undefined ? [timestamp.getTime()] : [],
  );
  const lines = await logLines(sandbox);
  const looked = lines.filter((line) => line.run === run && line.message === 'window looked at');
  const ended = looked.map(({ timestamp }) => Date.parse(String(timestamp))).toSorted((a, b) => a - b);
  // What the last look wrote, the emulator may keep until that function runs again.
  return ended.flatMap((at, index) => at - (entered[index] ?? Number.NaN));
}

/** From VerifyDeployment to the Watch that follows it, in ms. */
function verificationOf({ history }: EndedExecution): number {
  const at = (name: string, after = 0): number =>
    history
      .find(
        ({ stateEnteredEventDetails: state, timestamp }) =>
          state?.name === name && timestamp !== undefined && timestamp.getTime() >= after,
      )
      ?.timestamp?.getTime() ?? Number.NaN;
  const entered = at('VerifyDeployment');
  return at('Watch', entered) - entered;
}

async function memoryOf({ endpoint, deployed }: Sandbox): Promise<number> {
  const functions = await deployedFunctions(endpoint, deployed.stack);
  const FunctionName = functions.find(({ logicalId }) => logicalId.includes('WatchWindow'))?.name;
  const client = new LambdaClient({ endpoint, region, credentials });
  return (await client.send(new GetFunctionConfigurationCommand({ FunctionName }))).MemorySize ?? Number.NaN;
}
