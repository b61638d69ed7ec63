import type { WindowSettings } from '../config/window-settings.ts';
import type { Run } from '../domain/gate.ts';
import type { Fingerprint, Release } from '../domain/release.ts';
import { type GoAnswer, mayOpen } from '../domain/window/go.ts';
import { blindKey } from '../domain/window/look-notices.ts';
import { openingEvents, openingWords } from '../domain/window/opening-words.ts';
import type { OpenedWindow } from '../domain/window/payload.ts';
import { whyQuarantined } from '../domain/window/quarantine-words.ts';
import type { WindowRecord } from '../domain/window/window.ts';
import type { RollbackStrategy } from '../rollback/strategy.ts';
import type { Alarms } from '../sources/alarms.ts';
import type { Notices } from '../sources/notices.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { WaitingTasks } from '../stores/waiting-task.ts';
import type { GoStore, WindowStore } from '../stores/window-store.ts';
import { type FoundPlace, findPlace } from './open-window/find-place.ts';
import { lookAround } from './open-window/look-around.ts';
import { settleWindow } from './open-window/settle-window.ts';
import { parseRelease } from './parse-release.ts';
import { tellUnlessTold } from './tell-unless-told.ts';

export interface OpenWindowInput {
  readonly run: Run;
  /** The execution's input, as whoever started it passed it. */
  readonly release: unknown;
}

