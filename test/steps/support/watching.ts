import type { PostDeployCheckId } from '../../../lib/domain/checklist.ts';
import type { AlarmEvent } from '../../../lib/domain/window/alarm-event.ts';
import { askedRunOf, rollBackItemOf } from '../../../lib/domain/window/asked.ts';
import { alarmsOf } from '../../../lib/domain/window/blindness.ts';
import type { CriterionId } from '../../../lib/domain/window/criterion.ts';
import type { WindowRecord } from '../../../lib/domain/window/window.ts';
import { recordAlarm } from '../../../lib/steps/record-alarm.ts';
import { watchWindow } from '../../../lib/steps/watch-window.ts';
import { memoryAlarms } from '../../support/memory-alarms.ts';
import { memoryApprovalStore } from '../../support/memory-approval-store.ts';
import { memoryNotices } from '../../support/memory-notices.ts';
import { memoryWaitingTasks } from '../../support/memory-waiting-tasks.ts';
import { memoryWindowStore } from '../../support/memory-window-store.ts';
import { alarmOf, windowSample, windowSettingsSample } from '../../support/window-samples.ts';

export const at = (time: string): string => `2026-11-23T${time}.000Z`;
export const place = { account: '111122223333', region: 'eu-central-1' };
export const run = windowSample.run.id;
const signal = new AbortController().signal;

/** A window that is open, whose alarms are all OK, and whoever watches it. */
export async function watching(changes: Partial<WindowRecord> = {}) {
  const store = memoryWindowStore();
  const approvals = memoryApprovalStore();
  const alarms = memoryAlarms();
  const notices = memoryNotices();
  const tasks = memoryWaitingTasks();
  const record = { ...windowSample, ...changes };
  await store.open(record, undefined);
  for (const name of alarmsOf(record)) alarms.set(name, 'OK', at('08:00:00'));
  const services = { store, approvals, alarms, notices, tasks, console: 'https://console.example', signal };
  let looks = 0;
  /** Somebody looked a minute before, where nobody would have for longer than that. */
  async function lookedBefore(now: number): Promise<void> {
    const { lookedAt, readAt, openedAt } = (await store.window(run)) ?? record;
    if (now - Date.parse(lookedAt ?? openedAt) <= 120_000) return;
    const before = new Date(now - 60_000).toISOString();
    await store.saveLook(run, { lookedAt: before, ...(readAt === lookedAt ? { readAt: before } : {}) }, lookedAt);
  }
  return {
    ...services,
    record: async () => (await store.window(run)) ?? Promise.reject(new Error('the window is gone')),
    texts: async () => (await store.events(run)).map(({ kind, text }) => `${kind} ${text}`),
    red: (id: CriterionId, since: string) => alarms.set(alarmOf(id), 'ALARM', at(since)),
    /** One Watch. @returns what it answers, and what its token was completed with. */
    async look(time: string, others: Partial<typeof services> = {}, settings = windowSettingsSample) {
      looks += 1;
      await lookedBefore(Date.parse(at(time)));
      const token = `token-${looks}`;
      void tasks.wait(token);
      const before = tasks.completed.length;
      const next = await watchWindow({ run: record.run, token }, settings, {
        ...services,
        ...others,
        now: new Date(at(time)),
      });
      return { next, completed: tasks.completed.slice(before).map(({ output }) => output) };
    },
    tell: (event: Partial<AlarmEvent>, time = '10:12:05', others: Partial<typeof services> = {}) =>
      recordAlarm(
        {
          ...place,
          alarm: alarmOf('error-rate-critical'),
          state: 'ALARM',
          reason: 'Threshold Crossed',
          at: at('10:12:04'),
          ...event,
        },
        { ...services, ...others, ...place, now: new Date(at(time)) },
      ),
    async item(id: CriterionId | PostDeployCheckId) {
      return approvals.item(askedRunOf(run), rollBackItemOf(id));
    },
    async decide(id: CriterionId | PostDeployCheckId, status: 'approved' | 'rejected', decidedAt: string) {
      const item = await approvals.item(askedRunOf(run), rollBackItemOf(id));
      if (item === undefined) throw new Error('nobody was asked');
      const choice = status === 'approved' ? 'approve' : 'reject';
      const vote = {
        by: 'Mona Lisa',
        person: 'Mona Lisa',
        choice,
        at: at(decidedAt),
        comment: 'it must not go on',
      } as const;
      return approvals.replace({
        ...item,
        status,
        votes: [vote],
        decidedAt: at(decidedAt),
        revision: item.revision + 1,
      });
    },
  };
}
