import { describe, expect, it } from 'vitest';
import { schemaItem } from '../../../lib/domain/window/asked.ts';
import { buildWindowReport } from '../../../lib/domain/window/build-window-report.ts';
import { triggerWords } from '../../../lib/domain/window/window-summary.ts';
import {
  alarm,
  at,
  byHandWindow,
  healthyParts,
  healthyWindow,
  inconclusiveParts,
  inconclusiveWindow,
  openWindow,
  question,
  reportOfParts,
  rollbackFailedParts,
  rollbackFailedWindow,
  rolledBackParts,
  rolledBackWindow,
  sighting,
  supersededWindow,
  unverifiedWindow,
  type WindowParts,
  withoutGoWindow,
} from '../../support/window-reports.ts';
import { alarmOf } from '../../support/window-samples.ts';

const alarmIn = (report: typeof healthyWindow, id: string) => report.criteria.find((one) => one.id === id)?.alarms[0];
const changed = (parts: WindowParts, record: Partial<WindowParts['record']>): WindowParts => ({
  ...parts,
  record: { ...parts.record, ...record },
});

describe('the summary', () => {
  it.each([
    ['healthy', healthyWindow, /^nothing led back by 11:00:00 UTC, and the alarms of 7 of 8 criteria were seen/],
    ['rolled-back', rolledBackWindow, /^Error rate >5% \(error-rate-critical\) turned red; 1\.41\.3 serves again$/],
    [
      'rollback-failed',
      rollbackFailedWindow,
      /turned red, and Mona Lisa \(.*\) decided to stay, because of the schema$/,
    ],
    ['rollback-failed', unverifiedWindow, /the rollback failed: the old version serves, but the alarm was still red/],
    [
      'inconclusive',
      inconclusiveWindow,
      /service-outage could not be seen \(INSUFFICIENT_DATA .*\), and 1 more blind spot$/,
    ],
    ['superseded', supersededWindow, /took over before its time was up: window 1\.42\.1-77786850e387-/],
    ['healthy', withoutGoWindow, /6 of 8 criteria .*; people decided to stay despite feature-broken$/],
    ['open', openWindow, /watches until 11:00:00 UTC$/],
  ] as const)('of a window that ended %s says why', (result, report, words) => {
    expect(report.result).toBe(result);
    expect(report.summary).toMatch(words);
  });

  it.each([
    [{ status: 'expired' }, 'nobody decided in time whether to go back despite the schema: it stays'],
    [{ status: 'approved' }, 'no rollback was begun'],
  ] as const)('of a rollback that was asked about and did not come: %j', (change, words) => {
    const items = [question(schemaItem, 'Go back?', change)];
    expect(reportOfParts({ ...rollbackFailedParts, items }).summary).toContain(words);
  });

  it('says that nobody knows, where an execution ended with its window open', () => {
    const { ended: _, blind: __, ...record } = inconclusiveParts.record;
    expect(reportOfParts({ ...inconclusiveParts, record }).summary).toBe(
      'nobody knows whether all was well: it ended before 11:00:00 UTC, with nobody to watch any more',
    );
  });

  it('names who closed it early, and why', () => {
    const closed = { at: at('10:20'), why: 'closed', by: 'github:octocat', reason: 'a fix\nis out' } as const;
    const { blind: _, ...record } = { ...inconclusiveParts.record, ended: closed };
    expect(reportOfParts({ ...inconclusiveParts, record }).summary).toContain(
      'github:octocat closed it early: a fix is out',
    );
  });

  it('is one line, however long and wherever broken the texts of others are', () => {
    const reason = `${'x'.repeat(2000)}\n\u202Eend`;
    const trigger = { ...rolledBackParts.record.trigger, reason, by: 'person', person: 'a\nb' } as const;
    const { summary } = reportOfParts(changed(rolledBackParts, { trigger: trigger as never }));
    expect(summary).not.toMatch(/[\n\u202E]/);
    expect(summary.length).toBeLessThan(800);
  });
});

describe('triggerWords', () => {
  const { trigger } = rolledBackParts.record;
  it.each([
    [{}, 'Error rate >5% (error-rate-critical) turned red'],
    [{ by: 'look' }, 'Error rate >5% (error-rate-critical) turned red'],
    [{ by: 'person', person: 'Mona', reason: 'orders are lost' }, 'Mona triggered the rollback: orders are lost'],
    [{ by: 'approval', person: 'Mona' }, 'Mona decided to go back for Error rate >5% (error-rate-critical)'],
    [{ criterion: undefined }, `${alarmOf('error-rate-critical')} turned red`],
    [
      { criterion: undefined, alarm: undefined, check: 'user-login', by: 'look' },
      'the check User login working (user-login) failed',
    ],
    [{ alarm: undefined, by: 'look' }, 'the probes of Error rate >5% (error-rate-critical) failed'],
    [
      { criterion: undefined, alarm: undefined, check: 'error-spikes', by: 'approval' },
      'people decided to go back since the check No error spikes in Sentry (error-spikes) failed',
    ],
  ] as const)('%j', (change, words) => {
    expect(triggerWords({ ...trigger, ...change } as never)).toBe(words);
  });
});

