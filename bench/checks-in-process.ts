import { registry } from '../lib/checks/registry.ts';
import { createSources } from '../lib/cli/create-sources.ts';
import type { Environment } from '../lib/config/environment.ts';
import { groupSettings } from '../lib/config/function-settings.ts';
import type { CheckResult, GroupResult } from '../lib/domain/check-result.ts';
import { type GroupId, gateGroups } from '../lib/domain/checklist.ts';
import { releaseSchema } from '../lib/domain/release.ts';
import type { Sources } from '../lib/sources/sources.ts';
import { runCheckGroup } from '../lib/steps/run-check-group.ts';
import type { Sandbox } from '../sandbox/launcher.ts';
import release from '../sandbox/release.json' with { type: 'json' };

/** Some checks, run in this process against the sandbox, as `preflight check` and the functions run them. */
export interface ChecksInProcess {
  readonly count: number;
  /** New sources, which remember nothing. */
  renew(): Promise<void>;
  sideBySide(): Promise<readonly CheckResult[]>;
  oneAfterAnother(): Promise<readonly CheckResult[]>;
}

/** @param only the ids to run; all of the gate's when absent. */
export async function checksInProcess(sandbox: Sandbox, only?: readonly string[]): Promise<ChecksInProcess> {
  const environment = await productionOf(sandbox);
  const groups = gateGroups.map((group) => registry[group]);
  const chosen = groups.flatMap((group) =>
    group.checks.filter(({ id }) => only?.includes(id) ?? true).map(({ id }) => ({ group: group.id, id })),
  );
  const needs = groups.flatMap((group) => group.checks.flatMap((check) => check.needs));
  let sources: Partial<Sources> = {};
  const renew = async (): Promise<void> => {
    sources = await createSources(needs, { environment, envFile: undefined });
  };
  await renew();
  return {
    count: chosen.length,
    renew,
    async sideBySide() {
      const used = [...new Set(chosen.map(({ group }) => group))];
      const ids = new Set<string>(chosen.map(({ id }) => id));
      return passed(await Promise.all(used.map((group) => run(group, ids))));
    },
    async oneAfterAnother() {
      const results: GroupResult[] = [];
      for (const { group, id } of chosen) results.push(await run(group, new Set([id])));
      return passed(results);
    },
  };

  function run(group: GroupId, ids: ReadonlySet<string>): Promise<GroupResult> {
    const settings = groupSettings(environment, group);
    return runCheckGroup({
      group: registry[group],
      settings: Object.fromEntries(Object.entries(settings.checks).filter(([id]) => ids.has(id))),
      sources,
      release: releaseSchema.parse(release),
      deadlineSeconds: settings.checkDeadlineSeconds,
      clock: () => new Date(),
    });
  }
}

/** A check that did not pass was quicker, or slower, for a reason that is not measured here. */
function passed(groups: readonly GroupResult[]): readonly CheckResult[] {
  const results = groups.flatMap((group) => group.checks);
  const wrong = results.filter(({ outcome }) => outcome !== 'pass');
  if (wrong.length > 0) throw new Error(wrong.map(({ id, summary }) => `${id}: ${summary}`).join('\n'));
  return results;
}

/** The example's configuration, read when the sandbox has chosen its ports; the SDK finds the sandbox by environment. */
async function productionOf(sandbox: Sandbox): Promise<Environment> {
  const aws = Object.entries(sandbox.environment).filter(([name]) => name.startsWith('AWS_'));
  Object.assign(process.env, Object.fromEntries(aws));
  const { default: config } = await import('../preflight.config.ts');
  const { production } = config.environments;
  if (production === undefined) throw new Error('the example has no environment production');
  return production;
}
