import type { ItemRecord } from '../../lib/domain/approvals/approval-record.ts';
import { checklist, type PostDeployCheckId } from '../../lib/domain/checklist.ts';
import type { AlarmSighting, AlarmState } from '../../lib/domain/window/alarm.ts';
import { askedRunOf, schemaItem } from '../../lib/domain/window/asked.ts';
import { buildWindowReport } from '../../lib/domain/window/build-window-report.ts';
import type { CriterionId } from '../../lib/domain/window/criterion.ts';
import type {
  Verification,
  VerifiedItem,
  WatchedCheck,
  WindowEvent,
  WindowRecord,
} from '../../lib/domain/window/window.ts';
import type { WindowReport } from '../../lib/domain/window/window-report.ts';
import { itemRecord, vote } from './approval-samples.ts';
import { hostileText } from './reports.ts';
import { alarmOf, windowSample, windowSettingsSample } from './window-samples.ts';

/** Reports of windows, built as the step builds them, from records and time lines written by hand. */

/** `at('10:12:03')`, or with milliseconds: on the day of the sample window, which is open from 10:00 to 11:00. */
export const at = (time: string): string =>
  `2026-11-23T${time.length === 5 ? `${time}:00` : time}${time.includes('.') ? '' : '.000'}Z`;

const settings = {
  runbook: windowSettingsSample.runbook,
  schemaOff: windowSettingsSample.schemaOff,
  baseline: { factor: 1.5, floorMs: 300 },
};

/** A window with all that the stores hold of it. */
export interface WindowParts {
  readonly record: WindowRecord;
  readonly events: readonly WindowEvent[];
  readonly items: readonly ItemRecord[];
}

export const reportOfParts = ({ record, events, items }: WindowParts): WindowReport =>
  buildWindowReport(record, events, items, settings);

const ownAlarm = windowSample.ownAlarm ?? '';
const nameOf = (id: CriterionId): string => (id === 'response-time' ? ownAlarm : alarmOf(id));
const reasons: Readonly<Record<AlarmState, string>> = {
  OK: 'Threshold Crossed: no datapoints were greater than the threshold.',
  ALARM:
    'Threshold Crossed: 3 out of the last 5 datapoints [7.8 (23/11/26 10:11:00), 8.4 (23/11/26 10:10:00), 6.1 (23/11/26 10:09:00)] were greater than the threshold (5.0) (minimum 3 datapoints for OK -> ALARM transition).',
  INSUFFICIENT_DATA: 'Insufficient Data: 2 datapoints were unknown.',
};

export function sighting(id: CriterionId, state: AlarmState, since: string, more: Partial<AlarmSighting> = {}) {
  return { name: nameOf(id), state, since, reason: reasons[state], ...more };
}

/** How Watch saw all alarms last: OK since before the window, but for these. */
function seen(...others: readonly AlarmSighting[]): Readonly<Record<string, AlarmSighting>> {
  const names = windowSample.criteria.flatMap(({ id, alarms }) => (alarms.length === 0 ? [] : [id]));
  const well = names.map((id) => sighting(id, 'OK', at(id === 'response-time' ? '10:01:10' : '08:30')));
  return Object.fromEntries([...well, ...others].map((one) => [one.name, one]));
}

const opened: WindowEvent = { at: at('10:00'), kind: 'opened', text: 'opened for 1.42.0, until 11:00:00 UTC' };
const ended = (time: string, text: string): WindowEvent => ({ at: at(time), kind: 'ended', text });
export const alarm = (id: CriterionId, state: AlarmState, time: string): WindowEvent => ({
  at: at(time),
  kind: 'alarm',
  text: `${state}: ${reasons[state]}`,
  alarm: nameOf(id),
  state,
});

/** Nothing happened but that an alarm had no data at first, and a notification of another deployment's alarm came. */
export const healthyParts: WindowParts = {
  record: {
    ...windowSample,
    lookedAt: at('11:00:31'),
    states: seen(),
    ended: { at: at('11:00:31'), why: 'time-up' },
    closed: { at: at('11:00:33'), result: 'healthy' },
  },
  events: [
    opened,
    alarm('response-time', 'INSUFFICIENT_DATA', '10:00:05'),
    alarm('response-time', 'OK', '10:01:10'),
    {
      at: at('10:07:12'),
      kind: 'ignored',
      text: 'its own time, 09:58:40 UTC, lies before the window opened',
      alarm: nameOf('error-rate-high'),
      state: 'ALARM',
    },
    ended('11:00:31', 'the time is up, and nothing led back'),
    ended('11:00:33', 'closed as healthy'),
  ],
  items: [],
};

