import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { addressOf, portOf, runFolder } from './addresses.ts';
import { account, credentials, region } from './aws-environment.ts';
import { SandboxError } from './failure.ts';
import { end, start } from './processes.ts';
import type { PythonProgram } from './python.ts';

export interface Emulator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts MiniStack on loopback. What its functions ask of AWS goes through the proxy, as their environment says. */
export async function startEmulator({ command, args, env }: PythonProgram): Promise<Emulator> {
  const temporary = new URL('emulator/', runFolder());
  await mkdir(temporary, { recursive: true });
  // Else this checkout's package.json would make ES modules of the scripts that the emulator writes below it.
  await writeFile(new URL('package.json', temporary), '{ "type": "commonjs" }\n');
  const logFile = new URL('emulator.log', runFolder());
  const log = openSync(logFile, 'w');
  const child = start(command, args, {
    // Python looks for modules there first.
    cwd: temporary,
    env: { ...environment(temporary), ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await writeFile(new URL('emulator.pid', runFolder()), String(child.pid));
  const endpoint = `http://${addressOf('emulator')}`;
  const deadline = Date.now() + 30_000;
  while (!(await isReady(endpoint))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      const said = (await readFile(logFile, 'utf8')).split('\n').slice(-20).join('\n');
      throw new SandboxError(`the AWS emulator did not start:\n${said}`);
    }
    await pause(50);
  }
  return {
    endpoint,
    async stop() {
      await end(child);
      await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function isReady(endpoint: string): Promise<boolean> {
  const answer = await fetch(`${endpoint}/_ministack/ready`).catch((): undefined => undefined);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}

/** What the environment of a function must say besides its own variables. */
export function functionVariables(): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: `http://${addressOf('aws')}`,
    NODE_OPTIONS: `--import=${new URL('untouched-https.mjs', import.meta.url).href}`,
  };
}

/** All of it reaches the functions that the emulator runs, so nothing of the caller's own environment is in it. */
function environment(temporary: URL): NodeJS.ProcessEnv {
  return {
    // Its functions run with the first `node` on the PATH: this one.
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: fileURLToPath(temporary),
    TMPDIR: fileURLToPath(temporary),
    GATEWAY_PORT: String(portOf('emulator')),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: region,
    MINISTACK_ACCOUNT_ID: account,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...functionVariables(),
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LOG_LEVEL: 'WARNING',
  };
}
