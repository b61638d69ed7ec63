import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { portBase, runFolder, timesVariable } from './addresses.ts';
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
export async function invitation(sandbox: Sandbox, run: string): Promise<string> {
  const names = Object.entries(users).map(
    ([user, { name, groups }]) => `    ${user.padEnd(20)} ${name}, ${groups.join(', ')}\n`,
  );
  return `The gate is going to ask people, and waits for them. Decide in a browser:

  ${sandbox.people?.console}/runs/${run}

  signed in as one of
${names.join('')}
or in another terminal:

  . ${await environmentFile(sandbox)}
${approvalCommands(sandbox, run)}
`;
}

/** How to decide with the command line. @param run the run that waits, where it is known. */
export function approvalCommands({ environmentName }: Sandbox, run?: string): string {
  const asked = `--env ${environmentName}`;
  const ofRun = run === undefined ? '' : ` --run ${run}`;
  return `  export PREFLIGHT_TOKEN="$(npm run -s sandbox:token -- first-approver)"
  npm run -s preflight -- approvals list ${asked}${ofRun}
  npm run -s preflight -- approvals approve blocking-issues ${asked}${ofRun || ' --run RUN'} --comment 'looked at all of them'
`;
}
