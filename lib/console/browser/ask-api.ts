/** Asks the approval API. Whatever it refuses, and whatever goes wrong on the way, becomes an `ApiError` in words. */

import { runPath } from '../../domain/run-path.ts';
import type { DecisionAnswer, DecisionBody, PendingAnswer, RefusalAnswer, RunAnswer } from '../api.ts';
import { endSession, session } from './session.ts';

export type ApiErrorKind = RefusalAnswer['error']['kind'] | 'unreachable';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly kind: ApiErrorKind;
  readonly problems: readonly string[];

  constructor(kind: ApiErrorKind, message: string, problems: readonly string[] = []) {
    super(message);
    this.kind = kind;
    this.problems = problems;
  }
}

export interface Api {
  pending(): Promise<PendingAnswer>;
  run(run: string): Promise<RunAnswer>;
  decide(run: string, item: string, body: DecisionBody): Promise<DecisionAnswer>;
}

export function approvalApi(base: string): Api {
  return {
    pending: () => ask(`${base}/api/approvals`),
    run: (run) => ask(`${base}/api${runPath(run)}`),
    decide: (run, item, body) => ask(`${base}/api${runPath(run)}/items/${item}`, body),
  };
}

/** A function behind the API ends after 29 s at the latest; this is longer than any answer takes. */
const patienceMs = 30_000;

async function ask<Answer>(path: string, body?: DecisionBody): Promise<Answer> {
  const signedIn = session();
  if (signedIn === undefined) throw new ApiError('unauthenticated', 'your sign-in has ended: sign in again');
  const authorization = `Bearer ${signedIn.token}`;
  const sent =
    body === undefined
      ? { headers: { authorization } }
      : {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        };
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, {
      ...sent,
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    answer = await response.json().catch(() => undefined);
  } catch {
    throw new ApiError('unreachable', 'the console could not be reached; look at your connection');
  }
  if (response.ok && answer !== undefined) return answer as Answer;
  if (response.status === 401) endSession();
  throw errorOf(response.status, answer as Partial<RefusalAnswer> | undefined);
}

/** API Gateway's own refusals, such as that of an expired token, have another form than those of the function. */
function errorOf(status: number, answer: Partial<RefusalAnswer> | undefined): ApiError {
  if (status === 401)
    return new ApiError('unauthenticated', answer?.error?.message ?? 'your sign-in has ended: sign in again');
  const error = answer?.error;
  if (error === undefined) return new ApiError('failed', `the console answered with status ${status}; try again`);
  return new ApiError(
    error.kind,
    error.message,
    error.problems?.map(({ path, message }) => `${path}: ${message}`) ?? [],
  );
}
