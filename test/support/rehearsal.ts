import type { Rehearsal } from '../../lib/domain/rehearsal.ts';
import { release } from './release.ts';

/** A record of the example release, with all that a record must have. */
export const rehearsal: Rehearsal = {
  service: 'shop-api',
  environment: 'staging',
  commit: release.commit,
  step: 'smoke-tests',
  status: 'ok',
  by: 'pipeline:staging',
  at: '2026-11-23T11:00:00.000Z',
};
