import * as z from 'zod/mini';
import type { DecisionBody } from '../console/api.ts';
import { cutText } from '../domain/evidence.ts';
import { runPath } from '../domain/run-path.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { askHttp, type HttpAnswer } from '../sources/http-request.ts';
import { jsonOf } from '../sources/json.ts';
import {
  decisionAnswer,
  pendingAnswer,
  refusalAnswer,
  runAnswer,
  type SeenDecision,
  type SeenPending,
  type SeenRefusal,
  type SeenRun,
} from './approvals-answers.ts';
import type { ApiRequest, SignIn } from './approvals-sign-in.ts';
import { NotRunError, Refusal } from './refusal.ts';

/** The approval API, as one person. Each throws Refusal, DecisionRefusedError or NotRunError, in words for that person. */
export interface ApprovalsApi {
  /** What waits, in every run. */
  pending(): Promise<SeenPending>;
  /** All items of a run, also those that were decided. */
  run(run: string): Promise<SeenRun>;
  decide(run: string, item: string, decision: DecisionBody): Promise<SeenDecision>;
}

/** The gate does not take this decision from this person, or no longer. Exit code 1. */
export class DecisionRefusedError extends Error {
  override readonly name = 'DecisionRefusedError';
  readonly kind: SeenRefusal['kind'];

  constructor({ kind, message }: Pick<SeenRefusal, 'kind' | 'message'>) {
    super(message);
    this.kind = kind;
  }
}

export interface ApiInput {
  /** The console's address, also with a path. */
  readonly address: string;
  readonly signIn: SignIn;
  /** In milliseconds. @default 30000, which is as long as API Gateway waits for its function */
  readonly timeoutMs?: number;
}

/** A function answers 6 MiB at most ("Lambda quotas"). */
const limitMebibytes = 6;
const longestMessage = 1000;

export function approvalsApi(input: ApiInput): ApprovalsApi {
  const base = `${input.address.replace(/\/+$/, '')}/${input.signIn.door}`;
  const address = (path: string): URL => new URL(`${base}${path}`);
  return {
    pending: () => ask(input, get(address('/approvals')), pendingAnswer),
    run: (run) => ask(input, get(address(runPath(run))), runAnswer),
    decide: (run, item, decision) => {
      const url = address(`${runPath(run)}/items/${encodeURIComponent(item)}`);
      return ask(input, post(url, decision), decisionAnswer);
    },
  };
}

const accept = { accept: 'application/json' };
const get = (url: URL): ApiRequest => ({ method: 'GET', url, headers: accept });
const post = (url: URL, body: unknown): ApiRequest => ({
  method: 'POST',
  url,
  headers: { ...accept, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function ask<T>(input: ApiInput, request: ApiRequest, schema: z.ZodMiniType<T>): Promise<T> {
  const source = `the approval API at ${input.address}`;
  const answer = await send(input, request, source);
  const value = answer.status === 200 ? schema.safeParse(jsonOf(answer.body)) : undefined;
  if (value?.success) return value.data;
  throw whyNoAnswer(answer, source, input.signIn);
}

/** An answer that was lost is asked for once more: the API knows a decision that it has recorded already. */
async function send(input: ApiInput, request: ApiRequest, source: string): Promise<HttpAnswer> {
  try {
    return await sendOnce(input, request, source);
  } catch (cause) {
    if (request.method === 'GET' || !(cause instanceof LostAnswerError)) throw cause;
    return sendOnce(input, request, source);
  }
}

/** Nobody knows whether the request has arrived. */
class LostAnswerError extends NotRunError {}

async function sendOnce({ signIn, timeoutMs = 30_000 }: ApiInput, request: ApiRequest, source: string) {
  const { method, url, body } = request;
  // Anew for each attempt: a signature holds for minutes only.
  const headers = await signIn.sign(request);
  const question = { source, url, method, headers, limitMebibytes, signal: AbortSignal.timeout(timeoutMs) };
  try {
    return await askHttp({ ...question, ...(body === undefined ? {} : { body }) });
  } catch (cause) {
    if (!(cause instanceof SourceError)) throw cause;
    const again = method === 'POST' ? '; the same command once more does no harm: a decision is recorded once' : '';
    throw new LostAnswerError(`${redact(cause.message)}${again}`, { cause });
  }
}

/** What an answer says that is not the one that was asked for. Whatever it holds is shown only where the API wrote it. */
function whyNoAnswer(answer: HttpAnswer, source: string, signIn: SignIn): Error {
  const { status, body } = answer;
  const json = jsonOf(body);
  const refusal = status >= 400 ? refusalAnswer.safeParse(json) : undefined;
  if (refusal?.success) return whyRefused(refusal.data.error, source, signIn);
  if (status >= 300 && status < 400) {
    return new NotRunError(
      `${source} answered with a redirect (HTTP ${status}), which is not followed; correct --console`,
    );
  }
  // API Gateway's own: {"message":"Unauthorized"}
  const isGateways = z.object({ message: z.string() }).safeParse(json).success;
  if ((status === 401 || status === 403) && isGateways) {
    return new NotRunError(`${source} does not know you (HTTP ${status}): ${signIn.remedy}`);
  }
  if (status === 429) return new NotRunError(`${source} is asked too often (HTTP 429); try again in a moment`);
  if (status >= 500) return new NotRunError(`${source} is broken or not ready (HTTP ${status}); try again in a moment`);
  const form = /^\s*</.test(body) ? 'a web page' : 'something that is not its form';
  return new NotRunError(`${source} answered HTTP ${status} with ${form}; is that the console's address?`);
}

function whyRefused(refusal: SeenRefusal, source: string, { remedy }: SignIn): Error {
  const { kind } = refusal;
  const message = forPeople(refusal.message);
  if (kind === 'unauthenticated') return new NotRunError(`${source} does not know you: ${message}; ${remedy}`);
  if (kind === 'failed') return new NotRunError(`${source} failed: ${message}`);
  if (kind === 'unknown') return new Refusal('usage', message);
  if (kind !== 'invalid') return new DecisionRefusedError({ kind, message });
  const problems = refusal.problems.map((one) => ({ path: asOption(one.path), message: forPeople(one.message) }));
  return new Refusal('usage', message, problems);
}

/** The fields of a decision by the options that give them. */
function asOption(path: string): string {
  if (path === 'breakGlass') return '--break-glass';
  return path === 'comment' || path === 'until' ? `--${path}` : forPeople(path);
}

function forPeople(text: string): string {
  return cutText(redact(text), longestMessage);
}
