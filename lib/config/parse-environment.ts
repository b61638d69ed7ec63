import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { type CheckId, checklist, type GroupId, groupIds } from '../domain/checklist.ts';
import { isRecord } from '../domain/is-record.ts';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { approvalProblems } from './approval-problems.ts';
import { asks, checksOn, type Items, resourcesOf, watchedChecks } from './checks-on.ts';
import { alarmPrefix } from './criteria/define-alarm.ts';
import { type Environment, environmentBase, type Item } from './environment.ts';
import { isOff, offSchema } from './off.ts';
import { parseItem } from './parse-item.ts';
import { asksSoFar, parseRollback } from './parse-rollback.ts';
import { type Parsed, parseWith, problemsIn } from './parsed.ts';
import { limitProblems } from './probe-limits.ts';

/** One environment of the configuration, or all of its problems. */
export function parseEnvironment(service: string, name: string, input: unknown): Parsed<Environment> {
  const path = `environments.${name}`;
  const { checks: checksInput, rollback: rollbackInput, ...baseInput } = isRecord(input) ? input : {};
  const base = parseWith(environmentBase, isRecord(input) ? baseInput : input, path);
  const { checks, problems: checkProblems } = parseChecks(checksInput, `${path}.checks`);
  const watched = watchedChecks(checks);
  const deadlineSeconds = deadlineSoFar(baseInput);
  const rollback = parseRollback(rollbackInput, `${path}.rollback`, {
    ownAlarms: alarmPrefix({ service, environment: name }),
    watched,
    isWhole: checkProblems.length === 0,
    deadlineSeconds,
  });
  const located = isRecord(baseInput['variables']) ? Object.keys(baseInput['variables']) : [];
  const problems = [
    ...problemsIn(base),
    ...checkProblems,
    ...watched.flatMap(({ id, settings }) =>
      limitProblems(settings, `${path}.checks.post-deploy.${id}`, deadlineSeconds),
    ),
    ...problemsIn(rollback),
    ...(isOff(rollbackInput) ? unwatched(watched, path) : []),
    ...missingVariables(checks, located, path),
    ...missingGithub([...askingGithub(checks), ...workflowOf(rollbackInput)], baseInput, path),
    ...approvalProblems(
      baseInput,
      {
        checks,
        rollback: { asks: asksSoFar(rollbackInput) },
        isWhole: checkProblems.length === 0 && 'value' in rollback,
      },
      path,
    ),
  ];
  if (!('value' in base) || !('value' in rollback) || problems.length > 0) return { problems };
  const environment = {
    ...base.value,
    name,
    service,
    checks: checks as Environment['checks'],
    rollback: rollback.value,
  };
  return { value: { ...environment, configuration: hashOf(environment) } };
}

/** What could be parsed, whole only where there are no problems. */
interface ParsedChecks {
  readonly checks: Items;
  readonly problems: readonly Problem[];
}

function parseChecks(input: unknown, path: string): ParsedChecks {
  if (!isRecord(input)) {
    const message = 'is missing; write an object with each group of the checklist';
    return { checks: {}, problems: [{ path, message }] };
  }
  const groups = groupIds.map((group) => ({ group, ...parseGroup(group, input[group], joinKey(path, group)) }));
  return {
    checks: Object.fromEntries(groups.map(({ group, items }) => [group, items])),
    problems: [...unknownKeys(input, groupIds, path), ...groups.flatMap(({ problems }) => problems)],
  };
}

function parseGroup(
  group: GroupId,
  input: unknown,
  path: string,
): { readonly items: Readonly<Record<string, Item>>; readonly problems: readonly Problem[] } {
  const ids: readonly CheckId[] = checklist[group].checks;
  if (isOff(input)) {
    const parsed = parseWith(offSchema, input, path);
    const items = 'value' in parsed ? ids.map((id) => [id, parsed.value]) : [];
    return { items: Object.fromEntries(items), problems: problemsIn(parsed) };
  }
  if (!isRecord(input)) {
    const message = `is missing; write an object with ${ids.join(', ')}, or off('reason')`;
    return { items: {}, problems: [{ path, message }] };
  }
  const parsed = ids.map((id) => ({ id, item: parseItem(group, id, input[id], joinKey(path, id)) }));
  return {
    items: Object.fromEntries(parsed.flatMap(({ id, item }) => ('value' in item ? [[id, item.value]] : []))),
    problems: [...unknownKeys(input, ids, path), ...parsed.flatMap(({ item }) => problemsIn(item))],
  };
}

/** Every variable that a check reads must have a place; the checks tell which they read. */
function missingVariables(checks: ParsedChecks['checks'], located: readonly string[], path: string): Problem[] {
  const readers = new Map<string, string[]>();
  for (const on of checksOn(checks)) {
    for (const name of resourcesOf(on, 'variables') ?? []) {
      if (!located.includes(name)) readers.set(name, [...(readers.get(name) ?? []), on.check.id]);
    }
  }
  return [...readers].map(([name, ids]) => ({
    path: `${path}.variables.${name}`,
    message: `is missing; ${listed(ids, 'and')} ${ids.length === 1 ? 'reads' : 'read'} it: write parameter('/name') or secret('name', 'key')`,
  }));
}

/** Nothing but a rollback window looks at the time after a deploy. */
function unwatched(watched: ReturnType<typeof watchedChecks>, path: string): Problem[] {
  if (watched.length === 0) return [];
  const ids = watched.map(({ id }) => id);
  const [are, them] = ids.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const message = `${listed(ids, 'and')} ${are} on, but rollback is off, and nothing else looks at ${them}: write rollback: { … }, or off('reason') here`;
  return [{ path: `${path}.checks.post-deploy`, message }];
}

const deadline = z.pick(environmentBase, { checkDeadlineSeconds: true });
const deadlineSoFar = ({ checkDeadlineSeconds }: Readonly<Record<string, unknown>>): number | undefined =>
  deadline.safeParse({ checkDeadlineSeconds }).data?.checkDeadlineSeconds;

const askingGithub = (checks: ParsedChecks['checks']): string[] =>
  checksOn(checks).flatMap((on) => (asks(on, 'github') ? [on.check.id] : []));

/** Going back by a workflow asks GitHub to run it. */
function workflowOf(rollback: unknown): string[] {
  const strategy = isRecord(rollback) ? rollback['strategy'] : undefined;
  return isRecord(strategy) && 'githubWorkflow' in strategy ? ['rollback.strategy'] : [];
}

function missingGithub(asking: readonly string[], input: Record<string, unknown>, path: string): Problem[] {
  if (input['github'] !== undefined || asking.length === 0) return [];
  const message = `is missing; ${listed(asking, 'and')} ${asking.length === 1 ? 'asks' : 'ask'} it: write { repository: 'owner/name', auth: { token: secret('name', 'key') } }`;
  return [{ path: `${path}.github`, message }];
}

function unknownKeys(input: Record<string, unknown>, known: readonly string[], path: string): Problem[] {
  return Object.keys(input)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: joinKey(path, key), message: `is not in the checklist; known: ${known.join(', ')}` }));
}

const joinKey = (path: string, key: string): string => `${path}.${key}`;

/** 16 hexadecimal digits of SHA-256 over the JSON with sorted keys: the same settings in another order are the same. */
function hashOf(value: unknown): string {
  const sorted = JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
  return createHash('sha256').update(sorted).digest('hex').slice(0, 16);
}
