import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import type { Environment } from '../config/environment.ts';
import { cutText } from '../domain/evidence.ts';
import type { Problem } from '../domain/problem.ts';
import { redact } from '../domain/secret.ts';
import { parseCommand } from '../domain/window/command.ts';
import { jsonOf } from '../sources/json.ts';
import type { WindowCommand } from '../steps/command-window.ts';
import { callAws } from './call-aws.ts';
import { callerName } from './caller-identity.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { stackOutput } from './gate-stack.ts';
import { inTime } from './in-time.ts';
import { type Io, printJson } from './output.ts';
import { problemsIn } from './problems-in.ts';
import { NotRunError, Refusal } from './refusal.ts';
import { clean } from './text.ts';

/** As the function answers, of which another version may be deployed. */
const answerSchema = z.union([
  z.object({ outcome: z.literal('done'), message: z.string(), run: z.optional(z.string()) }),
  z.object({ outcome: z.literal('refused'), why: z.enum(['invalid', 'unknown', 'over']), message: z.string() }),
]);
type Answer = z.infer<typeof answerSchema>;

/** What Lambda answers where the function failed ("Error handling" of the developer guides of its runtimes). */
const failureSchema = z.object({ errorType: z.optional(z.string()), errorMessage: z.optional(z.string()) });
const longestFailure = 500;

/** The function also tells people and ends a task, so it is waited for longer than one question takes. In milliseconds. */
const requestTimeout = 30_000;

/** A command without who gives it. */
export type Wish = WindowCommand extends infer One ? (One extends WindowCommand ? Omit<One, 'by'> : never) : never;

export interface Telling {
  readonly environment: Environment;
  readonly wish: Wish;
  readonly json: boolean;
  /** What to do next, once it is done. */
  readonly next?: string;
}

/** What is wrong with a command by itself, whatever it meets; before anything is asked. */
export function wishProblems(wish: Wish): Problem[] {
  const parsed = parseCommand({ ...wish, by: 'aws:caller' });
  return 'problems' in parsed ? parsed.problems.map(asOption) : [];
}

/** The fields of a command by the options that give them. */
function asOption({ path, message }: Problem): Problem {
  return { path: path.replace(/^command\./, '--'), message };
}

/**
 * Tells the window's function what a person wants, and prints what came of it.
 * @throws Refusal where the command itself is wrong, NotRunError or SourceError where nobody knows whether it was done.
 */
export async function tellWindow({ environment, wish, json, next }: Telling, io: Io): Promise<ExitCode> {
  const { by, ...answer } = await commandWindow(environment, wish);
  if (answer.outcome === 'refused') return tellRefused(answer.why, answer.message, json, io);
  const message = clean(answer.message);
  if (json) printJson(io, { done: wish.command, by, message, run: answer.run ?? null });
  else io.out.write(`${message}\n${next === undefined ? '' : `${next}\n`}`);
  return exitCodes.go;
}

/**
 * The same, without a word.
 * @returns what the function answered, and as whom it was told.
 * @throws NotRunError or SourceError where nobody knows whether it was done.
 */
export async function commandWindow(environment: Environment, wish: Wish): Promise<Answer & { readonly by: string }> {
  const [name, by] = await Promise.all([stackOutput(environment, 'windowCommand'), callerName(environment.aws.region)]);
  refuseOtherAccount(by, environment);
  return { ...(await invoke(name, { ...wish, by })), by };
}

/** A stack of the same name in another account is not this environment's: nothing is rolled back there. */
function refuseOtherAccount(by: string, { name, aws }: Environment): void {
  const [, account] = /^aws:arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(by) ?? [];
  if (aws.account === undefined || account === aws.account) return;
  throw new NotRunError(
    `nothing was done: your AWS credentials are of account ${account ?? 'unknown'}, but ${name} is in ${aws.account}`,
  );
}

function tellRefused(why: 'invalid' | 'unknown' | 'over', text: string, json: boolean, io: Io): ExitCode {
  const message = clean(text);
  if (why === 'invalid') {
    const problems = problemsIn(text).map(asOption);
    throw new Refusal('usage', problems.length > 0 ? 'nothing was done' : `nothing was done: ${message}`, problems);
  }
  if (json) printJson(io, { error: { kind: why, message, problems: [] } });
  io.err.write(`${io.err.paint(['red', 'bold'], 'preflight:')} nothing was done: ${message}\n`);
  return exitCodes.noGo;
}

async function invoke(name: string, command: WindowCommand): Promise<Answer> {
  const client = new LambdaClient({ requestHandler: { ...inTime.requestHandler, requestTimeout } });
  const input = { FunctionName: name, Payload: new TextEncoder().encode(JSON.stringify(command)) };
  const { FunctionError, Payload } = await callAws('Lambda', `lambda:InvokeFunction on ${name}`, () =>
    client.send(new InvokeCommand(input)),
  );
  const value = jsonOf(new TextDecoder().decode(Payload));
  if (FunctionError !== undefined) throw new NotRunError(`${name} failed${failureWords(value)}; ${again}`);
  const answer = answerSchema.safeParse(value);
  if (answer.success) return answer.data;
  throw new NotRunError(`${name} answered in no form that is known; deploy the stack again; ${again}`);
}

const again = 'it may have been done or not: the same command once more does no harm';

function failureWords(value: unknown): string {
  const { errorType, errorMessage } = failureSchema.safeParse(value).data ?? {};
  const said = [errorType, errorMessage].filter((part) => part !== undefined && part !== '').join(': ');
  return said === '' ? '' : `: ${cutText(redact(said), longestFailure)}`;
}
