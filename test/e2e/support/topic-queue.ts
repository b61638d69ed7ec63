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
  /** Everything that it told of a run so far, in the order in which it came. */
  allOf(run: string): Promise<Told[]>;
}

export interface Told {
  readonly subject: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Envelope {
  readonly Subject?: string | null;
  readonly Message: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

function toldIn(body: string): Told {
  const { Subject, Message, MessageAttributes = {} } = JSON.parse(body) as Envelope;
  const attributes = Object.entries(MessageAttributes).map(([key, { Value }]) => [key, Value]);
  return { subject: Subject ?? '', text: Message, attributes: Object.fromEntries(attributes) };
}

export async function subscribeQueue({ endpoint }: Sandbox, topic: string, name: string): Promise<TopicQueue> {
  const settings = { endpoint, region, credentials };
  const client = new SQSClient(settings);
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const Endpoint = (await client.send(asked)).Attributes?.['QueueArn'];
  await new SNSClient(settings).send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint }));
  const kept: Told[] = [];
  const receive = async (WaitTimeSeconds: number): Promise<number> => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 10 }),
    );
    kept.push(...Messages.map(({ Body = '' }) => toldIn(Body)));
    return Messages.length;
  };
  return {
    async heardOf(run) {
      for (;;) {
        const message = kept.find(({ text }) => text.includes(run));
        if (message !== undefined) return message.text;
        if ((await receive(10)) === 0) throw new Error(`the topic told nothing of ${run}`);
      }
    },
    async rest() {
      while ((await receive(0)) > 0);
      return kept.map(({ text }) => text);
    },
    async allOf(run) {
      while ((await receive(0)) > 0);
      return kept.filter(({ text, attributes }) => attributes['run'] === run || text.includes(run));
    },
  };
}