const trigger = {
  criterion: 'error-rate-critical',
  alarm: nameOf('error-rate-critical'),
  reason: reasons.ALARM,
  at: at('10:12:03.000'),
  recordedAt: at('10:12:03.870'),
  by: 'notification',
} as const;

export const rolledBackParts: WindowParts = {
  record: {
    ...windowSample,
    lookedAt: at('10:11:40'),
    states: seen(),
    trigger,
    rollback: {
      startedAt: at('10:12:05.120'),
      detail: 'live points to version 7, which serves',
      doneAt: at('10:12:06.480'),
      recoveredAt: at('10:15:20'),
      verifiedAt: at('10:15:21.300'),
      handle: { version: '7' },
    },
    closed: { at: at('10:15:23'), result: 'rolled-back' },
  },
  events: [
    opened,
    alarm('error-rate-high', 'ALARM', '10:11:31'),
    alarm('error-rate-critical', 'ALARM', '10:12:03'),
    { at: at('10:12:03.870'), kind: 'trigger', text: 'error-rate-critical turned red', alarm: trigger.alarm },
    {
      at: at('10:12:04'),
      kind: 'ignored',
      text: 'a second notification of what triggered already',
      alarm: trigger.alarm,
      state: 'ALARM',
    },
    { at: at('10:12:05.120'), kind: 'told', text: 'people were paged: 1.42.0 is being rolled back' },
    { at: at('10:12:05.120'), kind: 'rollback', text: 'going back to version 7 of shop-api' },
    { at: at('10:12:06.480'), kind: 'rollback', text: 'live points to version 7, which serves' },
    alarm('error-rate-high', 'OK', '10:14:40'),
    alarm('error-rate-critical', 'OK', '10:15:20'),
    ended('10:15:23', 'closed as rolled-back'),
  ],
  items: [],
};

/** What a window asks, as its store holds it. */
export function question(id: string, title: string, changes: Partial<ItemRecord> = {}): ItemRecord {
  const item = {
    id,
    kind: 'manual',
    title,
    instructions: 'Look at the dashboard.',
    approvers: { groups: ['release-managers'], principals: [] },
    quorum: 1,
    expiresAfterSeconds: 900,
  } as const;
  const asked = { run: askedRunOf(windowSample.run.id), openedAt: at('10:12:06'), expiresAt: at('10:27:06') };
  return itemRecord(item, { ...asked, ...changes });
}

const rejected = question(schemaItem, 'Go back to 1.41.3, although the schema has gone on?', {
  status: 'rejected',
  decidedAt: at('10:16:41'),
  votes: [
    vote({
      choice: 'reject',
      at: at('10:16:41'),
      comment: 'the old version cannot read the orders of the new one: we fix forward',
    }),
  ],
});

/** The schema is ahead, people were asked, and decided to stay. */
export const rollbackFailedParts: WindowParts = {
  record: {
    ...rolledBackParts.record,
    schema: {
      state: 'ahead',
      summary: 'the database is at migration 42, and 1.41.3 knows 41',
      at: at('10:12:05.400'),
    },
    closed: { at: at('10:16:44'), result: 'rollback-failed' },
  },
  events: [
    ...rolledBackParts.events.slice(0, 4),
    { at: at('10:12:05.400'), kind: 'schema', text: 'ahead: the database is at migration 42, and 1.41.3 knows 41' },
    { at: at('10:12:06'), kind: 'asked', text: rejected.title },
    ended('10:16:44', 'closed as rollback-failed'),
  ],
  items: [rejected],
};
delete (rollbackFailedParts.record as { rollback?: unknown }).rollback;

