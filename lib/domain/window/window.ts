import type { PostDeployCheckId } from '../checklist.ts';
import type { Evidence } from '../evidence.ts';
import type { Run } from '../gate.ts';
import type { Outcome } from '../outcome.ts';
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

/** Something that may trigger: a criterion, or a check of the group `post-deploy`. */
export interface Watched {
  readonly id: CriterionId | PostDeployCheckId;
  readonly title: string;
  readonly severity: Severity;
  readonly response: Response;
}

/** What a window does about one criterion. */
export interface WatchedCriterion extends Watched {
  readonly id: CriterionId;
  /** Names of its alarms; empty where people alone watch it, or probes. */
  readonly alarms: readonly string[];
  /** Names of its probes, which each verification asks; absent where there are none. */
  readonly probes?: readonly string[];
  /** Why it is not watched in this window: off in the configuration, or too few samples for a baseline. */
  readonly notWatched?: string;
}

/** What a window does about one check of the group `post-deploy`. */
export interface WatchedCheck extends Watched {
  readonly id: PostDeployCheckId;
  /** Why no verification of this window looks at it: it is off in the configuration. */
  readonly notWatched?: string;
}

/** What a verification saw of one check, or of the probes of one criterion. */
export interface VerifiedItem {
  readonly id: CriterionId | PostDeployCheckId;
  /** `fail`: each try failed. `error`: none of the tries saw it well, and one could not look. */
  readonly outcome: Exclude<Outcome, 'skipped'>;
  readonly summary: string;
  /** What was seen in the last try; empty where it passed. */
  readonly evidence: readonly Evidence[];
  /** What to do where it did not pass, in the check's own words. */
  readonly remediation?: string;
  /** How often it was looked at. */
  readonly tries: number;
  /** Whether it passed only when it was looked at again. */
  readonly flaky?: true;
}

/** One look at all checks of the group `post-deploy` and at all probes, with its repeats. */
export interface Verification {
  /** By this it is known: the last moment of the configured ones for which it was made; ISO 8601. */
  readonly dueAt: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly items: readonly VerifiedItem[];
}

/** A rollback that somebody provokes to see that it works. */
export interface Drill {
  readonly at: string;
  /** Who wanted it, as kind:name. */
  readonly by: string;
  readonly reason: string;
  /** The alarm that is set to red for it. */
  readonly alarm: string;
}

/** The one recorded reason why a window rolled back. */
export interface Trigger {
  readonly criterion?: CriterionId;
  /** The check that failed, where a verification triggered. */
  readonly check?: PostDeployCheckId;
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
  /** The checks of the group `post-deploy`, in the checklist's order; absent in windows of an earlier version. */
  readonly checks?: readonly WatchedCheck[];
  /** When the group is verified, ascending; absent or empty where nothing of it is on. */
  readonly verifiesAt?: readonly string[];
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
  /** The verifications that were begun; each stands for all that were due by then. */
  readonly verifying?: readonly { readonly dueAt: string; readonly begunAt: string }[];

  // What only VerifyDeployment writes.
  readonly verifications?: readonly Verification[];

  // What only a person's command writes.
  readonly drill?: Drill;

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
  'verified',
  'drill',
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
