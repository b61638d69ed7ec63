import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { credentials, region } from '../../../sandbox/aws-environment.ts';
import type { Sandbox } from '../../../sandbox/launcher.ts';

/** What subscribers of a topic hear. */
export interface TopicQueue {
  /** What the topic told of a run, without the envelope; rejects when nothing came within ten seconds. */
  heardOf(run: string): Promise<string>;
  /** Everything that it told so far, and nobody asked for. */
  rest(): Promise<string[]>;
}

export async function subscribeQueue({ endpoint }: Sandbox, topic: string, name: string): Promise<TopicQueue> {
  const settings = { endpoint, region, credentials };
  const client = new SQSClient(settings);
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const Endpoint = (await client.send(asked)).Attributes?.['QueueArn'];
  await new SNSClient(settings).send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint }));
  const kept: string[] = [];
  const receive = async (WaitTimeSeconds: number): Promise<number> => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 10 }),
    );
    kept.push(...Messages.map(({ Body = '' }) => (JSON.parse(Body) as { readonly Message: string }).Message));
    return Messages.length;
  };
  return {
    async heardOf(run) {
      for (;;) {
        const [message] = kept.filter((one) => one.includes(run));
        if (message !== undefined) return message;
        if ((await receive(10)) === 0) throw new Error(`the topic told nothing of ${run}`);
      }
    },
    async rest() {
      while ((await receive(0)) > 0);
      return kept;
    },
  };
}
