import type { ApprovalItem } from '../domain/approvals/approval.ts';
import { type CheckId, checkTitles, gateGroups } from '../domain/checklist.ts';
import type { Approvals } from './approvals.ts';
import type { Items } from './checks-on.ts';
import type { Environment } from './environment.ts';
import { isOff, type Off } from './off.ts';
import type { Rollback } from './rollback.ts';
import type { AskSettings } from './window-settings.ts';

/** Something that people are asked: an item, or to accept a check's failure. */
export interface Askable extends Pick<ApprovalItem, 'id' | 'approvers' | 'quorum' | 'expiresAfterSeconds'> {
  /** Where it stands, below the environment: `checks.database.backup-recency.waivable` */
  readonly path: string;
}

/** As much of an environment as this needs; while it is parsed, there is no more of it. */
interface Part {
  readonly checks: Items;
  readonly approvals: Pick<Approvals, 'items'>;
  readonly rollback: Pick<Rollback, 'asks'> | Off;
}

/** Everything that people may be asked: by the gate, then by the rollback window. */
export function askableItems(part: Part): Askable[] {
  const asks = windowAsks(part.rollback);
  const ofWindow = asks === undefined ? [] : [{ id: 'rollback', ...asks, path: 'rollback.asks' }];
  return [...gateItems(part), ...ofWindow];
}

/** Whom the rollback window asks whether to go back; undefined where it asks nobody. */
export function windowAsks(rollback: Part['rollback']): AskSettings | undefined {
  if (isOff(rollback) || rollback.asks === undefined) return undefined;
  const { expiresAfter, ...rest } = rollback.asks;
  return { ...rest, expiresAfterSeconds: expiresAfter };
}

/** Everything that the gate may ask people in a run, in the checklist's order, the team's own items last. */
export function gateItems({ checks, approvals }: Pick<Part, 'checks' | 'approvals'>): Askable[] {
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

/** Whether the gate asks people anything: else its state machine has no states for that. */
export function gateAsksPeople(environment: Environment): boolean {
  return gateItems(environment).length > 0;
}

/** Whether people are asked anything in this environment, by the gate or by the rollback window: else it has no approval step. */
export function asksPeople(environment: Environment): boolean {
  return askableItems(environment).length > 0;
}

/** How long items of the gate wait for people, in seconds: each length once, ascending; none where only the window asks. */
export function expiryTimes(environment: Environment): number[] {
  const times = gateItems(environment).map(({ expiresAfterSeconds }) => expiresAfterSeconds);
  return [...new Set(times)].toSorted((a, b) => a - b);
}

/** The groups of the sign-in that an environment names, each once: for these, a user pool of Cognito is made where no issuer is configured. */
export function approverGroups(environment: Environment): string[] {
  const { breakGlass } = environment.approvals;
  const all = [...askableItems(environment).map(({ approvers }) => approvers), ...(breakGlass ? [breakGlass] : [])];
  return [...new Set(all.flatMap(({ groups }) => groups))];
}
