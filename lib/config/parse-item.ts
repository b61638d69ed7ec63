import type * as z from 'zod/mini';
import type { AnyCheck } from '../checks/define-check.ts';
import { definitionOf } from '../checks/registry.ts';
import type { Waivable } from '../domain/approvals/approval.ts';
import { type CheckId, type GroupId, manualChecks } from '../domain/checklist.ts';
import { isRecord } from '../domain/is-record.ts';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { manualItemSchema, waivableSchema } from './approvals.ts';
import { askedItem } from './askable-items.ts';
import type { Item } from './environment.ts';
import { isOff, offSchema } from './off.ts';
import { type Parsed, parseWith, problemsIn } from './parsed.ts';

/** What the configuration says of one item of the checklist: its settings, that people decide it, or off. */
export function parseItem(group: GroupId, id: CheckId, input: unknown, path: string): Parsed<Item> {
  if (isOff(input)) return parseWith(offSchema, input, path);
  if (isRecord(input) && 'manual' in input) return parseManual(group, id, input, path);
  const definition = definitionOf(group, id);
  if (definition === undefined) return problem(path, "is not automated by this version; write off('reason')");
  if (input === undefined)
    return problem(path, `is missing; write its settings${mayBeManual(id) ? ', manual({ … })' : ''}, or off('reason')`);
  return parseSettings(definition, input, path);
}

function parseManual(group: GroupId, id: CheckId, input: unknown, path: string): Parsed<Item> {
  if (!mayBeManual(id)) return problem(path, notManual(definitionOf(group, id) !== undefined));
  const parsed = parseWith(manualItemSchema, input, path);
  return 'value' in parsed ? { value: { manual: { ...askedItem(id, parsed.value.manual), group } } } : parsed;
}

/** `waivable` stands beside the check's own settings, and is split off before its own schema sees them. */
function parseSettings(definition: AnyCheck, input: unknown, path: string): Parsed<Item> {
  const { waivable: given, ...settings } = isRecord(input) ? input : {};
  const parsed = parseWith(definition.config, isRecord(input) ? settings : input, path);
  const waivable = given === undefined ? undefined : parseWith(waivableSchema, given, `${path}.waivable`);
  const problems = [...problemsIn(parsed), ...(waivable === undefined ? [] : problemsIn(waivable))];
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

const mayBeManual = (id: CheckId): boolean => (manualChecks as readonly CheckId[]).includes(id);

function notManual(isAutomated: boolean): string {
  const instead = isAutomated
    ? "write its settings, with waivable: { … } beside them where people may accept its failure, or off('reason')"
    : "write off('reason')";
  return `cannot be manual; ${listed(manualChecks, 'and')} may; ${instead}`;
}

const problem = (path: string, message: string): { readonly problems: readonly Problem[] } => ({
  problems: [{ path, message }],
});