describe('the states of an alarm', () => {
  it('begin when the window opens, and end when it closes', () => {
    expect(alarmIn(healthyWindow, 'error-rate-high')?.states).toEqual([
      { state: 'OK', from: at('10:00'), to: at('11:00:33') },
    ]);
  });

  it('follow what was told, from where nobody knows more than that it was not red', () => {
    expect(alarmIn(healthyWindow, 'response-time')?.states).toEqual([
      { state: 'not-red', from: at('10:00'), to: at('10:00:05') },
      { state: 'INSUFFICIENT_DATA', from: at('10:00:05'), to: at('10:01:10') },
      { state: 'OK', from: at('10:01:10'), to: at('11:00:33') },
    ]);
  });

  it('go red by the trigger, though its notification is not on the time line, and OK by the verification', () => {
    const events = rolledBackParts.events.filter(({ kind }) => kind !== 'alarm');
    const found = alarmIn(reportOfParts({ ...rolledBackParts, events }), 'error-rate-critical');
    expect(found?.states).toEqual([
      { state: 'OK', from: at('10:00'), to: at('10:12:03') },
      { state: 'ALARM', from: at('10:12:03'), to: at('10:15:20') },
      { state: 'OK', from: at('10:15:20'), to: at('10:15:23') },
    ]);
    expect(found?.seen).toEqual({ state: 'OK', since: at('10:15:20'), reason: 'seen after the rollback' });
  });

  it('leave out what was ignored: it has no effect', () => {
    expect(alarmIn(healthyWindow, 'error-rate-high')?.states.map(({ state }) => state)).toEqual(['OK']);
  });

  it('are red from the start where it was red at open', () => {
    const found = alarmIn(withoutGoWindow, 'performance-degraded');
    expect(found).toMatchObject({ redAtOpen: true, seen: { state: 'ALARM' } });
    expect(found?.states).toEqual([{ state: 'ALARM', from: at('10:00'), to: at('11:00:33') }]);
  });

  it('tell the newest, where a notification came after the last look', () => {
    const events = [alarm('db-pool-exhausted', 'ALARM', '10:40'), alarm('db-pool-exhausted', 'OK', '10:50')];
    const found = alarmIn(reportOfParts({ ...healthyParts, events }), 'db-pool-exhausted');
    expect(found?.seen).toMatchObject({ state: 'OK', since: at('10:50') });
    expect(found?.states).toHaveLength(3);
  });

  it('are none for an alarm that nobody ever saw', () => {
    const found = alarmIn(reportOfParts(changed(healthyParts, { states: {} })), 'service-outage');
    expect(found).toEqual({ name: alarmOf('service-outage'), states: [] });
  });

  it('do not fall for an alarm that is called as an object inherits', () => {
    const criteria = healthyParts.record.criteria.map((one) =>
      one.id === 'service-outage' ? { ...one, alarms: ['constructor'] } : one,
    );
    expect(alarmIn(reportOfParts(changed(healthyParts, { criteria })), 'service-outage')).toEqual({
      name: 'constructor',
      states: [],
    });
  });
});

describe('the steps', () => {
  it('say how long each took since the one before it', () => {
    expect(rolledBackWindow.steps.map(({ step, seconds }) => [step, seconds])).toEqual([
      ['recorded', 0.87],
      ['started', 1.25],
      ['served', 1.36],
      ['recovered', 193.52],
      ['verified', 1.3],
    ]);
    expect(rolledBackWindow.tookSeconds).toBe(198.3);
  });

  it('name the schema and the people where the rollback waited for them, and what it did not come to', () => {
    expect(rollbackFailedWindow.steps).toEqual([
      { step: 'recorded', at: at('10:12:03.870'), seconds: 0.87 },
      { step: 'schema', at: at('10:12:05.400'), seconds: 1.53 },
      { step: 'decided', at: at('10:16:41'), seconds: 275.6 },
      { step: 'started' },
      { step: 'served' },
      { step: 'recovered' },
      { step: 'verified' },
    ]);
    expect(rollbackFailedWindow.tookSeconds).toBeUndefined();
  });

  it('leave out the schema that was looked at when the window opened, and the alarm where a person triggered', () => {
    const schema = { state: 'compatible', summary: 'both know 41', at: at('10:00:02') } as const;
    expect(reportOfParts(changed(rolledBackParts, { schema })).steps.map(({ step }) => step)).not.toContain('schema');
    expect(byHandWindow.steps.map(({ step }) => step)).not.toContain('recovered');
  });

  it('are never negative, where the clock of CloudWatch runs ahead', () => {
    const trigger = { ...rolledBackParts.record.trigger, at: at('10:12:09') };
    const report = reportOfParts(changed(rolledBackParts, { trigger: trigger as never }));
    expect(report.steps[0]).toMatchObject({ step: 'recorded', seconds: 0 });
  });
});

