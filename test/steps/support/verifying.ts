import * as z from 'zod/mini';
import type { AnyCheck, CheckContext } from '../../../lib/checks/define-check.ts';
import type { CheckGroup } from '../../../lib/checks/define-group.ts';
import type { WindowSettings } from '../../../lib/config/window-settings.ts';
import { type Finding, fail, pass, warn } from '../../../lib/domain/check-result.ts';
import { checklist, type PostDeployCheckId } from '../../../lib/domain/checklist.ts';
import { type Probe, probeName } from '../../../lib/domain/probe.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { VerifiedItem } from '../../../lib/domain/window/window.ts';
import { type VerifyDeploymentDependencies, verifyDeployment } from '../../../lib/steps/verify-deployment.ts';
import type { WindowStore } from '../../../lib/stores/window-store.ts';
import { verifiedSettingsSample, windowSample } from '../../support/window-samples.ts';
import { virtualTime } from './virtual-time.ts';

/** What a look comes to: an outcome, `hangs` until its deadline, or something else to do. */
export type Planned = VerifiedItem['outcome'] | 'hangs' | ((signal: AbortSignal) => Promise<Finding>);
/** By a check's id, or a probe's name: what each look at it comes to, the last again and again. What is not named passes. */
export type Plan = Readonly<Record<string, readonly Planned[]>>;

/** Everything that a verification is made with; a second takes no time. */
export function verifying(store: WindowStore, start: string, plan: Plan = {}) {
  const time = virtualTime(Date.parse(start), 1);
  const looked: { readonly name: string; readonly at: string }[] = [];
  const contexts: CheckContext<unknown, never>[] = [];
  async function look(name: string, signal: AbortSignal): Promise<Finding> {
    const nth = looked.filter((one) => one.name === name).length;
    looked.push({ name, at: time.date().toISOString() });
    const planned = plan[name]?.[nth] ?? plan[name]?.at(-1) ?? 'pass';
    // Each look takes a hundredth of a second.
    await time.wait(10);
    return typeof planned === 'function' ? planned(signal) : comeTo(planned, name, signal);
  }
  const check = (id: PostDeployCheckId): AnyCheck => ({
    ...{ id, needs: [], config: z.strictObject({}), remediation: `Put ${id} right.` },
    run(context) {
      contexts.push(context);
      return look(id, context.signal);
    },
  });
  const group: CheckGroup = { id: 'post-deploy', checks: checklist['post-deploy'].checks.map(check) };
  const dependencies: VerifyDeploymentDependencies = {
    ...{ store, group, sources: {}, clock: () => time.date() },
    askProbe: (probe: Probe, signal) => look(probeName(probe), signal),
    pause: (ms, signal) => Promise.race([time.wait(ms), aborted(signal)]),
  };
  let isOver = false;
  let endedAt = start;
  return {
    time,
    looked,
    endedAt: () => endedAt,
    contexts,
    /** To its end. */
    async verify(
      settings: WindowSettings = verifiedSettingsSample,
      others: Partial<VerifyDeploymentDependencies> = {},
    ) {
      isOver = false;
      const verified = verifyDeployment({ run: windowSample.run }, settings, { ...dependencies, ...others });
      const settled = verified.then(end, end);
      function end(): void {
        isOver = true;
        endedAt = time.date().toISOString();
      }
      while (!isOver) {
        // What nothing waits for happens first: a read of the table, say.
        await new Promise((resolve) => setImmediate(resolve));
        await time.run();
      }
      await settled;
      return verified;
    },
  };
}

async function comeTo(
  planned: Exclude<Planned, (signal: AbortSignal) => Promise<Finding>>,
  name: string,
  signal: AbortSignal,
): Promise<Finding> {
  const evidence = [{ where: name, observed: planned, expected: 'pass' }];
  switch (planned) {
    case 'pass':
      return pass(`${name} is well`, evidence);
    case 'warn':
      return warn(`${name} is nearly well`, evidence);
    case 'fail':
      return fail(`${name} is broken`, evidence);
    case 'error':
      throw new SourceError(`${name} did not answer`);
    case 'hangs':
      return aborted(signal).then(() => Promise.reject(new SourceError(`${name} was waited for`)));
  }
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
