import * as z from 'zod/mini';
import { isRecord } from '../domain/is-record.ts';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { type CriterionId, criterionIds } from '../domain/window/criterion.ts';
import { type Criterion, responseOf } from './criteria/index.ts';
import { listOf } from './criteria/watched-alarms.ts';
import { isOff, type Off } from './off.ts';
import { asksForm, rollbackBase } from './rollback.ts';

/** The criteria that could be parsed. */
export type CriteriaSoFar = { readonly [Id in CriterionId]?: Criterion | Off };

type Input = Readonly<Record<string, unknown>>;

/** What is wrong with a rollback window as a whole, where each of its parts is right by itself. @param input without its criteria. */
export function rollbackProblems(input: Input, criteria: CriteriaSoFar, ownAlarms: string): Problem[] {
  return [
    ...nothingWatched(criteria),
    ...alarmProblems(criteria, ownAlarms),
    ...askProblems(input, criteria),
    ...tooManyLooks(input),
    ...tooManyVerifications(input),
  ];
}

function nothingWatched(criteria: CriteriaSoFar): Problem[] {
  if (!criterionIds.every((id) => isOff(criteria[id]))) return [];
  const message = "watches nothing: all criteria are off; write rollback: off('reason'), or what to watch";
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

function askProblems({ asks, schemaGuard }: Input, criteria: CriteriaSoFar): Problem[] {
  const asking: string[] = criterionIds.filter((id) => asksFor(criteria[id]));
  if (isRecord(schemaGuard) && !isOff(schemaGuard)) asking.push('the schema guard');
  if (asks === undefined && asking.length > 0) {
    const ask = asking.length === 1 ? 'asks' : 'ask';
    const message = `is missing; ${listed(asking, 'and')} ${ask} people whether to go back: write ${asksForm}, or response: 'notify' or off('reason') there`;
    return [{ path: 'asks', message }];
  }
  const isWhole = criterionIds.every((id) => criteria[id] !== undefined);
  if (asks === undefined || asking.length > 0 || !isWhole) return [];
  const message = "asks nobody anything; write response: 'ask' where people are to decide, or remove it";
  return [{ path: 'asks', message }];
}

const asksFor = (criterion: Criterion | Off | undefined): boolean =>
  criterion !== undefined && !isOff(criterion) && responseOf(criterion) === 'ask';

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
