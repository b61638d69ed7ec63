import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askedRunOf, schemaItem } from '../lib/domain/window/asked.ts';
import { portBase, runFolder, sandboxTimes, timesVariable } from './addresses.ts';
import type { Sandbox } from './launcher.ts';
import { users } from './world/users.ts';

/** Writes what makes another terminal talk to this sandbox. @returns how to read it in there. */
export async function environmentFile({ environment }: Sandbox): Promise<string> {
  const times = process.env[timesVariable];
  const variables = {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('AWS_'))),
    PREFLIGHT_SANDBOX_PORT: String(portBase()),
    ...(times === undefined ? {} : { [timesVariable]: `'${times}'` }),
  };
  const file = fileURLToPath(new URL('environment.sh', runFolder()));
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${value}\n`);
  await writeFile(file, lines.join(''));
  return relative(process.cwd(), file);
}

/** What the gate will ask, and how to answer it: in a browser, or from another terminal. */
export function gateInvitation(sandbox: Sandbox, run: string): Promise<string> {
  return invitation(sandbox, { who: 'The gate', run, item: 'blocking-issues' });
}

/** The same of what the rollback window of a run will ask: whether to go back although the schema speaks against it. */
export function windowInvitation(sandbox: Sandbox, run: string): Promise<string> {
  return invitation(sandbox, { who: 'The rollback window', run: askedRunOf(run), item: schemaItem });
}

interface Asking {
  readonly who: string;
  readonly run: string;
  readonly item: string;
}

async function invitation(sandbox: Sandbox, { who, run, item }: Asking): Promise<string> {
  const names = Object.entries(users).map(
    ([user, { name, groups }]) => `    ${user.padEnd(20)} ${name}, ${groups.join(', ')}\n`,
  );
  return `${who} is going to ask people, and waits for them. Decide in a browser:

  ${sandbox.people?.console}/runs/${run}

  signed in as one of
${names.join('')}
or in another terminal:

  . ${await environmentFile(sandbox)}
${approvalCommands(sandbox, item, run)}
`;
}

/** How to decide with the command line. @param run the run that waits, where it is known. */
function approvalCommands({ environmentName }: Sandbox, item: string, run?: string): string {
  const asked = `--env ${environmentName}`;
  const ofRun = run === undefined ? '' : ` --run ${run}`;
  return `  export PREFLIGHT_TOKEN="$(npm run -s sandbox:token -- first-approver)"
  npm run -s preflight -- approvals list ${asked}${ofRun}
  npm run -s preflight -- approvals approve ${item} ${asked}${ofRun || ' --run RUN'} --comment 'looked at all of them'
`;
}

/** What can be done with a sandbox that stays up. */
export function keptCommands(sandbox: Sandbox): string {
  const { environmentName, people } = sandbox;
  const { window } = sandboxTimes();
  const preflight = 'npm run -s preflight --';
  const asked = `--env ${environmentName}`;
  const released = `${asked} --release sandbox/release.json`;
  return `  ${preflight} check ${released}
  ${preflight} gate ${released}

and after a GO (a window lasts ${window.lasts} here):

  ${preflight} window open ${released}
  ${preflight} window open ${released} --detach && ${preflight} window trigger ${asked} --yes --reason 'customers cannot pay'
  ${preflight} window status ${asked}
  ${preflight} release lift ${released} --reason 'it was the payment provider'
${people === undefined ? '' : `\nand while one of them waits for people, at ${people.console} or here:\n\n${approvalCommands(sandbox, 'blocking-issues')}`}`;
}
