import type * as z from 'zod/mini';
import type { AnyCheck } from '../checks/define-check.ts';
import type { Waivable } from '../domain/approvals/approval.ts';
import type { GroupId, PostDeployCheckId } from '../domain/checklist.ts';
import { isRecord } from '../domain/is-record.ts';
import type { Problem } from '../domain/problem.ts';
import { waivableSchema } from './approvals.ts';
import { watchOf, watchSchema } from './check-watch.ts';
import type { Item } from './environment.ts';
import { type Parsed, parseWith, problemsIn } from './parsed.ts';

/** A check's settings, and what stands beside them: that is split off before the check's own schema sees them. */
export function parseSettings(group: GroupId, definition: AnyCheck, input: unknown, path: string): Parsed<Item> {
  return group === 'post-deploy'
    ? parseWatched(definition as AnyCheck<PostDeployCheckId>, input, path)
    : parseWaivable(definition, input, path);
}

function parseWaivable(definition: AnyCheck, input: unknown, path: string): Parsed<Item> {
  const { waivable: given, ...settings } = isRecord(input) ? input : {};
  const parsed = parseWith(definition.config, isRecord(input) ? settings : input, path);
  const waivable = given === undefined ? undefined : parseWith(waivableSchema, given, `${path}.waivable`);
  const problems = [
    ...problemsIn(parsed).map((problem) => ofPostDeploy(problem, path)),
    ...(waivable === undefined ? [] : problemsIn(waivable)),
  ];
  if (!('value' in parsed) || problems.length > 0) return { problems };
  return {
    value: {
      settings: parsed.value,
      ...(waivable !== undefined && 'value' in waivable ? { waivable: waiving(waivable.value) } : {}),
    },
  };
}

function waiving({ approvers, quorum, expiresAfter, longest }: z.output<typeof waivableSchema>): Waivable {
  return { approvers, quorum, expiresAfterSeconds: expiresAfter, longestDays: longest ?? 0 };
}

/** A check of the gate may have a setting of that name: only what its own schema does not know is told of. */
function ofPostDeploy({ path, message }: Problem, of: string): Problem {
  const key = Object.keys(watchSchema.shape).find((name) => path === `${of}.${name}`);
  if (key === undefined || !message.startsWith('unknown key')) return { path, message };
  const instead = 'what fails before a deploy keeps the release back; remove it, or write waivable: { … }';
  return { path, message: `says what follows after a deploy, so it stands in post-deploy alone: ${instead}` };
}

function parseWatched(definition: AnyCheck<PostDeployCheckId>, input: unknown, path: string): Parsed<Item> {
  const { severity, response, waivable, ...settings } = isRecord(input) ? input : {};
  const parsed = parseWith(definition.config, isRecord(input) ? settings : input, path);
  const watch = parseWith(watchSchema, { severity, response }, path);
  const problems = [
    ...problemsIn(parsed),
    ...problemsIn(watch),
    ...(waivable === undefined ? [] : [{ path: `${path}.waivable`, message: cannotBeWaivable }]),
  ];
  if (!('value' in parsed) || !('value' in watch) || problems.length > 0) return { problems };
  return { value: { settings: parsed.value, watch: watchOf(definition.id, watch.value) } };
}

const cannotBeWaivable =
  "does nothing after a deploy, where no failure keeps a release back; write response: 'ask' where people are to decide what follows, or response: 'notify'";
