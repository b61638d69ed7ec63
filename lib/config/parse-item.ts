import { definitionOf } from '../checks/registry.ts';
import { type CheckId, type GroupId, manualChecks } from '../domain/checklist.ts';
import { isRecord } from '../domain/is-record.ts';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { manualItemSchema } from './approvals.ts';
import { askedItem } from './askable-items.ts';
import type { Item } from './environment.ts';
import { isOff, offSchema } from './off.ts';
import { parseSettings } from './parse-settings.ts';
import { type Parsed, parseWith } from './parsed.ts';

/** What the configuration says of one item of the checklist: its settings, that people decide it, or off. */
export function parseItem(group: GroupId, id: CheckId, input: unknown, path: string): Parsed<Item> {
  if (isOff(input)) return parseWith(offSchema, input, path);
  if (isRecord(input) && 'manual' in input) return parseManual(group, id, input, path);
  const definition = definitionOf(group, id);
  if (definition === undefined) return problem(path, "is not automated by this version; write off('reason')");
  if (input === undefined)
    return problem(path, `is missing; write its settings${mayBeManual(id) ? ', manual({ … })' : ''}, or off('reason')`);
  return parseSettings(group, definition, input, path);
}

function parseManual(group: GroupId, id: CheckId, input: unknown, path: string): Parsed<Item> {
  if (!mayBeManual(id)) return problem(path, notManual(group, definitionOf(group, id) !== undefined));
  const parsed = parseWith(manualItemSchema, input, path);
  return 'value' in parsed ? { value: { manual: { ...askedItem(id, parsed.value.manual), group } } } : parsed;
}

const mayBeManual = (id: CheckId): boolean => (manualChecks as readonly CheckId[]).includes(id);

function notManual(group: GroupId, isAutomated: boolean): string {
  const beside =
    group === 'post-deploy'
      ? "with response: 'ask' beside them where people are to decide what follows when it fails"
      : 'with waivable: { … } beside them where people may accept its failure';
  const instead = isAutomated ? `write its settings, ${beside}, or off('reason')` : "write off('reason')";
  return `cannot be manual; ${listed(manualChecks, 'and')} may; ${instead}`;
}

const problem = (path: string, message: string): { readonly problems: readonly Problem[] } => ({
  problems: [{ path, message }],
});
