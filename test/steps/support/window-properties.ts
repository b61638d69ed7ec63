import type { WindowRecord } from '../../../lib/domain/window/window.ts';
import { windowResults } from '../../../lib/domain/window/window.ts';
import type { Ending } from './window-play.ts';
import { alarmOf, rollsBack } from './window-world.ts';

/** What must hold of every story. Each says what is wrong with one, if anything is. */

type Property = (ending: Ending) => readonly string[];

/** At most one rollback a deployment, and never one without a trigger, of a window that was over, or that another took over from. */
const rollsBackOnce: Property = ({ effects, triggers, windows }) => [
  ...windows.flatMap(({ run }) => [
    ...(effects.filter((one) => one.run === run.id).length > 1 ? [`${run.id} was rolled back twice`] : []),
    ...(triggers.filter((one) => one.run === run.id && one.answer === 'recorded').length > 1
      ? [`${run.id} was triggered twice`]
      : []),
  ]),
  ...effects.flatMap(({ run, record }) => {
    if (record?.trigger === undefined) return [`${run} was rolled back without a trigger`];
    if ((record.closed ?? record.ended ?? record.supersededBy) === undefined) return [];
    return [`${run} was rolled back though it was over`];
  }),
];

/** Of trigger, end and the window that takes over, one wins. */
const oneWins: Property = ({ windows }) =>
  windows
    .filter(
      ({ trigger, ended, supersededBy }) =>
        [trigger, supersededBy].filter((one) => one !== undefined).length > 1 ||
        (trigger !== undefined && ended !== undefined),
    )
    .map(({ run }) => `${run.id} has a trigger, and was over`);

const isWithin = (at: string, { openedAt, endsAt }: Pick<WindowRecord, 'openedAt' | 'endsAt'>): boolean =>
  at >= openedAt && at <= endsAt;

/** A time of whole seconds stands for all of its second: CloudWatch may give no finer one. So it may be of the second of the opening. */
const mayBeWithin = (at: string, window: Pick<WindowRecord, 'openedAt' | 'endsAt'>): boolean =>
  isWithin(at, { ...window, openedAt: `${window.openedAt.slice(0, 19)}.000Z` });

/** A trigger is something that happened within its window: a transition that was not there before, or a person's word. */
const triggersAreTrue: Property = ({ windows, transitions, story }) =>
  windows.flatMap((window) => {
    const { trigger, run, redAtOpen } = window;
    if (trigger === undefined) return [];
    if (trigger.by === 'person')
      return story.commands.some(({ command }) => command === 'trigger') ? [] : [`nobody triggered ${run.id}`];
    if (trigger.by === 'approval') return story.decision?.choice === 'approve' ? [] : [`nobody approved ${run.id}`];
    const { alarm, at, check } = trigger;
    if (check !== undefined) {
      const failed = failures(window).some((one) => one.id === check && one.endedAt === at);
      const broke = story.broken.some((one) => one.check === check && one.how === 'fail');
      return failed && broke && check === 'user-login'
        ? []
        : [`${run.id} was triggered by ${check}, which did not fail`];
    }
    const happened = transitions.some((one) => one.alarm === alarm && one.at === at && one.state === 'ALARM');
    const counts = mayBeWithin(at, window) && !redAtOpen.some(({ name, since }) => name === alarm && since === at);
    return happened && counts && rollsBack.includes(alarm ?? '')
      ? []
      : [`${run.id} was triggered by ${alarm} of ${at}`];
  });

const isOver = ({ ended, supersededBy, closed }: WindowRecord): boolean =>
  (ended ?? supersededBy ?? closed) !== undefined;

