import type { GateSettings } from '../config/function-settings.ts';
import type { Waiver } from '../domain/approvals/approval.ts';
import { waivableFailures } from '../domain/approvals/carried-waivers.ts';
import type { GatePayload } from '../domain/gate.ts';
import { type Decision, decideVerdict as decide, type Question } from '../domain/verdict.ts';
import type { Quarantine } from '../domain/window/window.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { WindowStore } from '../stores/window-store.ts';

export type DecideVerdictInput = Pick<GatePayload, 'run' | 'fingerprint' | 'groups'> &
  Partial<Pick<GatePayload, 'approvals' | 'refreshed'>>;

export interface DecideVerdictDependencies {
  /** Absent where no check may be waived. */
  readonly store?: Pick<ApprovalStore, 'waivers'> | undefined;
  /** There where the environment has a rollback window. */
  readonly windows?: Pick<WindowStore, 'quarantined'> | undefined;
  readonly now: Date;
  /** Told where the store could not be read. */
  readonly warn?: (message: string, cause: Error) => void;
}

/**
 * Holds the groups' answers, and people's once they were asked, against what the configuration expects. Rejects where nobody can
 * tell whether the release is in quarantine: then there is no verdict, and so no GO.
 */
export async function decideVerdict(
  input: DecideVerdictInput,
  settings: GateSettings,
  dependencies: DecideVerdictDependencies,
): Promise<Decision | Question> {
  const { groups, approvals, refreshed, run } = input;
  const { expected, ownItems, goExpiresMinutes } = settings;
  const { now } = dependencies;
  const quarantine = await quarantineOf(input, settings, dependencies);
  return decide({
    run: run.id,
    expected,
    answers: groups,
    own: ownItems,
    waivers: await waiversFor(input, settings, dependencies),
    ...(approvals === undefined ? {} : { approvals }),
    ...(refreshed === undefined ? {} : { refreshed }),
    quarantine,
    now,
    goExpiresMinutes,
  });
}

async function quarantineOf(
  { fingerprint }: DecideVerdictInput,
  { hasWindow }: GateSettings,
  { windows }: DecideVerdictDependencies,
): Promise<Quarantine | undefined> {
  if (windows !== undefined) return windows.quarantined(fingerprint);
  if (hasWindow)
    throw new Error('the environment has a rollback window, but its table was not given: set WINDOW_TABLE');
  return undefined;
}

/**
 * Waivers of earlier runs, asked for only where one may make a difference. Where the store cannot be read there are none: a
 * failure then blocks, or people are asked about it.
 */
async function waiversFor(
  input: DecideVerdictInput,
  { service, environment, expected }: GateSettings,
  { store, now, warn }: DecideVerdictDependencies,
): Promise<readonly Waiver[]> {
  if (store === undefined) return [];
  const checks = waivableFailures(expected, input);
  if (checks.length === 0) return [];
  try {
    return await store.waivers({ service, environment }, checks, now.toISOString());
  } catch (cause) {
    warn?.('waivers of earlier runs could not be read', cause instanceof Error ? cause : new Error(String(cause)));
    return [];
  }
}
