import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  IntegrationPattern,
  JitterType,
  type RetryProps,
  type TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { GateFunction } from './gate-function.ts';

/**
 * What Lambda itself answers when it is at fault or busy: nothing is known of the function, so asking again is right.
 * Waits at most 1 + 2 + 4 = 7 s in all (interval × backoff rate ^ attempt); full jitter spreads each wait between
 * 0 s and that, so that branches that were throttled together do not come back together.
 */
export const retryLambdaService: RetryProps = {
  errors: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
  ],
  interval: Duration.seconds(1),
  backoffRate: 2,
  maxAttempts: 3,
  jitterStrategy: JitterType.FULL,
};

/** For what may be done again without harm. Waits at most 2 + 4 = 6 s in all, beside those for Lambda's own failures. */
export const retryAnyFailure: RetryProps = {
  errors: ['States.TaskFailed', 'States.Timeout'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 2,
  jitterStrategy: JitterType.FULL,
};

/** For what must not fail for a moment's trouble, and may be done again without harm. Waits at most 2 + 4 + 8 + 16 + 32 = 62 s in all. */
export const retryWhatMatters: RetryProps = { ...retryAnyFailure, maxAttempts: 5 };

/**
 * A function in a network answers so that went idle, and comes back within a minute or so ("Lambda function states", AWS Lambda
 * guide). Waits 60 s at most.
 */
export const retryIdle: RetryProps = {
  errors: ['Lambda.ResourceNotReadyException'],
  interval: Duration.seconds(10),
  backoffRate: 1,
  maxAttempts: 6,
};

/** Time for a cold start and the way there and back, beyond the function's own timeout. */
const invokeMarginSeconds = 5;

export interface InvokeFunctionProps {
  readonly function: GateFunction;
  readonly comment: string;
  /** @default - the state's whole input */
  readonly payload?: TaskInput;
  /** Where in the payload the answer goes. @default - it replaces the payload */
  readonly resultPath?: string;
  /** What of the answer counts. @default - all of it */
  readonly resultSelector?: Readonly<Record<string, unknown>>;
  /**
   * The task ends when the token comes back that is in its payload, or after this time. What the function answers counts
   * for nothing then, only its failure.
   * @default - the task ends with the function
   */
  readonly waits?: Duration;
  /** How long its answer is waited for; it may go on without anybody who waits. @default - as long as the function may take */
  readonly within?: Duration;
}

/** A Task that calls one of the gate's functions, retried where Lambda itself is at fault. */
export class InvokeFunction extends LambdaInvoke {
  protected override readonly taskPolicies: PolicyStatement[];

  constructor(scope: Construct, id: string, props: InvokeFunctionProps) {
    const { function: target, payload, resultPath, resultSelector, comment, waits, within } = props;
    const answerWithin = Duration.seconds(target.timeout.toSeconds() + invokeMarginSeconds);
    super(scope, id, {
      lambdaFunction: target.function,
      comment,
      ...(waits ? { integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN } : { payloadResponseOnly: true }),
      retryOnServiceExceptions: false,
      taskTimeout: Timeout.duration(waits ?? within ?? answerWithin),
      ...(payload ? { payload } : {}),
      ...(resultPath ? { resultPath } : {}),
      ...(resultSelector ? { resultSelector } : {}),
    });
    // LambdaInvoke would also allow every version and alias of the function (`arn:*`).
    this.taskPolicies = [
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.function.functionArn] }),
    ];
    this.addRetry(retryLambdaService);
  }
}
