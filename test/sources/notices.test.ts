import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import { type Notice, snsNotices } from '../../lib/sources/notices.ts';

const client = new SNSClient({ region: 'eu-central-1' });
const aws = mockClient(client);
const topic = 'arn:aws:sns:eu-central-1:111122223333:notices';
const notice: Notice = { urgency: 'page', subject: 'look now', text: 'first line\nsecond line', run: 'run-1' };

beforeEach(() => {
  aws.reset();
  aws.on(PublishCommand).resolves({});
});

async function published(change: Partial<Notice>) {
  await snsNotices(topic, client).tell({ ...notice, ...change });
  return aws.commandCalls(PublishCommand).at(-1)?.args[0].input;
}

describe('snsNotices', () => {
  it('publishes with the attributes by which subscriptions filter', async () => {
    await expect(published({})).resolves.toEqual({
      TopicArn: topic,
      Subject: 'look now',
      Message: 'first line\nsecond line',
      MessageAttributes: {
        urgency: { DataType: 'String', StringValue: 'page' },
        run: { DataType: 'String', StringValue: 'run-1' },
      },
    });
  });

  it.each([
    ['cut…', 'cut...'],
    ['Zürich: café', 'Zurich: cafe'],
    ['down 🔥 now', 'down ? now'],
    ['two\r\nlines\u0000 and \u202Emore', 'two lines and more'],
    ['   blank', 'blank'],
    ['', 'Preflight'],
    ['…'.repeat(60), '.'.repeat(100)],
    [`${'x'.repeat(99)} y`, 'x'.repeat(99)],
  ])('makes a subject that SNS takes: %j', async (subject, taken) => {
    expect((await published({ subject }))?.Subject).toBe(taken);
  });

  it('keeps a message within what SNS takes', async () => {
    const message = (await published({ text: '€'.repeat(300_000) }))?.Message ?? '';
    expect(message.endsWith('€…')).toBe(true);
    expect(new TextEncoder().encode(message).length).toBeLessThan(256 * 1024);
  });

  it('tells no secret', async () => {
    const secret = new Secret('hunter2-hunter2');
    const input = await published({ subject: `x ${secret.reveal()}`, text: `y ${secret.reveal()}` });
    expect([input?.Subject, input?.Message]).toEqual(['x [secret]', 'y [secret]']);
  });

  it('says in words that nobody could be told', async () => {
    aws.on(PublishCommand).rejects(Object.assign(new Error('no'), { name: 'AuthorizationErrorException' }));
    const failure = snsNotices(topic, client).tell(notice);
    await expect(failure).rejects.toBeInstanceOf(SourceError);
    await expect(failure).rejects.toThrow(/^SNS answered sns:Publish with AuthorizationErrorException/);
  });
});