/** The rollback began, and the alarm never went back to OK. */
const unverifiedParts: WindowParts = {
  record: {
    ...rolledBackParts.record,
    rollback: {
      startedAt: at('10:12:05.120'),
      doneAt: at('10:12:06.480'),
      detail: 'live points to version 7, which serves',
      failure: 'the old version serves, but the alarm was still red after 10 minutes',
    },
    closed: { at: at('10:22:23'), result: 'rollback-failed' },
  },
  events: rolledBackParts.events.slice(0, 8),
  items: [],
};

/** An alarm without data, and CloudWatch that did not answer for a while. */
export const inconclusiveParts: WindowParts = {
  record: {
    ...windowSample,
    lookedAt: at('11:00:31'),
    states: seen(sighting('service-outage', 'INSUFFICIENT_DATA', at('10:20:11'))),
    blind: [
      { what: nameOf('service-outage'), why: 'INSUFFICIENT_DATA for more than 45 s', from: at('10:20:11') },
      {
        what: 'CloudWatch',
        why: 'it did not answer at two looks in a row: CloudWatch refused (AccessDenied)',
        from: at('10:41:02'),
        to: at('10:44:05'),
      },
    ],
    ended: { at: at('11:00:31'), why: 'time-up' },
    closed: { at: at('11:00:33'), result: 'inconclusive' },
  },
  events: [
    opened,
    alarm('service-outage', 'OK', '10:00:40'),
    alarm('service-outage', 'INSUFFICIENT_DATA', '10:20:11'),
    { at: at('10:21:03'), kind: 'blind', text: 'no data', alarm: nameOf('service-outage') },
    { at: at('10:21:03'), kind: 'told', text: 'people were paged: the window is blind' },
    { at: at('10:42:04'), kind: 'blind', text: 'CloudWatch did not answer at two looks in a row' },
    ended('11:00:31', 'the time is up'),
    ended('11:00:33', 'closed as inconclusive'),
  ],
  items: [],
};

const supersededParts: WindowParts = {
  record: {
    ...windowSample,
    supersedes: '1.41.9-aa786850e387-20261123T091500Z',
    lookedAt: at('10:33:02'),
    states: seen(),
    supersededBy: { run: '1.42.1-77786850e387-20261123T103340Z', at: at('10:33:40') },
    closed: { at: at('10:33:42'), result: 'superseded' },
  },
  events: [opened, ended('10:33:42', 'closed as superseded')],
  items: [],
};

/** Opened without a GO, with an alarm that was red and with one that asked; people decided to stay. */
export const withoutGoParts: WindowParts = {
  record: {
    ...healthyParts.record,
    withoutGo: 'the gate is not used in staging',
    criteria: windowSample.criteria.map((one) =>
      one.id === 'response-time'
        ? { ...one, alarms: [], notWatched: '12 requests in the hour before, of 200 that a baseline needs' }
        : one,
    ),
    redAtOpen: [sighting('performance-degraded', 'ALARM', at('09:12:50'))],
    states: seen(
      sighting('performance-degraded', 'ALARM', at('09:12:50')),
      sighting('feature-broken', 'OK', at('10:31:00')),
    ),
  },
  events: [
    opened,
    { at: at('10:00:01'), kind: 'told', text: 'opened without a GO: the gate is not used in staging' },
    { at: at('10:00:02'), kind: 'told', text: '1 alarm was red already' },
    alarm('feature-broken', 'ALARM', '10:18:00'),
    { at: at('10:18:02'), kind: 'asked', text: 'Go back, because of feature-broken?' },
    alarm('feature-broken', 'OK', '10:31:00'),
    ended('11:00:33', 'closed as healthy'),
  ],
  items: [
    question('roll-back-feature-broken', 'Go back, because of feature-broken?', {
      status: 'rejected',
      openedAt: at('10:18:02'),
      expiresAt: at('11:00'),
      decidedAt: at('10:22:10'),
      votes: [vote({ choice: 'reject', at: at('10:22:10'), comment: 'only the newsletter form' })],
    }),
  ],
};
for (const key of ['go', 'baseline', 'ownAlarm'] as const) delete (withoutGoParts.record as Partial<WindowRecord>)[key];

