import { urlOf } from './addresses.ts';
import { signIn } from './sign-in.ts';
import { consoleClient } from './world/issuer.ts';
import { isUserName, users } from './world/users.ts';

/** Prints an ID token of one of the sandbox's people, for the command line's PREFLIGHT_TOKEN. */
async function main([user = '']: readonly string[]): Promise<number> {
  if (!isUserName(user)) {
    process.stderr.write(`usage: npm run -s sandbox:token -- USER, who is ${Object.keys(users).join(', ')}\n`);
    return 2;
  }
  try {
    const signedIn = { issuer: urlOf('issuer'), clientId: consoleClient, console: urlOf('console') };
    process.stdout.write(`${await signIn(user, signedIn)}\n`);
    return 0;
  } catch (cause) {
    process.stderr.write(`nobody can sign in at ${urlOf('issuer')}: is the sandbox up? ${(cause as Error).message}\n`);
    return 3;
  }
}

process.exitCode = await main(process.argv.slice(2));
