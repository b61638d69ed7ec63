import { isRecord } from '../domain/is-record.ts';

/** What alarms say: the text of each message that SNS hands over, or the event of EventBridge itself. */
export function alarmMessages(event: unknown): unknown[] {
  if (!isRecord(event) || !Array.isArray(event['Records'])) return [event];
  return event['Records'].map((record: unknown) => {
    const sns = isRecord(record) ? record['Sns'] : undefined;
    return isRecord(sns) ? sns['Message'] : undefined;
  });
}

/** All of them, whatever becomes of one; then fails where one did, so that it is delivered again. */
export async function eachByItself<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const settled = await Promise.allSettled(items.map(act));
  const reasons: unknown[] = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (reasons.length > 0)
    throw new AggregateError(reasons, `${reasons.length} of ${items.length} could not be recorded`);
}
