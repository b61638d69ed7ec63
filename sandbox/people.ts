import type { DecisionAnswer, DecisionBody, RefusalAnswer, RunAnswer } from '../lib/console/api.ts';
import { portOf, urlOf } from './addresses.ts';
import type { Cleanup } from './cleanup.ts';
import type { Deployed } from './deploy.ts';
import { signIn } from './sign-in.ts';
import { httpApiOf, startConsoleProxy } from './world/console-proxy.ts';
import { consoleClient, type Issuer, startIssuer } from './world/issuer.ts';
import type { UserName } from './world/users.ts';

/** Who may be asked, and how they answer: through the very API that the console uses. */
export interface People extends Pick<Issuer, 'sign'> {
  /** The console's address. */
  readonly console: string;
  /** An ID token, of somebody who has just signed in. */
  tokenFor(user: UserName): Promise<string>;
  decide(run: string, item: string, as: UserName, body: DecisionBody): Promise<Answered<DecisionAnswer>>;
  /** What somebody sees of a run. */
  see(run: string, as: UserName): Promise<Answered<RunAnswer>>;
}

export type Answered<T> =
  | { readonly status: 200; readonly answer: T }
  | { readonly status: number; readonly answer: RefusalAnswer };

export interface StartedPeople {
  readonly people: People;
  /** Once the stack is there. @param endpoint the emulator's. */
  openConsole(endpoint: string, deployed: Deployed): Promise<void>;
}

/** Starts the issuer at which people sign in, and the console's address, behind which there is nothing yet. */
export async function startPeople(cleanup: Cleanup): Promise<StartedPeople> {
  const console = urlOf('console');
  const issuer = await startIssuer({ port: portOf('issuer'), console });
  cleanup.add(() => issuer.close());
  const proxy = await startConsoleProxy(portOf('console'));
  cleanup.add(() => proxy.close());
  return {
    people: peopleOf(issuer, console),
    async openConsole(endpoint, { stack }) {
      proxy.forwardTo({ emulator: new URL(endpoint), apiId: await httpApiOf(endpoint, stack) });
    },
  };
}

function peopleOf(issuer: Issuer, console: string): People {
  const tokenFor = (user: UserName): Promise<string> =>
    signIn(user, { issuer: issuer.url, clientId: consoleClient, console });
  const ask = async <T>(path: string, as: UserName, body?: DecisionBody): Promise<Answered<T>> => {
    const answer = await fetch(`${console}/api/runs/${path}`, {
      headers: { authorization: `Bearer ${await tokenFor(as)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: answer.status, answer: await answer.json() } as Answered<T>;
  };
  return {
    console,
    sign: (claims) => issuer.sign(claims),
    tokenFor,
    decide: (run, item, as, body) => ask<DecisionAnswer>(`${run}/items/${item}`, as, body),
    see: (run, as) => ask<RunAnswer>(run, as),
  };
}
