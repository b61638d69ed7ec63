import type * as z from 'zod/mini';
import type { Finding } from '../domain/check-result.ts';
import type { CheckId } from '../domain/checklist.ts';
import type { Release } from '../domain/release.ts';
import type { SourceName, Sources } from '../sources/sources.ts';

/** What `run` gets: its settings, the sources it named in `needs` and no others, and the moment to judge by. */
export interface CheckContext<Settings, Needs extends SourceName> {
  readonly config: Settings;
  readonly sources: Pick<Sources, Needs>;
  readonly release: Release;
  readonly now: Date;
  /** When the release was deployed; undefined where nobody said so, and in the gate, which looks before the deploy. */
  readonly deployedAt?: Date | undefined;
  /** Aborts at the check's deadline; pass it to every source. */
  readonly signal: AbortSignal;
}

/** AWS resources that a check's settings name, by source: from these follows what the group's role may do. */
export type Resources<Needs extends SourceName> = { readonly [N in Needs]?: readonly string[] };

export interface CheckDefinition<
  Id extends CheckId,
  Schema extends z.ZodMiniType,
  Needs extends SourceName,
  Settings = z.output<Schema>,
> {
  /** The file's name, and its key in the configuration. */
  readonly id: Id;
  readonly needs: readonly Needs[];
  /** The settings in `preflight.config.ts`. */
  readonly config: Schema;
  /** Whether it judges the release itself: without one, there is nothing to look at. @default false */
  readonly needsRelease?: true;
  /** Whether it compares with the time before the deploy: without that moment, there is nothing to compare. @default false */
  readonly needsDeployment?: true;
  /** What to do when it does not pass: one sentence or two. */
  readonly remediation: string;
  /** Names of the resources read from each AWS source, for its grant. Required for sources whose grant names resources. */
  resources?(config: Settings): Resources<Needs>;
  /** Collects from the sources and judges. Whatever it throws becomes an `error` outcome. */
  run(context: CheckContext<Settings, Needs>): Promise<Finding>;
}

/**
 * Some check, where it does not matter which: in lists, and in the runner. Its settings are `never`, so that nothing but
 * what its own schema parsed is handed to it, by an explicit cast.
 */
export type AnyCheck<Id extends CheckId = CheckId> = CheckDefinition<Id, z.ZodMiniType, SourceName, never>;

/** Declares one item of the checklist. See CONTRIBUTING, "Add a check". */
export function defineCheck<const Id extends CheckId, Schema extends z.ZodMiniType, const Needs extends SourceName>(
  definition: CheckDefinition<Id, Schema, Needs>,
): CheckDefinition<Id, Schema, Needs> {
  return definition;
}
