import { checklist, checkTitles, type PostDeployCheckId } from '../domain/checklist.ts';
import type { Probe } from '../domain/probe.ts';
import { type CriterionId, criterionIds } from '../domain/window/criterion.ts';
import type { WatchedCheck } from '../domain/window/window.ts';
import { watchOf } from './check-watch.ts';
import { watchedChecks } from './checks-on.ts';
import { type Criterion, probesOf } from './criteria/index.ts';
import type { Environment, Item } from './environment.ts';
import { sourceSettings } from './function-settings.ts';
import { isOff, type Off } from './off.ts';
import type { Rollback } from './rollback.ts';
import { momentsOf } from './verification.ts';
import type { VerificationSettings } from './window-settings.ts';

/** undefined where nothing is looked at from outside: all checks of the group `post-deploy` are off, and no criterion has probes. */
export function verificationSettings(environment: Environment, rollback: Rollback): VerificationSettings | undefined {
  const on = watchedChecks(environment.checks);
  const probed = criterionIds.flatMap((id): [CriterionId, readonly Probe[]][] => {
    const probes = probesWatching(rollback.criteria[id]);
    return probes.length === 0 ? [] : [[id, probes]];
  });
  if (on.length + probed.length === 0) return undefined;
  const { verification, lasts } = rollback;
  return {
    at: momentsOf(verification, lasts),
    tries: verification.tries,
    everySeconds: verification.every,
    deadlineSeconds: environment.checkDeadlineSeconds,
    checks: checksWatched(environment),
    settings: Object.fromEntries(on.map(({ id, settings }) => [id, settings])),
    probes: Object.fromEntries(probed),
    sources: sourceSettings(environment),
  };
}

const probesWatching = (criterion: Criterion | Off): readonly Probe[] => (isOff(criterion) ? [] : probesOf(criterion));

function checksWatched({ checks }: Environment): WatchedCheck[] {
  const items: Readonly<Record<PostDeployCheckId, Item>> = checks['post-deploy'];
  return checklist['post-deploy'].checks.map((id) => {
    const item = items[id];
    const watch = 'watch' in item ? item.watch : undefined;
    const off = 'off' in item ? { notWatched: item.off } : {};
    return { id, title: checkTitles[id], ...(watch ?? watchOf(id, {})), ...off };
  });
}