export interface OpenWindowDependencies {
  readonly store: WindowStore;
  readonly gos: Pick<GoStore, 'go'>;
  /** To close those of an earlier window that nobody closed; absent where nothing asks. */
  readonly approvals?: ApprovalStore | undefined;
  readonly alarms: Alarms;
  readonly notices: Notices;
  readonly strategy: RollbackStrategy;
  readonly tasks: WaitingTasks;
  /** The topic that alarms notify (ARN). */
  readonly alarmTopic: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

type Refused = Exclude<OpenedWindow, { next: 'watch' }>;
type Deployed = { readonly run: Run; readonly release: Release; readonly fingerprint: Fingerprint };
type Going = Exclude<GoAnswer, { missing: string }>;

/** An execution's name has 80 characters at most, and the approvals of a window lie under `window.` and that name. */
const longestName = 73;
/** Each race is a window that was opened, or ended, in between: more than this is a defect. */
const mostRaces = 10;

/** Done again for the same run, it goes on with what was opened. */
export async function openWindow(
  input: OpenWindowInput,
  settings: WindowSettings,
  dependencies: OpenWindowDependencies,
): Promise<OpenedWindow> {
  const deployed = parse(input, settings);
  if ('next' in deployed) return deployed;
  const { store } = dependencies;
  const before = await store.window(deployed.run.id);
  const record = before === undefined ? await open(deployed, settings, dependencies) : ownRecord(before, deployed.run);
  if ('next' in record) return record;
  await goOn(record, settings, dependencies);
  return { next: 'watch', endsAt: record.endsAt };
}

function parse({ run, release }: OpenWindowInput, { rules, configuration }: WindowSettings): Deployed | Refused {
  if (run.id.length > longestName) {
    const cause = `the execution's name ${run.id} has ${run.id.length} characters; start it under a name of at most ${longestName}`;
    return { next: 'refused', error: 'NameTooLong', cause };
  }
  const parsed = parseRelease({ run, release }, { rules, configuration });
  return 'refused' in parsed ? { next: 'refused', error: 'ReleaseRefused', cause: parsed.refused.cause } : parsed;
}

/** Step Functions gives a name again after 90 days, and the store keeps windows longer. */
function ownRecord(found: WindowRecord, run: Run): WindowRecord | Refused {
  if (found.run.startedAt === run.startedAt && found.run.execution === run.execution) return found;
  const cause = `the name ${run.id} was another execution's, which opened a window at ${found.openedAt}; start this one under a new name`;
  return { next: 'refused', error: 'NameTaken', cause };
}

/** Asks first what needs no other service: whoever is refused learns it at once. */
async function open(
  deployed: Deployed,
  settings: WindowSettings,
  dependencies: OpenWindowDependencies,
): Promise<WindowRecord | Refused> {
  const { store, gos, now } = dependencies;
  const { release, fingerprint } = deployed;
  const quarantine = await store.quarantined(fingerprint);
  if (quarantine !== undefined) {
    return { next: 'refused', error: 'ReleaseQuarantined', cause: whyQuarantined(quarantine, settings.environment) };
  }
  const closing = { ...dependencies, runbook: settings.runbook };
  const first = await findPlace(release, closing);
  if (first.next !== 'open') return first;
  const go = mayOpen(await gos.go(fingerprint), now, settings.goOff);
  if ('missing' in go) return { next: 'refused', error: 'NoGo', cause: go.missing };
  const draft = await draftOf(deployed, go, settings, dependencies);
  let place: FoundPlace = first;
  for (let race = 0; race < mostRaces; race += 1) {
    if (place.next !== 'open') return place;
    const { before, supersedes } = place;
    const opened = await store.open({ ...draft, ...(supersedes === undefined ? {} : { supersedes }) }, before);
    // Another attempt may have been quicker: what counts is what is there.
    if (opened === 'opened') return written(deployed.run.id, store);
    place = await findPlace(release, closing);
  }
  throw new Error(`the window ${deployed.run.id} lost ${mostRaces} races to other windows; start it again`);
}

async function draftOf(
  { run, release, fingerprint }: Deployed,
  go: Going,
  settings: WindowSettings,
  dependencies: OpenWindowDependencies,
): Promise<WindowRecord> {
  const { service, environment, times } = settings;
  const { now } = dependencies;
  const openedAt = now.toISOString();
  const endsAt = new Date(now.getTime() + times.lasts * 1000).toISOString();
  const opening = { run, release, openedAt, endsAt };
  const found = await lookAround(opening, settings, dependencies);
  return { ...opening, service, environment, fingerprint, ...go, ...found, ...verified(settings.verification, now) };
}

/** What is looked at from outside, and when: as it is configured now, for all of the window. */
function verified(settings: WindowSettings['verification'], now: Date): Pick<WindowRecord, 'checks' | 'verifiesAt'> {
  if (settings === undefined) return {};
  const verifiesAt = settings.at.map((seconds) => new Date(now.getTime() + seconds * 1000).toISOString());
  return { checks: settings.checks, verifiesAt };
}

async function written(run: string, store: WindowStore): Promise<WindowRecord> {
  const record = await store.window(run);
  if (record === undefined) throw new Error(`the window ${run} was written, but is not there`);
  return record;
}

/** All that follows from the record alone, so that an attempt after a crash does it too. */
async function goOn(
  record: WindowRecord,
  settings: WindowSettings,
  dependencies: OpenWindowDependencies,
): Promise<void> {
  // Over before it began: what it would make now, the one that took over would have to clear away.
  if ((record.closed ?? record.supersededBy) !== undefined) return;
  await dependencies.store.addEvents(record.run.id, openingEvents(record));
  const remarks = await settleWindow(record, settings, dependencies);
  const off = new Set<string>(settings.criteria.filter((one) => one.off !== undefined).map(({ id }) => id));
  const words = openingWords(record, off, remarks, settings.runbook);
  if (words === undefined) return;
  if (await tellUnlessTold(record.run.id, words, dependencies)) await saveTold(record, dependencies);
}

/** That people know of what is not seen, so that Watch need not page them again. Where it has looked already, it did. */
async function saveTold({ run, openedAt, blind = [], states }: WindowRecord, { store }: OpenWindowDependencies) {
  if (blind.length === 0) return;
  const read = states === undefined ? {} : { readAt: openedAt };
  await store.saveLook(run.id, { lookedAt: openedAt, ...read, told: blind.map(blindKey) }, undefined);
}
