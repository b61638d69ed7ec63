import type { Release } from '../../../lib/domain/release.ts';
import type { NoTarget, RollbackTarget, Trigger } from '../../../lib/domain/window/window.ts';
import type { Deployment } from '../../../lib/rollback/strategy.ts';
import { release } from '../../support/release.ts';

export const signal = AbortSignal.timeout(600_000);

export const trigger: Trigger = {
  criterion: 'error-rate-critical',
  alarm: 'preflight-shop-api-production-error-rate-critical',
  reason: 'Threshold Crossed: 3 datapoints were greater than 5',
  at: '2026-11-23T10:12:00.000Z',
  recordedAt: '2026-11-23T10:12:01.000Z',
  by: 'notification',
};

/** `shop-api 1.42.0`, deployed in place of 1.41.3. */
export const deployment: Deployment = { run: '1.42.0-3f786850e387-20261123T100000Z', release, trigger };

const { previous: _previous, ...bare } = release;
/** It does not say what it replaces. */
export const unknownBefore: Release = bare;
/** It says that it replaces itself. */
export const itself: Release = { ...release, previous: { version: release.version, commit: release.commit } };

export function mustBeTarget(found: RollbackTarget | NoTarget): RollbackTarget {
  if ('problem' in found) throw new Error(`no target: ${found.problem}`);
  return found;
}

/** An answer of AWS that got lost after the service had acted. */
export class LostAnswer extends Error {
  override readonly name = 'TimeoutError';
}
