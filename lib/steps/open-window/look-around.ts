import type { BaselineSettings, CriterionSettings, WindowSettings } from '../../config/window-settings.ts';
import { SourceError } from '../../domain/source-error.ts';
import type { AlarmSighting } from '../../domain/window/alarm.ts';
import { cloudWatch } from '../../domain/window/blindness.ts';
import { baselineIn, ownAlarmPrefix, whyNoBaseline } from '../../domain/window/own-alarm.ts';
import { isBefore } from '../../domain/window/transition.ts';
import type {
  Baseline,
  BlindSpot,
  NoTarget,
  RollbackTarget,
  WatchedCriterion,
  WindowRecord,
} from '../../domain/window/window.ts';
import type { RollbackStrategy } from '../../rollback/strategy.ts';
import type { Alarms } from '../../sources/alarms.ts';
import type { WindowStore } from '../../stores/window-store.ts';

export interface LookAroundDependencies {
  readonly store: Pick<WindowStore, 'remembered' | 'quarantined'>;
  readonly alarms: Pick<Alarms, 'look' | 'baseline'>;
  readonly strategy: Pick<RollbackStrategy, 'findTarget'>;
  readonly now: Date;
  readonly signal: AbortSignal;
}

type Opening = Pick<WindowRecord, 'run' | 'release' | 'openedAt' | 'endsAt'>;
type Found = Pick<WindowRecord, 'target' | 'criteria' | 'redAtOpen' | 'baseline' | 'ownAlarm' | 'states' | 'blind'>;

/**
 * What a window finds when it opens. What cannot be looked at keeps no window from opening: people are told of it, and what
 * nobody can see keeps it from ending healthy.
 */
export async function lookAround(
  opening: Opening,
  { criteria }: Pick<WindowSettings, 'criteria'>,
  dependencies: LookAroundDependencies,
): Promise<Found> {
  const on = criteria.filter(({ off }) => off === undefined);
  const names = [...new Set(on.flatMap(({ alarms }) => alarms.map(({ name }) => name)))];
  const baselineOf = baselineIn(on);
  const [sightings, target, baseline] = await Promise.all([
    orProblem(() => dependencies.alarms.look(names, dependencies.signal)),
    findTarget(opening, dependencies),
    measure(baselineOf, opening, dependencies),
  ]);
  const blind = [...blindAtOpen(names, sightings, opening.openedAt), ...(baseline.blind ?? [])];
  const seen = 'problem' in sightings ? [] : names.flatMap((name) => sightings.get(name) ?? []);
  const own =
    baselineOf && baseline.notWatched === undefined ? `${ownAlarmPrefix(baselineOf)}${opening.run.id}` : undefined;
  return {
    target,
    criteria: criteria.map((criterion) => watched(criterion, own, baseline.notWatched)),
    // What turned red after that is a new transition already, and for Watch to act on.
    redAtOpen: seen.filter(({ state, since }) => state === 'ALARM' && isBefore(since, opening)),
    ...(baseline.measured === undefined ? {} : { baseline: baseline.measured }),
    ...(own === undefined ? {} : { ownAlarm: own }),
    ...(seen.length === 0 ? {} : { states: Object.fromEntries(seen.map((sighting) => [sighting.name, sighting])) }),
    ...(blind.length === 0 ? {} : { blind }),
  };
}

async function orProblem<T>(ask: () => Promise<T>): Promise<T | NoTarget> {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof SourceError)) throw cause;
    return { problem: cause.message };
  }
}

async function findTarget(
  { run, release }: Opening,
  { store, strategy, signal }: LookAroundDependencies,
): Promise<RollbackTarget | NoTarget> {
  const { previous } = release;
  // A pipeline may name what it deployed last, though that was rolled back since.
  const bad = previous && (await store.quarantined(previous));
  if (previous !== undefined && bad !== undefined) {
    const problem = `${previous.version} is in quarantine: the window ${bad.run} rolled it back; pass what serves in its place as \`previous\``;
    return { problem };
  }
  const remembered = previous && (await store.remembered(previous.commit));
  return orProblem(() => strategy.findTarget({ run: run.id, release }, remembered, signal));
}

interface Measured {
  readonly measured?: Baseline;
  readonly notWatched?: string;
  readonly blind?: readonly BlindSpot[];
}

/** Too few requests are an answer; that CloudWatch gave none leaves a criterion unseen, all the time, that was to be watched. */
async function measure(
  settings: BaselineSettings | undefined,
  { openedAt: from, endsAt: to }: Opening,
  { alarms, now, signal }: LookAroundDependencies,
): Promise<Measured> {
  if (settings === undefined) return {};
  const found = await orProblem(() => alarms.baseline(settings, now, signal));
  if (found !== undefined && 'problem' in found) {
    const notWatched = `its baseline could not be measured: ${found.problem}`;
    return { notWatched, blind: [{ what: settings.alarm.name, why: notWatched, from, to }] };
  }
  const notWatched = whyNoBaseline(found, settings);
  return { ...(found === undefined ? {} : { measured: found }), ...(notWatched === undefined ? {} : { notWatched }) };
}

function blindAtOpen(
  names: readonly string[],
  sightings: ReadonlyMap<string, AlarmSighting> | NoTarget,
  from: string,
): BlindSpot[] {
  if ('problem' in sightings) return [{ what: cloudWatch, why: sightings.problem, from }];
  return names.flatMap((what) => {
    const sighting = sightings.get(what);
    if (sighting === undefined) return [{ what, why: 'the alarm is not there', from }];
    // A red one is seen, whomever it tells.
    if (sighting.silenced === undefined || sighting.state === 'ALARM') return [];
    return [{ what, why: sighting.silenced, from }];
  });
}

function watched(settings: CriterionSettings, own: string | undefined, notMeasured: string | undefined) {
  const { id, title, severity, response, off, baseline, probes } = settings;
  const ofStack = settings.alarms.map(({ name }) => name);
  const alarms = baseline === undefined || own === undefined ? ofStack : [...ofStack, own];
  // A criterion that other alarms watch too, or probes, is watched without its baseline.
  const isUnwatched = baseline !== undefined && alarms.length === 0 && probes === undefined;
  const notWatched = off ?? (isUnwatched ? notMeasured : undefined);
  const criterion: WatchedCriterion = {
    ...{ id, title, severity, response, alarms: off === undefined ? alarms : [] },
    ...(off === undefined && probes !== undefined ? { probes } : {}),
  };
  return notWatched === undefined ? criterion : { ...criterion, notWatched };
}
