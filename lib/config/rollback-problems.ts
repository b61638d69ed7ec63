import * as z from 'zod/mini';
import type { PostDeployCheckId } from '../domain/checklist.ts';
import { isRecord } from '../domain/is-record.ts';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { type CriterionId, criterionIds, type Response } from '../domain/window/criterion.ts';
import type { Watch } from './check-watch.ts';
import { type Criterion, responseOf } from './criteria/index.ts';
import { listOf } from './criteria/watched-alarms.ts';
import { isOff, type Off } from './off.ts';
import { asksForm, rollbackBase } from './rollback.ts';
import { verificationProblems } from './verification-problems.ts';

/** The criteria that could be parsed. */
export type CriteriaSoFar = { readonly [Id in CriterionId]?: Criterion | Off };

/** What a rollback window depends on in the rest of its environment, as far as that could be parsed. */
export interface RestSoFar {
  /** With what the names of the environment's own alarms begin. */
  readonly ownAlarms: string;
  /** The checks of the group `post-deploy` that are on. */
  readonly watched: readonly (Watch & { readonly id: PostDeployCheckId })[];
  /** Whether these are all of them: else nobody knows yet what else is on. */
  readonly isWhole: boolean;
  readonly deadlineSeconds: number | undefined;
}

type Input = Readonly<Record<string, unknown>>;

/** What is wrong with a rollback window as a whole, where each of its parts is right by itself. @param input without its criteria. */
export function rollbackProblems(input: Input, criteria: CriteriaSoFar, rest: RestSoFar): Problem[] {
  return [
    ...nothingWatched(criteria, rest),
    ...alarmProblems(criteria, rest.ownAlarms),
    ...askProblems(input, criteria, rest),
    ...tooManyLooks(input),
    ...tooManyVerifications(input),
    ...verificationProblems(input, criteria, rest),
    ...drillProblems(input, criteria),
  ];
}

function nothingWatched(criteria: CriteriaSoFar, { watched, isWhole }: RestSoFar): Problem[] {
  if (!criterionIds.every((id) => isOff(criteria[id])) || watched.length > 0 || !isWhole) return [];
  const message =
    "watches nothing: all criteria are off, and all checks of post-deploy; write rollback: off('reason'), or what to watch";
  return [{ path: 'criteria', message }];
}

/** An alarm that stands twice would have two answers when it is red. */
function alarmProblems(criteria: CriteriaSoFar, ownAlarms: string): Problem[] {
  const all = criterionIds.flatMap((id) => existingAlarms(criteria[id]).map((name) => ({ id, name })));
  return [...Map.groupBy(all, ({ name }) => name)].flatMap(([name, places]): Problem[] => {
    const path = `criteria.${places.at(-1)?.id}.watch`;
    const quoted = JSON.stringify(name);
    if (name.startsWith(ownAlarms)) {
      const message = `must be an alarm that your team made, not ${quoted}: names that begin with ${ownAlarms} are those of this gate's own`;
      return [{ path, message }];
    }
    if (places.length < 2) return [];
    const ids = [...new Set(places.map(({ id }) => id))];
    const where = ids.length === 1 ? 'stands there twice' : `stands under ${listed(ids, 'and')}`;
    return [{ path, message: `the alarm ${quoted} ${where}; write it once, where its response is the right one` }];
  });
}

function existingAlarms(criterion: Criterion | Off | undefined): string[] {
  if (criterion === undefined || isOff(criterion) || typeof criterion.watch === 'string') return [];
  return listOf<object>(criterion.watch).flatMap((one) =>
    'alarm' in one && isRecord(one.alarm) ? [String(one.alarm['name'])] : [],
  );
}

function askProblems({ asks, schemaGuard }: Input, criteria: CriteriaSoFar, rest: RestSoFar): Problem[] {
  const asking: string[] = criterionIds.filter((id) => responseTo(criteria[id]) === 'ask');
  asking.push(...rest.watched.filter(({ response }) => response === 'ask').map(({ id }) => id));
  if (isRecord(schemaGuard) && !isOff(schemaGuard)) asking.push('the schema guard');
  if (asks === undefined && asking.length > 0) {
    const ask = asking.length === 1 ? 'asks' : 'ask';
    const message = `is missing; ${listed(asking, 'and')} ${ask} people whether to go back: write ${asksForm}, or response: 'notify' or off('reason') there`;
    return [{ path: 'asks', message }];
  }
  const isWhole = rest.isWhole && criterionIds.every((id) => criteria[id] !== undefined);
  if (asks === undefined || asking.length > 0 || !isWhole) return [];
  const message = "asks nobody anything; write response: 'ask' where people are to decide, or remove it";
  return [{ path: 'asks', message }];
}

const responseTo = (criterion: Criterion | Off | undefined): Response | undefined =>
  criterion === undefined || isOff(criterion) ? undefined : responseOf(criterion);

/** A drill turns one of the window's own alarms red, and goes back for it: the team's own alarms stay as they are. */
function drillProblems({ allowsDrills, strategy }: Input, criteria: CriteriaSoFar): Problem[] {
  if (allowsDrills !== true || !criterionIds.every((id) => criteria[id] !== undefined)) return [];
  const path = 'allowsDrills';
  if (strategy === 'none')
    return [
      { path, message: "does nothing where nothing goes back: write a strategy other than 'none', or remove it" },
    ];
  if (criterionIds.some((id) => responseTo(criteria[id]) === 'rollback' && hasOwnAlarm(criteria[id]))) return [];
  const message =
    "has nothing to provoke: no criterion with response: 'rollback' has an alarm that Preflight makes; watch something other than an alarm of your own and a probe, or remove it";
  return [{ path, message }];
}

function hasOwnAlarm(criterion: Criterion | Off | undefined): boolean {
  if (criterion === undefined || isOff(criterion) || typeof criterion.watch === 'string') return false;
  return listOf<object>(criterion.watch).some((one) => !('alarm' in one || 'probe' in one));
}

/**
 * An execution holds 25,000 events of its history, and then it fails ("Step Functions service quotas"). A look takes about ten
 * of them; a fifth is left to all else.
 */
const mostLooks = 2000;
/** Following a rollback takes as many events a time, with the wait between; these and the looks together leave a tenth. */
const mostOfBoth = 2250;
const times = z.pick(rollbackBase, { lasts: true, looksEvery: true, recovery: true, verifiesEvery: true });

function tooManyLooks({ lasts, looksEvery }: Input): Problem[] {
  const { data } = times.safeParse({ lasts, looksEvery });
  if (data === undefined) return [];
  const fewest = Math.ceil(data.lasts / mostLooks);
  if (data.looksEvery >= fewest) return [];
  const message = `must be ${fewest}s at least for a window of ${data.lasts} s, not ${data.looksEvery}s: an execution has room for ${mostLooks} looks`;
  return [{ path: 'looksEvery', message }];
}

/** A rollback that is followed until its execution has no room would be one of which nobody knows how it ended. */
function tooManyVerifications({ lasts, looksEvery, recovery, verifiesEvery }: Input): Problem[] {
  const { data } = times.safeParse({ lasts, looksEvery, recovery, verifiesEvery });
  if (data === undefined) return [];
  const room = mostOfBoth - Math.min(mostLooks, Math.ceil(data.lasts / data.looksEvery));
  const fewest = Math.ceil(data.recovery / room);
  if (data.verifiesEvery >= fewest) return [];
  const message = `must be ${fewest}s at least for a recovery of ${data.recovery} s, not ${data.verifiesEvery}s: beside its looks, an execution has room for ${room} of these`;
  return [{ path: 'verifiesEvery', message }];
}
