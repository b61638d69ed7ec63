/** Who is signed in, for this tab alone: in its memory, and in its session storage for the next page of the console. */

export interface Session {
  readonly token: string;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

const key = 'preflight.session';
let current: Session | undefined;

/** undefined where nobody is signed in, or no longer. */
export function session(): Session | undefined {
  current ??= stored(key);
  if (current !== undefined && !(current.expiresAt > Date.now())) endSession();
  return current;
}

export function startSession(started: Session): void {
  current = started;
  sessionStorage.setItem(key, JSON.stringify(started));
}

export function endSession(): void {
  current = undefined;
  sessionStorage.removeItem(key);
}

/** What this script put into the session storage; undefined where it is not there, or not readable. */
export function stored<Value>(name: string): Value | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(name) ?? 'null') as Value | null) ?? undefined;
  } catch {
    return undefined;
  }
}