/** A notification that was worked through, and a look that saw it, each trigger where the window can be triggered. */
const neverNone: Property = (ending) => [
  ...ending.deliveries.flatMap(({ alarm, at, before, after, outcome }) => {
    if (before === undefined || after === undefined || !rollsBack.includes(alarm)) return [];
    const counts = isWithin(at, before) && !before.redAtOpen.some(({ name, since }) => name === alarm && since === at);
    if (!counts || after.trigger !== undefined || isOver(after)) return [];
    return [`${alarm} of ${at} was told, ${outcome}, and ${after.run.id} is not triggered`];
  }),
  ...ending.looks.flatMap(({ seen, after }) => {
    if (seen === undefined || after === undefined || after.trigger !== undefined || isOver(after)) return [];
    return [...seen.values()]
      .filter(({ name, state, since }) => rollsBack.includes(name) && state === 'ALARM' && isWithin(since, after))
      .map(({ name }) => `${name} was seen red, and ${after.run.id} is not triggered`);
  }),
  ...ending.windows.flatMap((window) => missedAtEnd(window, ending)),
];

/** Nothing ends well by its time before somebody has looked after it: what was red then, since a time within the window, triggers. */
function missedAtEnd(
  { run, ended, closed, openedAt, endsAt, redAtOpen, blind = [] }: WindowRecord,
  { reads, transitions, story }: Ending,
): readonly string[] {
  if (ended?.why !== 'time-up' || blind.length > 0) return [];
  const end = Date.parse(endsAt);
  const isRead = reads.some((one) => one.run === run.id && one.at >= end);
  const red = rollsBack.filter((name) => {
    // Made again, it is another alarm.
    if (story.unseen.some(({ alarm }) => alarmOf(alarm) === name)) return false;
    const own = transitions.filter((one) => one.alarm === name);
    const last = own.findLast(({ at }) => at < ended.at);
    // What changed while the last look was made, that look may have seen or not.
    if (own.some(({ at }) => at >= ended.at && at <= (closed?.at ?? ''))) return false;
    const wasRed = redAtOpen.some((one) => one.name === name && one.since === last?.at);
    return last?.state === 'ALARM' && !wasRed && isWithin(last.at, { openedAt, endsAt });
  });
  return [
    ...(isRead ? [] : [`${run.id} ended without a look after its end`]),
    ...red.map((name) => `${run.id} ended while ${name} was red`),
  ];
}

/** What nobody could see makes no window healthy. */
const blindIsNeverHealthy: Property = ({ windows, looks, tries }) =>
  windows.flatMap((window) => {
    if (window.closed?.result !== 'healthy') return [];
    const { run, blind = [], openedAt, endsAt } = window;
    const own = looks.filter((one) => one.run === run.id);
    const unseen = own.flatMap(({ seen, at }) => {
      if (seen === undefined || at >= Date.parse(endsAt)) return [];
      return window.criteria
        .flatMap(({ alarms }) => alarms)
        .filter((name) => {
          const alarm = seen.get(name);
          return alarm === undefined || (alarm.silenced !== undefined && alarm.state !== 'ALARM');
        });
    });
    const times = tries.filter((one) => one.run === run.id).map(({ at }) => at);
    const ordered = [Date.parse(openedAt), ...times].toSorted((a, b) => a - b);
    const isUnwatched = ordered.some(
      (at, index) =>
        at < Date.parse(endsAt) && (ordered[index + 1] ?? Number.POSITIVE_INFINITY) - at > longestUnwatched,
    );
    return [
      ...(blind.length > 0 ? [`${run.id} is healthy with a blind spot`] : []),
      ...unseen.map((name) => `${run.id} is healthy, and ${name} could not be seen`),
      ...(isUnwatched ? [`${run.id} is healthy, and nobody looked for more than two minutes`] : []),
    ];
  });
const longestUnwatched = 120_000;

/** What its verifications saw fail. */
const failures = ({ verifications = [] }: WindowRecord) =>
  verifications.flatMap(({ endedAt, items }) =>
    items.filter(({ outcome }) => outcome === 'fail').map(({ id }) => ({ id, endedAt })),
  );