const checkTitles: Readonly<Record<PostDeployCheckId, string>> = {
  'health-checks': 'Health checks responding',
  'error-spikes': 'No error spikes in Sentry',
  'response-times': 'Response times normal',
  'user-login': 'User login working',
  'mobile-connectivity': 'Mobile app connecting',
};

/** The five checks as a window watches them: one is off. */
export const watchedChecks: readonly WatchedCheck[] = checklist['post-deploy'].checks.map((id) => {
  const isHigh = id === 'health-checks' || id === 'user-login';
  return {
    ...{ id, title: checkTitles[id] },
    severity: isHigh ? 'high' : 'medium',
    response: isHigh ? 'rollback' : id === 'error-spikes' ? 'notify' : 'ask',
    ...(id === 'mobile-connectivity' ? { notWatched: 'there is no mobile app yet' } : {}),
  };
});

export const passed = (id: VerifiedItem['id'], summary: string, more: Partial<VerifiedItem> = {}): VerifiedItem => ({
  ...{ id, outcome: 'pass', summary, evidence: [], tries: 1 },
  ...more,
});

export const verified = (time: string, ...others: readonly VerifiedItem[]): Verification => {
  const usual = [
    passed('health-checks', '3 of 3 probes answered as they should'),
    passed('error-spikes', '12 errors, as before'),
    passed('response-times', 'p95 is 251 ms, and was 240 ms'),
    passed('user-login', 'the test user logged in'),
    passed('feature-broken', '2 of 2 probes answered as they should'),
  ];
  const startedAt = new Date(Date.parse(at(time)) + 2000).toISOString();
  const endedAt = new Date(Date.parse(startedAt) + 11_400).toISOString();
  const items = usual.map((one) => others.find(({ id }) => id === one.id) ?? one);
  return { dueAt: at(time), startedAt, endedAt, items };
};

const begun = (time: string) => ({
  dueAt: at(time),
  begunAt: new Date(Date.parse(at(time)) + 1000).toISOString(),
});
const verifiedEvent = (time: string, text: string): WindowEvent => ({ at: at(time), kind: 'verified', text });

const loginFailed: VerifiedItem = {
  id: 'user-login',
  outcome: 'fail',
  summary: 'the login answered 200 with the login page again',
  evidence: [
    {
      where: 'POST https://shop.example.com/login',
      observed: '200 and no session cookie',
      expected: '303 and the cookie session',
    },
    { where: 'GET https://shop.example.com/account', observed: '401', expected: '200', when: at('10:05:13') },
  ],
  tries: 3,
  remediation: 'Log in as the test user by hand; look whether the session store or its key was changed by the release.',
};
const sentryUnseen: VerifiedItem = {
  id: 'error-spikes',
  outcome: 'error',
  summary: 'could not look: Sentry is throttling (429), and says to come back in 60 s',
  evidence: [],
  tries: 3,
  remediation: 'See whether Sentry answers, and whether the token may read the project.',
};
const slow: VerifiedItem = {
  id: 'response-times',
  outcome: 'warn',
  summary: 'p95 is 298 ms, and was 240 ms',
  evidence: [{ where: 'p95 of 812 requests', observed: '298 ms', expected: 'at most 276 ms', when: at('10:15') }],
  tries: 3,
  remediation: 'Look at the slowest endpoints.',
};

const probed = windowSample.criteria.map((one) =>
  one.id === 'feature-broken'
    ? { ...one, probes: ['search', 'GET /newsletter'] }
    : one.id === 'performance-degraded'
      ? { ...one, alarms: [], probes: ['the slow report'] }
      : one,
);

/** Verifications that passed, flaked, warned, could not look, and were lost, in a window that ended healthy all the same. */
export const verifiedParts: WindowParts = {
  record: {
    ...healthyParts.record,
    criteria: probed,
    checks: watchedChecks,
    verifiesAt: [at('10:01'), at('10:05'), at('10:15'), at('10:55')],
    verifying: ['10:01', '10:05', '10:15', '10:55'].map(begun),
    verifications: [
      verified('10:01', passed('health-checks', '3 of 3 probes answered as they should', { tries: 2, flaky: true })),
      verified('10:05', sentryUnseen, slow),
      verified('10:55'),
    ],
  },
  events: [
    ...healthyParts.events.slice(0, 3),
    verifiedEvent('10:01:13', 'health-checks: passed at try 2'),
    verifiedEvent('10:05:13', 'error-spikes: could not look'),
    { at: at('10:05:14'), kind: 'told', text: 'people were told: error-spikes could not be looked at' },
    { at: at('10:17:00'), kind: 'told', text: 'people were told: the verification of 10:15:00 UTC was lost' },
    verifiedEvent('10:55:13', 'all passed'),
    ...healthyParts.events.slice(4),
  ],
  items: [],
};

