import * as z from 'zod/mini';
import { isRecord } from '../domain/is-record.ts';
import type { Problem } from '../domain/problem.ts';
import { type CriterionId, criterionIds } from '../domain/window/criterion.ts';
import { dataLossByPeople } from './criteria/data-loss.ts';
import { type Criterion, criterionSchemas } from './criteria/index.ts';
import { listOf } from './criteria/watched-alarms.ts';
import { isOff, type Off, offSchema } from './off.ts';
import { type Parsed, parseWith, problemsIn } from './parsed.ts';
import { type Rollback, rollbackBase } from './rollback.ts';
import { type CriteriaSoFar, type RestSoFar, rollbackProblems } from './rollback-problems.ts';

/** The rollback window, or off. */
export function parseRollback(input: unknown, path: string, rest: RestSoFar): Parsed<Rollback | Off> {
  if (isOff(input)) return parseWith(offSchema, input, path);
  if (!isRecord(input)) {
    const message =
      input === undefined
        ? "is missing; write { strategy, schemaGuard, runbook, criteria, … }, or off('reason')"
        : "must be { strategy, schemaGuard, runbook, criteria, … } or off('reason')";
    return { problems: [{ path, message }] };
  }
  const { criteria: criteriaInput, ...baseInput } = input;
  const base = parseWith(rollbackBase, baseInput, path);
  const { criteria, problems: criteriaProblems } = parseCriteria(criteriaInput, `${path}.criteria`);
  const problems = [
    ...problemsIn(base),
    ...criteriaProblems,
    ...rollbackProblems(baseInput, criteria, rest).map((one) => ({ ...one, path: `${path}.${one.path}` })),
  ];
  if (!('value' in base) || problems.length > 0) return { problems };
  return { value: { ...base.value, criteria: criteria as Rollback['criteria'] } };
}

/** Whom the window asks, as far as that could be parsed, whatever is wrong with the rest of it. */
export function asksSoFar(input: unknown): Rollback['asks'] {
  return isRecord(input) ? asksOnly.safeParse({ asks: input['asks'] }).data?.asks : undefined;
}
const asksOnly = z.pick(rollbackBase, { asks: true });

function parseCriteria(input: unknown, path: string): { criteria: CriteriaSoFar; problems: readonly Problem[] } {
  if (!isRecord(input)) {
    return {
      criteria: {},
      problems: [{ path, message: `is missing; write an object with ${criterionIds.join(', ')}` }],
    };
  }
  const unknown = Object.keys(input)
    .filter((key) => !(criterionIds as readonly string[]).includes(key))
    .map((key) => ({ path: `${path}.${key}`, message: `is no criterion; known: ${criterionIds.join(', ')}` }));
  const parsed = criterionIds.map((id) => ({ id, item: parseCriterion(id, input[id], `${path}.${id}`) }));
  return {
    criteria: Object.fromEntries(parsed.flatMap(({ id, item }) => ('value' in item ? [[id, item.value]] : []))),
    problems: [...unknown, ...parsed.flatMap(({ item }) => problemsIn(item))],
  };
}

function parseCriterion(id: CriterionId, input: unknown, path: string): Parsed<Criterion | Off> {
  if (isOff(input)) return parseWith(offSchema, input, path);
  const byPeople = id === 'data-loss' ? "{ watch: 'people' }, " : '';
  const forms = `{ watch: { … } }, ${byPeople}or off('reason')`;
  if (input === undefined) return { problems: [{ path, message: `is missing; write ${forms}` }] };
  if (!isRecord(input)) return { problems: [{ path, message: `must be ${forms}` }] };
  if (id === 'data-loss' && input['watch'] === 'people') return parseWith(dataLossByPeople, input, path);
  const parsed = parseWith<(typeof criterionSchemas)[CriterionId]>(criterionSchemas[id], input, path);
  if (!('value' in parsed)) return parsed;
  const problems = withoutEffect(parsed.value, input, path);
  return problems.length > 0 ? { problems } : parsed;
}

/**
 * An alarm of the team's own has its limits already, and a probe has no periods: whoever writes others here would find out in an outage
 * that they do nothing.
 */
function withoutEffect({ watch }: Criterion, input: Readonly<Record<string, unknown>>, path: string): Problem[] {
  if (typeof watch === 'string') return [];
  const all = listOf<object>(watch);
  if (!all.every((one) => 'alarm' in one || 'probe' in one)) return [];
  const watched = [
    ...(all.some((one) => 'alarm' in one) ? ['an alarm of your own, which is as it is'] : []),
    ...(all.some((one) => 'probe' in one) ? ['a probe, which is asked when rollback.verification says'] : []),
  ];
  return Object.keys(input)
    .filter((key) => key !== 'watch' && key !== 'response')
    .map((key) => ({
      path: `${path}.${key}`,
      message: `does nothing: what is watched is ${watched.join(', and ')}; remove it`,
    }));
}
