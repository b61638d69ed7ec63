import * as z from 'zod/mini';
import type { AnyCheck } from '../../../lib/checks/define-check.ts';
import { type Finding, fail, pass } from '../../../lib/domain/check-result.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { VerifyDeploymentDependencies } from '../../../lib/steps/verify-deployment.ts';
import { aborted } from './verifying.ts';
import type { VirtualTime } from './virtual-time.ts';
import { type Story, verified } from './window-story.ts';
import { second, start } from './window-world.ts';

/** A minute before the first deployment everything begins. */
const before = 60;

/** What users of the story see when they look. */
export function verifierOf(
  { broken }: Story,
  time: VirtualTime,
): Pick<VerifyDeploymentDependencies, 'group' | 'askProbe' | 'pause'> {
  let looks = 0;
  async function look(id: string): Promise<Finding> {
    const now = (time.now() - start) / second - before;
    const found = broken.find(({ check, at, lasts }) => check === id && now >= at && now < at + lasts);
    await time.wait(found?.how === 'hangs' ? 4 * second : 20 + time.chance() * 400);
    if (found === undefined) return pass('it is well', []);
    looks += 1;
    if (found.how === 'now and then' && looks % 2 === 0) return pass('it is well again', []);
    if (found.how === 'fail' || found.how === 'now and then') return fail('it is broken', []);
    throw new SourceError('it does not answer');
  }
  const checks = verified.map((id): AnyCheck => {
    const config = z.strictObject({});
    return { id, needs: [], config, remediation: 'Put it right.', run: () => look(id) };
  });
  return {
    group: { id: 'post-deploy', checks },
    askProbe: () => Promise.reject(new SourceError('there is no probe')),
    pause: (ms, signal) => Promise.race([time.wait(ms), aborted(signal)]),
  };
}
