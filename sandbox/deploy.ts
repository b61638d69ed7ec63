import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { stackName, stackOutputs } from '../lib/config/stack-name.ts';
import { runFolder, sandboxFolder } from './addresses.ts';
import { awsEnvironment, credentials, region, withoutAws } from './aws-environment.ts';
import { SandboxError } from './failure.ts';
import { keepUnevaluated, putMathAlarms, takeOutMathAlarms } from './math-alarms.ts';
import { runWell } from './processes.ts';
import type { SandboxEnvironment } from './scenario.ts';

const checkout = new URL('../', import.meta.url);
const packages = createRequire(import.meta.url);
const cdk = packages.resolve('aws-cdk/bin/cdk');
/** Nobody listens there: a synthesis asks nothing of AWS. */
const nowhere = 'http://127.0.0.1:1';

type Output = keyof typeof stackOutputs;
/** What only the stack of an environment has in which people are asked. */
type PeoplesOutput = 'console' | 'approvals';

/** The stack's name, and where its parts are, by their names in `stackOutputs`. */
export type Deployed = { readonly [Name in Exclude<Output, PeoplesOutput> | 'stack']: string } & {
  readonly [Name in PeoplesOutput]?: string;
};

/** Makes the templates of the very app that is deployed to AWS, of one environment, as far as the emulator takes them. */
export async function synthesize(environment: SandboxEnvironment): Promise<void> {
  const options = ['--quiet', '--output', assembly(), '--context', `environment=${deployedWith(environment)}`];
  await runCdk('synthesizing the stack', ['synth', ...options], nowhere);
  await takeOutMathAlarms(assembly());
}

/** What `cdk deploy` needs in an account: the CDK's own template, as `cdk bootstrap` deploys it, in a tenth of its time. */
export async function bootstrap(endpoint: string): Promise<void> {
  const client = new CloudFormationClient({ endpoint, region, credentials });
  const StackName = 'CDKToolkit';
  const asked = client.send(new DescribeStacksCommand({ StackName }));
  if ((await asked.catch((): undefined => undefined))?.Stacks?.length === 1) return;
  const template = packages.resolve('aws-cdk/lib/api/bootstrap/bootstrap-template.yaml');
  const TemplateBody = await readFile(template, 'utf8');
  await client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 0.2, maxDelay: 1 }, { StackName });
}

export async function deploy(endpoint: string, environment: SandboxEnvironment): Promise<Deployed> {
  const file = new URL('outputs.json', runFolder());
  const options = ['--require-approval', 'never', '--method', 'direct', '--outputs-file', fileURLToPath(file)];
  await runCdk('deploying the stack', ['deploy', '--all', '--app', assembly(), ...options], endpoint);
  const stacks = JSON.parse(await readFile(file, 'utf8')) as Record<string, Record<string, string>>;
  const stack = stackOf(environment);
  // What staging proves is recorded where production's gate looks for it.
  const rehearsals = stacks[stackOf(rehearsedFor(environment))]?.[stackOutputs.rehearsals];
  const outputs: Record<string, string | undefined> = { ...stacks[stack], [stackOutputs.rehearsals]: rehearsals };
  const found = Object.entries(stackOutputs).flatMap(([name, output]) =>
    isExpected(name as Output, environment) ? [[name, outputs[output]]] : [],
  );
  const missing = found.filter(([, value]) => value === undefined);
  if (missing.length > 0)
    throw new SandboxError(`the deployed stack has no output ${missing.map(([name]) => name).join(', ')}`);
  const deployed = { ...Object.fromEntries(found), stack } as Deployed;
  await Promise.all([makeMathAlarms(endpoint, deployed), keepUnevaluated(endpoint, stack)]);
  return deployed;
}

/** Those of metric math, as the stack's template has them. */
export function makeMathAlarms(endpoint: string, { stack, alarms }: Pick<Deployed, 'stack' | 'alarms'>): Promise<void> {
  return putMathAlarms(endpoint, { assembly: assembly(), stack, topic: alarms });
}

const stackOf = (environment: SandboxEnvironment): string => stackName('shop-api', environment);
const rehearsedFor = (environment: SandboxEnvironment): SandboxEnvironment =>
  environment === 'staging' ? 'production' : environment;

/** What staging proves is proved for production, whose stack has to be there too. */
const deployedWith = (environment: SandboxEnvironment): string =>
  [...new Set([rehearsedFor(environment), environment])].join(',');

function isExpected(output: Output, environment: SandboxEnvironment): boolean {
  return environment === 'production-attended' || (output !== 'console' && output !== 'approvals');
}

const assembly = (): string => fileURLToPath(new URL('cdk.out', runFolder()));

async function runCdk(what: string, args: readonly string[], endpoint: string): Promise<void> {
  await runWell(what, process.execPath, [cdk, ...args, '--no-notices'], {
    cwd: checkout,
    env: {
      ...withoutAws(),
      ...awsEnvironment(endpoint),
      // The app runs with the first `node` on the PATH: this one.
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      // Telemetry and the look for newer versions would leave this machine.
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
      CI: '1',
      // A quarter of the sandbox's time; tests and CI validate the template.
      CDK_VALIDATION: 'false',
      NODE_COMPILE_CACHE: fileURLToPath(new URL('compile-cache/', sandboxFolder)),
    },
  });
}
