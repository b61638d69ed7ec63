import type { Run } from '../gate.ts';
import type { Fingerprint, Release } from '../release.ts';
import type { AlarmSighting, AlarmState } from './alarm.ts';
import type { CriterionId, Response, Severity } from './criterion.ts';

/** How a window ends. */
export const windowResults = ['healthy', 'rolled-back', 'rollback-failed', 'inconclusive', 'superseded'] as const;
export type WindowResult = (typeof windowResults)[number];

/** What a rollback would go back to, as it was found when the window opened; what is in it only its strategy knows. */
export interface RollbackTarget {
  /** The strategy that found it: another one must not use it. */
  readonly strategy: string;
  /** In words: `version 7 of shop-api, which live points to in place of version 8`. */
  readonly what: string;
  /** What the strategy needs to go back and to see that it did: identifiers, never a secret. */
  readonly details: Readonly<Record<string, string>>;
}

/** Why there would be no going back; told when the window opens. */
export interface NoTarget {
  readonly problem: string;
}

/** p95 of the hour before, in milliseconds, of how many requests. */
export interface Baseline {
  readonly p95Ms: number;
  readonly samples: number;
  readonly from: string;
  readonly to: string;
}

/** What a window does about one criterion. */
export interface WatchedCriterion {
  readonly id: CriterionId;
  readonly title: string;
  readonly severity: Severity;
  readonly response: Response;
  /** Names of its alarms; empty where people alone watch it. */
  readonly alarms: readonly string[];
  /** Why it is not watched in this window: off in the configuration, or too few samples for a baseline. */
  readonly notWatched?: string;
}

/** The one recorded reason why a window rolled back. */
export interface Trigger {
  readonly criterion?: CriterionId;
  readonly alarm?: string;
  /** CloudWatch's words with the values and thresholds of that moment, or a person's reason. */
  readonly reason: string;
  /** When it happened: the alarm's own time, or when the person said so. */
  readonly at: string;
  /** When it was recorded. */
  readonly recordedAt: string;
  readonly by: TriggerSource;
  /** The person, as kind:name, where one did. */
  readonly person?: string;
}

/** Who or what recorded a trigger: the alarm's notification, the minute's look, a person, the approval of an item. */
export const triggerSources = ['notification', 'look', 'person', 'approval'] as const;
export type TriggerSource = (typeof triggerSources)[number];

/** A time in which something could not be seen. */
export interface BlindSpot {
  /** The alarm's name, or what could not be asked: `CloudWatch`, `the window's own look`. */
  readonly what: string;
  readonly why: string;
  readonly from: string;
  /** Absent while it goes on. */
  readonly to?: string;
}

/** What RollBack and VerifyRollback did. */
export interface RollbackProgress {
  readonly startedAt: string;
  /** What the strategy said last, in words. */
  readonly detail: string;
  /** When the strategy was done, and the old version served. */
  readonly doneAt?: string;
  /** When the trigger's alarm was seen OK after that; absent where no alarm triggered. */
  readonly recoveredAt?: string;
  readonly verifiedAt?: string;
  /** Why it did not come to that. */
  readonly failure?: string;
  /** What the strategy needs to follow what it began. */
  readonly handle?: Readonly<Record<string, string>>;
}

/** How the database's migrations stand to what the old version knows; `dirty`: half done. */
export const schemaStates = ['compatible', 'ahead', 'dirty', 'unknown'] as const;

/** What the schema guard saw. */
export interface SchemaFinding {
  readonly state: (typeof schemaStates)[number];
  /** In words, with both versions where they are known. */
  readonly summary: string;
  readonly at: string;
}

/** Why nothing can trigger any more: its time was up, or somebody closed it. */
export const endReasons = ['time-up', 'closed'] as const;

/** A window as the store keeps it. Task tokens are not in it. */
export interface WindowRecord {
  readonly run: Run;
  readonly service: string;
  readonly environment: string;
  readonly release: Release;
  readonly fingerprint: Fingerprint;
  readonly openedAt: string;
  /** Until then a criterion may trigger. */
  readonly endsAt: string;
  /** The run of the gate that said go, and until when that held. */
  readonly go?: { readonly run: string; readonly expiresAt: string };
  /** Why there need not be one. */
  readonly withoutGo?: string;
  readonly target: RollbackTarget | NoTarget;
  readonly criteria: readonly WatchedCriterion[];
  /** Alarms that were red already: only a new transition of these rolls back. */
  readonly redAtOpen: readonly AlarmSighting[];
  readonly baseline?: Baseline;
  /** The alarm that was made for this deployment alone, to be deleted at its end. */
  readonly ownAlarm?: string;
  /** The window that this one took over from. */
  readonly supersedes?: string;

  // What comes later, each written by one conditional write.
  readonly trigger?: Trigger;
  /** When, and why, nothing could trigger any more. */
  readonly ended?: {
    readonly at: string;
    readonly why: (typeof endReasons)[number];
    readonly reason?: string;
    readonly by?: string;
  };
  readonly supersededBy?: { readonly run: string; readonly at: string };
  readonly closed?: { readonly at: string; readonly result: WindowResult };

  // What only Watch writes.
  /** When it looked last, whether or not CloudWatch answered. */
  readonly lookedAt?: string;
  /** When CloudWatch answered it last: the second look in a row that gets no answer is a blind spot. */
  readonly readAt?: string;
  /** How each alarm was seen last. */
  readonly states?: Readonly<Record<string, AlarmSighting>>;
  readonly blind?: readonly BlindSpot[];
  /** What people were told already, so that they are told once. */
  readonly told?: readonly string[];

  // What only the rollback's steps write.
  readonly schema?: SchemaFinding;
  readonly rollback?: RollbackProgress;
}

/** What stands on a window's time line. */
export const eventKinds = [
  'opened',
  'alarm',
  'ignored',
  'told',
  'asked',
  'trigger',
  'schema',
  'rollback',
  'blind',
  'ended',
] as const;

/** One line of a window's time line. */
export interface WindowEvent {
  /** When it happened; ISO 8601. */
  readonly at: string;
  readonly kind: (typeof eventKinds)[number];
  /** In words. */
  readonly text: string;
  readonly alarm?: string;
  readonly state?: AlarmState;
}

/** A release that was rolled back: until it is lifted, the gate does not let it pass. */
export interface Quarantine {
  readonly commit: string;
  readonly images: readonly string[];
  readonly version: string;
  /** The window that rolled it back. */
  readonly run: string;
  readonly at: string;
  /** Its trigger, in words. */
  readonly reason: string;
  readonly lifted?: { readonly at: string; readonly by: string; readonly reason: string };
}

/** What the gate said of a release last. */
export interface GoRecord {
  readonly run: string;
  readonly fingerprint: Fingerprint;
  readonly expiresAt: string;
}
