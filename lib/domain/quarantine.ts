import { onOneLine } from './one-line.ts';
import type { Fingerprint } from './release.ts';
import type { Quarantine } from './window/window.ts';

/** What a verdict and its report tell of a quarantine. */
export type QuarantineNote = Pick<Quarantine, 'run' | 'at' | 'reason' | 'version'>;

/** Under which name it stands among what blocks. */
export const quarantineName = 'quarantine';

export function noteOf({ run, at, reason, version }: QuarantineNote): QuarantineNote {
  return { run, at, reason, version };
}

/** `version 1.42.0 was rolled back at 2026-11-23T10:07:02.000Z by the rollback window 1.42.0-…: …`, one line. */
export function quarantineWords({ version, at, run, reason }: QuarantineNote): string {
  return onOneLine(`version ${version} was rolled back at ${at} by the rollback window ${run}: ${reason}`);
}

export interface QuarantinedRelease {
  readonly environment: string;
  readonly release?: Pick<Fingerprint, 'commit'> | undefined;
}

/** What to do about it. */
export function quarantineRemedies({ environment, release }: QuarantinedRelease): string[] {
  const commit = release?.commit ?? 'COMMIT';
  return [
    'Repair what the trigger shows: a repaired release has a commit of its own, and is not in quarantine.',
    `Only to let this very one pass again, lift it: preflight release lift --env ${environment} --commit ${commit} --reason '…'`,
  ];
}
