import type { ApprovalItem } from '../domain/approvals/approval.ts';
import { type CheckId, checkTitles, gateGroups } from '../domain/checklist.ts';
import type { Approvals } from './approvals.ts';
import type { Items } from './checks-on.ts';
import type { Environment } from './environment.ts';

/** Something that people are asked: an item, or to accept a check's failure. */
export interface Askable extends Pick<ApprovalItem, 'id' | 'approvers' | 'quorum' | 'expiresAfterSeconds'> {
  /** Where it stands, below the environment: `checks.database.backup-recency.waivable` */
  readonly path: string;
}

/** As much of an environment as this needs; while it is parsed, there is no more of it. */
interface Part {
  readonly checks: Items;
  readonly approvals: Pick<Approvals, 'items'>;
}

/** Everything that people may be asked in a run, in the checklist's order, the team's own items last. */
export function askableItems({ checks, approvals }: Part): Askable[] {
  const ofChecklist = gateGroups.flatMap((group) =>
    Object.entries(checks[group] ?? {}).flatMap(([id, item]): Askable[] => {
      const path = `checks.${group}.${id}`;
      if ('manual' in item) return [{ ...item.manual, path }];
      return 'waivable' in item && item.waivable !== undefined
        ? [{ id, ...item.waivable, path: `${path}.waivable` }]
        : [];
    }),
  );
  const own = ownItems(approvals).map((item) => ({ ...item, path: `approvals.items.${item.id}` }));
  return [...ofChecklist, ...own];
}

/** The team's own items, in the order in which they are written. */
export function ownItems({ items }: Pick<Approvals, 'items'>): ApprovalItem[] {
  return Object.entries(items).map(([id, { manual }]) => askedItem(id, manual));
}

/** An item that people decide, as they are asked it. One of the checklist has the checklist's title, unless it is given one. */
export function askedItem(
  id: string,
  {
    title,
    expiresAfter,
    ...rest
  }: Omit<Approvals['items'][string]['manual'], 'title'> & { title?: string | undefined },
): ApprovalItem {
  return {
    id,
    kind: 'manual',
    title: title ?? checkTitles[id as CheckId],
    ...rest,
    expiresAfterSeconds: expiresAfter,
  };
}

/** Whether people are asked anything in this environment: else it has no approval step. */
export function asksPeople(environment: Environment): boolean {
  return askableItems(environment).length > 0;
}

/** How long items wait for people, in seconds: each length once, ascending. */
export function expiryTimes(environment: Environment): number[] {
  const times = askableItems(environment).map(({ expiresAfterSeconds }) => expiresAfterSeconds);
  return [...new Set(times)].toSorted((a, b) => a - b);
}

/** The groups of the sign-in that an environment names, each once: for these, a user pool of Cognito is made where no issuer is configured. */
export function approverGroups(environment: Environment): string[] {
  const { breakGlass } = environment.approvals;
  const all = [...askableItems(environment).map(({ approvers }) => approvers), ...(breakGlass ? [breakGlass] : [])];
  return [...new Set(all.flatMap(({ groups }) => groups))];
}
