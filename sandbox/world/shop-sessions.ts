import { randomBytes } from 'node:crypto';

/** Who is signed in to the shop, by the cookies that browsers keep. */
export interface ShopSessions {
  /** A visitor who wants to sign in, with the token that the form sends back. */
  begin(): { readonly cookie: string; readonly csrf: string };
  /** @returns `stale` where the form is not of this visitor; the cookie of the session where all is right. */
  logIn(cookies: string | undefined, form: URLSearchParams): 'stale' | 'wrong' | { readonly cookie: string };
  /** Whose session it is. */
  user(cookies: string | undefined): string | undefined;
}

interface User {
  readonly username: string;
  readonly password: string;
}

/** More than anybody opens at once; the oldest are forgotten. */
const most = 1000;

/** @param userNow the one that there is. */
export function shopSessions(userNow: () => User): ShopSessions {
  const visitors = new Map<string, string>();
  const signedIn = new Map<string, string>();
  return {
    begin() {
      const csrf = newToken();
      return { cookie: cookieOf('visitor', keep(visitors, csrf)), csrf };
    },
    logIn(cookies, form) {
      const visitor = cookieValue('visitor', cookies);
      const csrf = visitors.get(visitor);
      if (csrf === undefined || form.get('csrf_token') !== csrf) return 'stale';
      const { username, password } = userNow();
      if (form.get('email') !== username || form.get('password') !== password) return 'wrong';
      visitors.delete(visitor);
      return { cookie: cookieOf('session', keep(signedIn, username)) };
    },
    user: (cookies) => signedIn.get(cookieValue('session', cookies)),
  };
}

/** @returns the key under which it is kept. */
function keep(all: Map<string, string>, value: string): string {
  const key = newToken();
  all.set(key, value);
  const [oldest] = all.keys();
  if (all.size > most && oldest !== undefined) all.delete(oldest);
  return key;
}

const newToken = (): string => randomBytes(24).toString('base64url');
const cookieOf = (name: string, value: string): string => `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax`;

function cookieValue(name: string, cookies = ''): string {
  const pairs = cookies.split(/; */).map((pair) => pair.split('='));
  return pairs.find(([key]) => key === name)?.[1] ?? '';
}