/** Each moment is verified once at most, in its order. */
const verifiesOnce: Property = ({ windows, verifications }) =>
  windows.flatMap(({ run, verifying = [] }) => {
    const begun = verifying.map(({ dueAt }) => dueAt);
    const made = verifications.filter((one) => one.run === run.id).map(({ dueAt }) => dueAt);
    return [
      ...(begun.some((dueAt, index) => index > 0 && dueAt <= (begun[index - 1] ?? ''))
        ? [`${run.id} verifies twice`]
        : []),
      ...(new Set(made).size < made.length ? [`${run.id} looked twice for one moment`] : []),
    ];
  });

/** A window that ends by its time has begun every verification, and rolled back where a check failed that rolls back. */
const verifiesToTheEnd: Property = ({ windows }) =>
  windows.flatMap((window) => {
    const { run, ended, closed, blind = [], verifying = [], verifications = [], verifiesAt = [], checks = [] } = window;
    if (ended?.why !== 'time-up') return [];
    const last = verifying.at(-1)?.dueAt ?? '';
    const seen = verifications.flatMap(({ items }) => items.filter(({ outcome }) => outcome !== 'error'));
    const unseen = checks.filter(
      ({ id, notWatched }) => notWatched === undefined && !seen.some((one) => one.id === id),
    );
    return [
      ...(verifiesAt.some((dueAt) => dueAt > last) ? [`${run.id} ended before it was verified to the end`] : []),
      ...(failures(window).some(({ id }) => id === 'user-login')
        ? [`${run.id} ended though user-login had failed`]
        : []),
      ...(unseen.length > 0 && (closed?.result === 'healthy' || blind.length === 0)
        ? [`${run.id} ended well, and nobody could look at ${unseen.map(({ id }) => id).join()}`]
        : []),
    ];
  });

/** What was rolled back is in quarantine, unless a drill provoked it. */
const drillsQuarantineNothing: Property = ({ windows, effects, quarantined }) =>
  windows.flatMap(({ run, drill, trigger }) => {
    const isProvoked =
      drill !== undefined &&
      trigger?.alarm === drill.alarm &&
      trigger.at >= drill.at &&
      trigger.reason.startsWith('DRILL: ');
    const isBack = effects.some((one) => one.run === run.id);
    if (isProvoked && quarantined.has(run.id)) return [`${run.id} was a drill, and its release is in quarantine`];
    return isBack && !isProvoked && !quarantined.has(run.id)
      ? [`${run.id} was rolled back, and not put into quarantine`]
      : [];
  });

/** Each window ends, as one of five, and as the store says. */
const resultsAreTrue: Property = ({ windows, effects, executions }) => [
  ...executions.flatMap(({ run, opened, result }) =>
    opened === 'watch' && !windowResults.some((one) => one === result) ? [`${run} ended as ${result}`] : [],
  ),
  ...windows.flatMap(({ run, closed, trigger, supersededBy, ended, rollback }) => {
    const isBack = effects.some((one) => one.run === run.id);
    const says = {
      healthy: trigger === undefined && supersededBy === undefined && ended?.why === 'time-up' && !isBack,
      'rolled-back': trigger !== undefined && rollback?.verifiedAt !== undefined && isBack,
      'rollback-failed': trigger !== undefined && rollback?.verifiedAt === undefined,
      inconclusive: trigger === undefined && supersededBy === undefined && !isBack,
      superseded: supersededBy !== undefined && trigger === undefined && !isBack,
    };
    return closed !== undefined && says[closed.result] ? [] : [`${run.id} ended as ${closed?.result}, which is not so`];
  }),
];

/** Where nothing goes wrong, the event ends the Watch, and not only its minute. */
const eventsGiveSpeed: Property = ({ missed }) =>
  missed.map((run) => `the Watch of ${run} did not hear of its trigger`);

const properties: readonly Property[] = [
  rollsBackOnce,
  oneWins,
  triggersAreTrue,
  neverNone,
  blindIsNeverHealthy,
  resultsAreTrue,
  verifiesOnce,
  verifiesToTheEnd,
  drillsQuarantineNothing,
  eventsGiveSpeed,
];

export const violationsOf = (ending: Ending): readonly string[] => properties.flatMap((property) => property(ending));