describe('what to do next', () => {
  const textsOf = ({ next }: typeof healthyWindow): string => next.map(({ text }) => text).join('\n');

  it('is nothing after a healthy window, and while it is open', () => {
    expect([healthyWindow.next, openWindow.next]).toEqual([[], []]);
  });

  it('links the runbook entries of the criterion and of the result', () => {
    const runbook = 'https://github.com/acme/shop-api/blob/main/docs/runbook.md';
    expect(rolledBackWindow.next[0]?.link).toBe(`${runbook}#error-rate-critical`);
    expect(unverifiedWindow.next[0]?.link).toBe(`${runbook}#rollback-failed`);
    expect(inconclusiveWindow.next[0]?.link).toBe(`${runbook}#inconclusive`);
  });

  it('tells of the quarantine and how to lift it only where something was rolled back', () => {
    expect(rolledBackWindow.next.at(-1)?.command).toBe(
      `preflight release lift --env production --commit ${rolledBackWindow.release.commit} --reason '…'`,
    );
    expect(textsOf(rollbackFailedWindow)).not.toContain('quarantine');
  });

  it.each([
    ['stayed', rollbackFailedWindow, 'Act now: 1.42.0 still serves, and the schema speaks against going back.'],
    ['no target', byHandWindow, 'Act now: 1.42.0 still serves. Go back by hand, or fix forward.'],
    ['serves, not well', unverifiedWindow, 'Look now: 1.41.3 serves, but it is not known to be well.'],
  ])('after a rollback that failed (%s)', (_, report, text) => {
    expect(textsOf(report)).toContain(text);
  });

  it('names an alarm that was red at open, and still is', () => {
    expect(withoutGoWindow.next.map(({ text }) => text)).toEqual([
      `${alarmOf('performance-degraded')} was red already when the window opened, and still is: find out why.`,
    ]);
    const states = { x: sighting('performance-degraded', 'OK', at('10:30')) };
    const redAtOpen = [sighting('performance-degraded', 'ALARM', at('09:12:50'))];
    expect(reportOfParts(changed(healthyParts, { redAtOpen, states })).next).toEqual([]);
  });

  it('writes a run that a shell would take apart as one word', () => {
    const { record } = healthyParts;
    const supersededBy = { run: "a'b(c)", at: at('10:30') };
    const closed = { at: at('10:30'), result: 'superseded' } as const;
    const [step] = buildWindowReport({ ...record, supersededBy, closed }, [], []).next;
    expect(step?.command).toBe(`preflight report 'windows/a'\\''b(c)' --env production`);
  });
});

describe('the rest of the report', () => {
  it('has the baseline with the threshold that was made of it', () => {
    expect(healthyWindow.baseline).toMatchObject({ p95Ms: 240, samples: 5120, thresholdMs: 360 });
    const baseline = { p95Ms: 20, samples: 900, from: at('09:00'), to: at('10:00') };
    expect(reportOfParts(changed(healthyParts, { baseline })).baseline?.thresholdMs).toBe(300);
  });

  it('has every criterion with why it is not watched', () => {
    expect(withoutGoWindow.criteria).toHaveLength(8);
    expect(withoutGoWindow.criteria.find(({ id }) => id === 'response-time')?.notWatched).toContain('12 requests');
  });

  it('takes a question that is still open when the window closes for expired, or for undecided', () => {
    const open = question('roll-back-feature-broken', 'Go back?', { openedAt: at('10:20'), expiresAt: at('10:30') });
    const late = question('roll-back-data-loss', 'Go back?', { openedAt: at('10:50'), expiresAt: at('11:30') });
    const { approvals } = reportOfParts({ ...healthyParts, items: [late, open] });
    expect(approvals?.map(({ id, status, problem }) => [id, status, problem])).toEqual([
      ['roll-back-feature-broken', 'expired', undefined],
      ['roll-back-data-loss', 'open', 'nobody had decided it when the window was closed'],
    ]);
  });

  it('has nothing that only the store needs: no token, no revision, nobody excluded', () => {
    const text = JSON.stringify([rollbackFailedWindow, rolledBackWindow]);
    expect(text).not.toMatch(/token|revision|excluded|approvers/);
  });

  it('says nothing about the schema that the guard did not look at, and why', () => {
    expect(healthyWindow.schemaGuardOff).toBe('this service has no database');
    expect(rollbackFailedWindow).not.toHaveProperty('schemaGuardOff');
  });
});
