import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type IChainable, JsonPath, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { SnsPublish, type SnsPublishProps } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { retryLambdaService } from './invoke-function.ts';

/** A Task that tells a topic: 4 × 10 s + 7 s at most. Tried again whatever the failure is: a message that is sent twice does no harm. */
export class PublishMessage extends SnsPublish {
  constructor(scope: Construct, id: string, props: Omit<SnsPublishProps, 'taskTimeout'>) {
    super(scope, id, { ...props, taskTimeout: Timeout.duration(Duration.seconds(10)) });
    this.addRetry({ ...retryLambdaService, errors: ['States.ALL'] });
  }
}

export interface ResultMessage {
  readonly service: string;
  readonly environment: string;
  readonly results: ITopic;
  /** What a run answers with: the message attribute by which subscriptions filter, and its key in the conclusion. */
  readonly answer: 'verdict' | 'result';
  /** Where in the payload stands what the subject says, in 17 characters at most. */
  readonly headline: string;
}

/**
 * Tells the results topic what a run came to, then goes on to `next`. A failure to tell people does not change that; the
 * execution's history shows it under `publication`.
 */
export function publishResult(scope: Construct, message: ResultMessage, next: IChainable): IChainable {
  const { service, environment, results, answer, headline } = message;
  const publish = new PublishMessage(scope, 'PublishResult', {
    comment: `Tells the subscribers. When that fails, the ${answer} stands, and the state says so under publication.`,
    topic: results,
    message: TaskInput.fromText(JsonPath.jsonToString(JsonPath.objectAt('$.conclusion'))),
    // At most 100 characters, SNS's limit: a service has 48 at most, an environment 32.
    subject: JsonPath.format(`${service} ${environment}: {}`, JsonPath.stringAt(headline)),
    messageAttributes: { [answer]: { value: JsonPath.stringAt(`$.conclusion.${answer}`) } },
    resultPath: '$.publication',
  });
  publish.addCatch(next, { errors: ['States.ALL'], resultPath: '$.publication' });
  return publish.next(next);
}