/** A login that failed thrice in a row led back. */
export const loginBrokenParts: WindowParts = {
  record: {
    ...rolledBackParts.record,
    criteria: probed,
    checks: watchedChecks,
    verifiesAt: verifiedParts.record.verifiesAt ?? [],
    verifying: ['10:01', '10:05'].map(begun),
    verifications: [verified('10:01'), verified('10:05', loginFailed)],
    trigger: {
      check: 'user-login',
      reason: 'User login working failed in each of 3 tries: the login answered 200 with the login page again',
      at: at('10:05:13.400'),
      recordedAt: at('10:05:14.100'),
      by: 'look',
    },
  },
  events: [opened, verifiedEvent('10:01:13', 'all passed'), verifiedEvent('10:05:13', 'user-login: failed')],
  items: [],
};

const drill: NonNullable<WindowRecord['drill']> = {
  at: at('10:12:01'),
  by: 'aws:arn:aws:sts::111122223333:assumed-role/OnCall/mona',
  reason: 'the rollback of the quarter, on purpose',
  alarm: rolledBackParts.record.trigger?.alarm ?? '',
};
const drillEvent: WindowEvent = {
  at: drill.at,
  kind: 'drill',
  text: `${drill.by} set the alarm to red: ${drill.reason}`,
};

/** A rollback on purpose, which worked. */
export const drillParts: WindowParts = {
  ...rolledBackParts,
  record: {
    ...rolledBackParts.record,
    ...(rolledBackParts.record.trigger
      ? { trigger: { ...rolledBackParts.record.trigger, reason: `DRILL: ${drill.by}: ${drill.reason}` } }
      : {}),
    drill,
    checks: watchedChecks,
    verifiesAt: [at('10:01')],
    verifying: [begun('10:01')],
    verifications: [verified('10:01')],
  },
  events: [...rolledBackParts.events.slice(0, 1), drillEvent, ...rolledBackParts.events.slice(2)],
};

/** A drill that nobody saw: the alarm never told. */
export const failedDrillParts: WindowParts = {
  ...inconclusiveParts,
  record: { ...inconclusiveParts.record, drill },
};

export const verifiedWindow = reportOfParts(verifiedParts);
export const loginBrokenWindow = reportOfParts(loginBrokenParts);
export const drillWindow = reportOfParts(drillParts);
export const failedDrillWindow = reportOfParts(failedDrillParts);
export const healthyWindow = reportOfParts(healthyParts);
export const rolledBackWindow = reportOfParts(rolledBackParts);
export const rollbackFailedWindow = reportOfParts(rollbackFailedParts);
export const unverifiedWindow = reportOfParts(unverifiedParts);
export const inconclusiveWindow = reportOfParts(inconclusiveParts);
export const supersededWindow = reportOfParts(supersededParts);
export const withoutGoWindow = reportOfParts(withoutGoParts);

/** A person triggered it, and emergency powers decided to go back despite the schema; there was no target. */
export const byHandWindow = reportOfParts({
  record: {
    ...rollbackFailedParts.record,
    target: { problem: 'version 7 of shop-api is gone, and live points to nothing else' },
    trigger: {
      criterion: 'data-loss',
      reason: 'orders of this morning are missing',
      at: at('10:12:03'),
      recordedAt: at('10:12:03.870'),
      by: 'person',
      person: 'aws:arn:aws:sts::111122223333:assumed-role/OnCall/mona',
    },
    rollback: {
      startedAt: at('10:17:00'),
      detail: 'nothing was changed',
      failure: 'version 7 of shop-api is gone, and live points to nothing else',
    },
  },
  events: rollbackFailedParts.events,
  items: [
    {
      ...rejected,
      status: 'approved',
      votes: [vote({ at: at('10:16:41'), breakGlass: true, comment: 'nobody else is awake' })],
    },
  ],
});

