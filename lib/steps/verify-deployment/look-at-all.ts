import type { AnyCheck } from '../../checks/define-check.ts';
import type { VerificationSettings } from '../../config/window-settings.ts';
import { type Probe, probeName } from '../../domain/probe.ts';
import { isCheckId, verifiedOnes } from '../../domain/window/verification.ts';
import {
  isWell,
  type Tried,
  type TriedProbe,
  type Try,
  triedOf,
  triedProbes,
} from '../../domain/window/verified-item.ts';
import type { VerifiedItem, WindowRecord } from '../../domain/window/window.ts';
import { lookOnce } from '../look-once.ts';
import { runCheck } from '../run-check.ts';
import type { VerifyDeploymentDependencies } from '../verify-deployment.ts';

type Dependencies = Omit<VerifyDeploymentDependencies, 'store'> & { readonly signal: AbortSignal };

/** Looks at everything side by side that the window watches and the configuration knows how to look at. Never throws. */
export async function lookAtAll(
  record: WindowRecord,
  settings: VerificationSettings,
  dependencies: Dependencies,
): Promise<readonly VerifiedItem[]> {
  const looks = verifiedOnes(record).flatMap(({ id }): Promise<VerifiedItem>[] => {
    if (!isCheckId(id)) {
      const probes = settings.probes[id] ?? [];
      return probes.length === 0
        ? []
        : [lookAtProbes(probes, settings, dependencies).then((tried) => ({ id, ...tried }))];
    }
    const check = dependencies.group.checks.find((one) => one.id === id);
    if (check === undefined || settings.settings[id] === undefined) return [];
    const look = (): Promise<Try> => lookAtCheck(check, settings.settings[id], record, settings, dependencies);
    return [repeated(look, settings, dependencies).then((tried) => ({ id, ...tried }))];
  });
  return Promise.all(looks);
}

async function lookAtCheck(
  check: AnyCheck,
  own: unknown,
  { release, openedAt }: WindowRecord,
  { deadlineSeconds }: VerificationSettings,
  { group, sources, clock, signal }: Dependencies,
): Promise<Try> {
  const looked = await runCheck({
    ...{ group: group.id, check, settings: own, sources, release, deadlineSeconds, clock, signal },
    // A window opens right after the deploy, and nobody knows more exactly when that was.
    deployedAt: new Date(openedAt),
  });
  const { outcome, summary, evidence } = looked;
  return { outcome, summary, evidence, ...(isFinding(outcome) ? { remediation: check.remediation } : {}) };
}

/** What the check advises follows only from having looked. */
const isFinding = (outcome: Try['outcome']): boolean => outcome === 'fail' || outcome === 'warn';

/** Each probe by itself, so that only what did not answer well is asked again. */
async function lookAtProbes(
  probes: readonly Probe[],
  settings: VerificationSettings,
  dependencies: Dependencies,
): Promise<Tried> {
  const { askProbe, clock, signal } = dependencies;
  const tried = probes.map(async (probe): Promise<TriedProbe> => {
    const judge = (_now: Date, deadline: AbortSignal) => askProbe(probe, deadline);
    const { deadlineSeconds } = settings;
    const look = (): Promise<Try> => lookOnce({ what: 'the probe', judge, deadlineSeconds, clock, signal });
    return { name: probeName(probe), ...(await repeated(look, settings, dependencies)) };
  });
  return triedProbes(await Promise.all(tried));
}

/** Until it is seen well, or often enough. */
async function repeated(
  look: () => Promise<Try>,
  { tries, everySeconds }: VerificationSettings,
  { pause, signal }: Dependencies,
): Promise<Tried> {
  const all: Try[] = [];
  for (;;) {
    const seen = await look();
    all.push(seen);
    if (isWell(seen) || all.length >= tries) return triedOf(all);
    await pause(everySeconds * 1000, signal);
    if (signal.aborted) return triedOf(all);
  }
}
