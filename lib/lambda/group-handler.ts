import type { CheckGroup, NeedsOf } from '../checks/define-group.ts';
import type { GroupSettings } from '../config/function-settings.ts';
import type { GroupResult } from '../domain/check-result.ts';
import type { GatePayload } from '../domain/gate.ts';
import type { Sources } from '../sources/sources.ts';
import { runCheckGroup } from '../steps/run-check-group.ts';
import { logOf } from './log.ts';

export type CheckGroupInput = Pick<GatePayload, 'run' | 'release'>;

/** The handler of a group's function. `sources` must hold all that the group's checks need, or it does not compile. */
export function groupHandler<Group extends CheckGroup>(
  group: Group,
  settings: GroupSettings,
  sources: Pick<Sources, NeedsOf<Group>>,
): (input: CheckGroupInput) => Promise<GroupResult> {
  return ({ run, release }) => {
    const log = logOf(group.id, run);
    return runCheckGroup({
      group,
      settings: settings.checks,
      sources: sources as Partial<Sources>,
      release,
      deadlineSeconds: settings.checkDeadlineSeconds,
      clock: () => new Date(),
      onResult: ({ id, outcome, summary, durationMs }) =>
        log.info('check ended', { check: id, outcome, summary, durationMs }),
    });
  };
}
