import type { VerificationState } from './reported-schemas.ts';
import type { VerifiedItem, WindowRecord } from './window.ts';

/** What the record tells of one moment at which the group was to be verified. */
export interface MomentSeen {
  readonly dueAt: string;
  readonly state: VerificationState;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly items: readonly VerifiedItem[];
}

/** One of a window's verifications as it concerns one check, or one criterion's probes. */
type SeenAt = Pick<VerifiedItem, 'outcome' | 'summary' | 'tries' | 'flaky'> & { readonly dueAt: string };

/** Every moment that was planned, made or begun, ascending; undefined where there is none. */
export function reportedVerifications(record: WindowRecord): MomentSeen[] | undefined {
  const { verifiesAt = [], verifying = [], verifications = [] } = record;
  const moments = new Set([...verifiesAt, ...verifying.map(dueAtOf), ...verifications.map(dueAtOf)]);
  if (moments.size === 0) return undefined;
  return [...moments].toSorted(byTime).map((dueAt) => momentSeen(dueAt, record));
}

const dueAtOf = ({ dueAt }: { readonly dueAt: string }): string => dueAt;
const byTime = (a: string, b: string): number => Date.parse(a) - Date.parse(b);

function momentSeen(dueAt: string, record: WindowRecord): MomentSeen {
  const { verifying = [], verifications = [] } = record;
  const made = verifications.find((one) => one.dueAt === dueAt);
  if (made !== undefined) return { ...made, state: 'made' };
  const begun = verifying.find((one) => one.dueAt === dueAt);
  if (begun !== undefined) {
    const state = stateOfBegun(begun, record);
    return { dueAt, state, startedAt: begun.begunAt, items: [] };
  }
  const isMerged = [...verifying, ...verifications].some((one) => byTime(one.dueAt, dueAt) > 0);
  return { dueAt, state: isMerged ? 'merged' : stateOfUnbegun(dueAt, record), items: [] };
}

type Begun = NonNullable<WindowRecord['verifying']>[number];

/** Watch begins the next one only once it knows of this one, or takes it for lost. */
function stateOfBegun({ begunAt }: Begun, record: WindowRecord): VerificationState {
  const { verifying = [], closed } = record;
  if (verifying.some((other) => byTime(other.begunAt, begunAt) > 0)) return 'lost';
  const over = overAt(record);
  if (over !== undefined) return byTime(over, begunAt) >= 0 ? 'overtaken' : 'lost';
  return closed === undefined ? 'running' : 'lost';
}

function stateOfUnbegun(dueAt: string, record: WindowRecord): VerificationState {
  const { closed, ended, endsAt } = record;
  const over = overAt(record);
  if (over !== undefined) return byTime(dueAt, over) > 0 ? 'not-due' : 'missed';
  if (closed === undefined && ended === undefined) return 'waiting';
  return byTime(dueAt, endsAt) > 0 ? 'not-due' : 'missed';
}

/** When something came in between that ends a window before its time. */
function overAt({ trigger, supersededBy, ended }: WindowRecord): string | undefined {
  return trigger?.recordedAt ?? supersededBy?.at ?? (ended?.why === 'closed' ? ended.at : undefined);
}

/** The checks of the group with what each verification saw of them; undefined in windows of an earlier version. */
export function reportedChecks(record: WindowRecord) {
  return record.checks?.map((check) => ({ ...check, verifications: seenOf(check.id, record) }));
}

/** What the verifications that were made saw of one check, or of one criterion's probes, ascending. */
export function seenOf(id: VerifiedItem['id'], { verifications = [] }: Pick<WindowRecord, 'verifications'>): SeenAt[] {
  return verifications
    .toSorted((a, b) => byTime(a.dueAt, b.dueAt))
    .flatMap(({ dueAt, items }) =>
      items
        .filter((item) => item.id === id)
        .map(({ outcome, summary, tries, flaky }) => ({
          ...{ dueAt, outcome, summary, tries },
          ...(flaky === undefined ? {} : { flaky }),
        })),
    );
}

/** The names of a criterion's probes with what was seen of them last. */
export function reportedProbes(id: VerifiedItem['id'], names: readonly string[] | undefined, record: WindowRecord) {
  return names === undefined || names.length === 0 ? undefined : { names, last: seenOf(id, record).at(-1) };
}
