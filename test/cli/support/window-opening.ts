import type { WindowEvent, WindowRecord } from '../../../lib/domain/window/window.ts';
import { alarmOf } from '../../support/window-samples.ts';
import type { FakeAws, FakeAwsInput } from './fake-aws.ts';
import { endOf, inProject, opened, openWindow, windowOutputs } from './window-run.ts';

export const running = { status: 'RUNNING' } as const;
export const outputs = windowOutputs;

export const open = (more: readonly string[], aws: FakeAws & { readonly interruptAt?: string }, config?: string) =>
  inProject(['window', 'open', '--env', 'production', '--release', 'release.json', ...more], aws, config);

export const operations = ({ calls }: FakeAws): string[] => calls.map(({ operation }) => operation);

export const alarm = alarmOf('error-rate-critical');
export const trigger = {
  criterion: 'error-rate-critical',
  alarm,
  reason: 'Threshold Crossed: 1 datapoint [9.2] was greater than the threshold (5.0)',
  at: '2026-11-23T10:07:00.000Z',
  recordedAt: '2026-11-23T10:07:01.000Z',
  by: 'notification',
} as const satisfies WindowRecord['trigger'];
export const rollback = {
  startedAt: '2026-11-23T10:07:02.000Z',
  detail: 'live points to version 7 again',
  doneAt: '2026-11-23T10:07:03.000Z',
  recoveredAt: '2026-11-23T10:09:00.000Z',
  verifiedAt: '2026-11-23T10:09:01.000Z',
  handle: { from: '8' },
} as const satisfies WindowRecord['rollback'];
export const event = (kind: WindowEvent['kind'], at: string, text: string): WindowEvent => ({
  kind,
  at: `2026-11-23T${at}.000Z`,
  text,
});

export const healthy = openWindow({
  ended: { at: '2026-11-23T11:00:31.000Z', why: 'time-up' },
  closed: { at: '2026-11-23T11:00:32.000Z', result: 'healthy' },
});
export const rolledBack = openWindow({
  trigger,
  rollback,
  closed: { at: '2026-11-23T10:09:02.000Z', result: 'rolled-back' },
});

/** One look while it is open, then its end. */
export async function looksTo(record: WindowRecord, events: readonly WindowEvent[] = []): Promise<FakeAwsInput> {
  const end = await endOf(record, events);
  return { outputs, looks: [{ ...running, answers: [opened], window: { record: openWindow() } }, end.look] };
}