/** A window that goes on. */
export const openWindow = reportOfParts({
  record: { ...windowSample, lookedAt: at('10:05:02'), states: seen() },
  events: [opened],
  items: [],
});

export const windowReports = {
  healthy: healthyWindow,
  'rolled back': rolledBackWindow,
  'rollback failed': rollbackFailedWindow,
  unverified: unverifiedWindow,
  inconclusive: inconclusiveWindow,
  superseded: supersededWindow,
  'without a GO': withoutGoWindow,
  'by hand': byHandWindow,
  open: openWindow,
  verified: verifiedWindow,
  'login broken': loginBrokenWindow,
  drill: drillWindow,
  'drill that failed': failedDrillWindow,
} as const;

/** Every free text of the report is hostile. */
export const hostileWindow: WindowReport = hostile({
  ...byHandWindow,
  ...pick(inconclusiveWindow),
  ...verifiedOf(verifiedWindow),
  ...verifiedOf(loginBrokenWindow),
  drill,
});

function verifiedOf({ checks, verifications }: WindowReport): Pick<WindowReport, 'checks' | 'verifications'> {
  return { ...(checks && { checks }), ...(verifications && { verifications }) };
}

function pick({ blind, criteria }: WindowReport): Pick<WindowReport, 'blind' | 'criteria' | 'redAtOpen'> {
  const redAtOpen = [sighting('performance-degraded', 'ALARM', at('09:12:50'))];
  return { blind, criteria, redAtOpen };
}

/** Every text that is not one of a set, a moment or what is counted, replaced. */
function hostile(report: WindowReport): WindowReport {
  const kept = new Set([
    'schema',
    'result',
    'id',
    'severity',
    'response',
    'outcome',
    'state',
    'kind',
    'status',
    'choice',
    'step',
  ]);
  const isMoment = (text: string): boolean => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text);
  let count = 0;
  const walk = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((one) => walk(one, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, name)]));
    }
    if (typeof value !== 'string' || kept.has(key) || isMoment(value)) return value;
    if (['by', 'criterion', 'why'].includes(key) && /^(?:person|data-loss|time-up)$/.test(value)) return value;
    count += 1;
    return `${hostileText[count % hostileText.length]} ${count}`;
  };
  const made = walk(report) as WindowReport;
  return {
    ...made,
    run: { ...made.run, id: hostileText[0] ?? '' },
    next: made.next.map((one) => ({ ...one, link: 'javascript:alert(1)' })),
  };
}

/** Texts without a space to wrap at, alarms with the longest names, and a storm of events. */
export const longWindow: WindowReport = (() => {
  const name = `alarm-${'x'.repeat(249)}`;
  const report = structuredClone(rolledBackWindow);
  for (const criterion of report.criteria) {
    for (const one of criterion.alarms) {
      one.name = name;
      if (one.seen !== undefined) one.seen.reason = 'y'.repeat(1023);
    }
  }
  const events = Array.from({ length: 3000 }, (_, index) => ({
    at: new Date(Date.parse(at('10:00')) + index * 100).toISOString(),
    kind: 'ignored' as const,
    text: `z${'z'.repeat(200)}`,
    alarm: name,
  }));
  const dueAt = Array.from({ length: 12 }, (_, index) => at(`10:${String(2 + index * 4).padStart(2, '0')}`));
  const item = {
    ...loginFailed,
    summary: 's'.repeat(300),
    evidence: Array.from({ length: 6 }, () => ({
      where: 'u'.repeat(100),
      observed: 'v'.repeat(100),
      expected: 'w'.repeat(100),
    })),
    remediation: 'r'.repeat(300),
  };
  const verifications = dueAt.map((due) => ({
    ...{ dueAt: due, state: 'made' as const, startedAt: due, endedAt: due },
    items: [...watchedChecks.map(({ id }) => ({ ...item, id }))],
  }));
  const checks = watchedChecks.map(({ id, title, severity, response }) => ({
    ...{ id, title, severity, response },
    verifications: [],
  }));
  return { ...report, summary: 'w'.repeat(600), events, verifications, checks };
})();
