import type { Run } from '../gate.ts';
import type { Fingerprint } from '../release.ts';
import type { AskedRun } from './approval-record.ts';

/**
 * Step Functions keeps an execution's name for 90 days, the table a run for good: what people decided then, perhaps on
 * another release, must not count for a run that goes by the same name.
 * @param asked what the table holds under the name.
 * @throws Error where that is another run.
 */
export function mustBeSameRun(asked: AskedRun, run: Run, fingerprint: Fingerprint = asked.fingerprint): void {
  const { startedAt, execution } = asked.run;
  if (startedAt === run.startedAt && execution === run.execution && same(asked.fingerprint, fingerprint)) return;
  throw new Error(
    `the name ${run.id} was another run's, of ${asked.openedAt}, whose decisions do not count for this one; start the gate under a new name`,
  );
}

function same(one: Fingerprint, other: Fingerprint): boolean {
  const parts = ({ commit, configuration, images }: Fingerprint): string[] => [commit, configuration, ...images];
  return parts(one).join(' ') === parts(other).join(' ');
}
