import { SFNClient } from '@aws-sdk/client-sfn';
import type { StrategySettings } from '../config/window-settings.ts';
import { limitAnswers } from '../sources/answer-limit.ts';
import { itselfOf, previousOf } from './previous.ts';
import { type ExecutionState, stateMachineExecutions } from './state-machine-executions.ts';
import type { Deployment, Progress, RollbackStrategy } from './strategy.ts';

type Settings = Extract<StrategySettings, { kind: 'state-machine' }>;

/** The longest name of an execution. */
const longestName = 80;
/** Step Functions refuses these in a name, beside white space and control characters (API reference, "StartExecution"). */
const refusedInName = /[\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]/gu;
const going: readonly string[] = ['RUNNING', 'PENDING_REDRIVE'];

/** Starts a state machine of the team's own, whose executions go back. Its execution has the name of the window's. */
export function stateMachine(
  { arn }: Settings,
  client = limitAnswers(new SFNClient({}), 'Step Functions'),
): RollbackStrategy {
  const executions = stateMachineExecutions(arn, client);
  const name = arn.split(':')[6] ?? arn;
  return {
    kind: 'state-machine',
    async findTarget({ release }, _remembered, signal) {
      const machine = await executions.machine(signal);
      if (machine === undefined) return { problem: `there is no state machine ${arn}` };
      if (machine.type === 'EXPRESS') {
        return {
          problem: `${name} is an express state machine, whose executions cannot be followed: make it a standard one`,
        };
      }
      if (machine.status !== 'ACTIVE') return { problem: `state machine ${name} is ${machine.status}, not ACTIVE` };
      const previous = previousOf(release);
      if ('problem' in previous) return previous;
      return { strategy: 'state-machine', what: `${previous.version}, by an execution of ${name}`, details: { arn } };
    },
    async serving() {
      return undefined;
    },
    async rollBack(_target, deployment, signal) {
      const { previous } = deployment.release;
      const itself = itselfOf(deployment.release);
      if (previous === undefined || itself !== undefined) {
        return { status: 'failed', detail: itself?.problem ?? 'the release names no `previous`: nothing was started' };
      }
      const input = inputOf(deployment);
      const started = await executions.start(nameOf(deployment.run), input, signal);
      const handle = { execution: started.arn };
      if (started.new)
        return { status: 'going', detail: `execution ${nameOf(deployment.run)} of ${name} runs`, handle };
      const seen = await executions.execution(started.arn, signal);
      if (seen === undefined || seen.input === input) return { ...progressOf(seen, name), handle };
      const detail = `${name} has an execution ${nameOf(deployment.run)} already, with another input: nothing was started`;
      return { status: 'failed', detail };
    },
    async progress(_target, { run }, { execution = executions.arnOf(nameOf(run)) }, signal) {
      return progressOf(await executions.execution(execution, signal), name);
    },
  };
}

function progressOf(seen: ExecutionState | undefined, name: string): Progress {
  // What was started a moment ago may not be shown yet (API reference, "DescribeExecution").
  if (seen === undefined) return { status: 'going', detail: `${name} shows no such execution yet` };
  const detail = `the execution of ${name} is ${seen.status}${seen.failure === '' ? '' : `: ${seen.failure}`}`;
  if (going.includes(seen.status)) return { status: 'going', detail };
  return { status: seen.status === 'SUCCEEDED' ? 'done' : 'failed', detail };
}

function nameOf(run: string): string {
  return run.replaceAll(refusedInName, '-').slice(0, longestName);
}

/** The same text for the same window, in whatever order the keys come back from the store: by it Step Functions knows an execution again. */
function inputOf({ run, release, trigger }: Deployment): string {
  const { previous, service } = release;
  return JSON.stringify({ run, service, release, previous, trigger }, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))))
      : value,
  );
}
