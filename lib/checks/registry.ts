import type { CheckId, GroupId } from '../domain/checklist.ts';
import { codeQuality } from './code-quality/index.ts';
import { database } from './database/index.ts';
import type { AnyCheck } from './define-check.ts';
import type { CheckGroup } from './define-group.ts';
import { environment } from './environment/index.ts';
import { infrastructure } from './infrastructure/index.ts';
import { postDeploy } from './post-deploy/index.ts';
import { stagingRehearsal } from './staging-rehearsal/index.ts';

/** Every group that Preflight can run by itself. Explicit, so that a bundler sees it; a test holds it to the folders. */
export const registry = {
  'code-quality': codeQuality,
  environment,
  database,
  infrastructure,
  'staging-rehearsal': stagingRehearsal,
  'post-deploy': postDeploy,
} as const;

export type Registry = typeof registry;
export type AutomatedGroupId = keyof Registry;
/** The definition of one check, `never` for an item of the checklist that no check automates yet. */
export type DefinitionOf<Id extends CheckId> = Extract<
  Registry[AutomatedGroupId]['checks'][number],
  { readonly id: Id }
>;

export function groupOf(id: GroupId): CheckGroup | undefined {
  return (registry as Partial<Record<GroupId, CheckGroup>>)[id];
}

export function definitionOf(group: GroupId, id: CheckId): AnyCheck | undefined {
  return groupOf(group)?.checks.find((check) => check.id === id);
}
