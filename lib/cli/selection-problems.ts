import * as z from 'zod/mini';
import { definitionOf } from '../checks/registry.ts';
import { checklist, groupIds } from '../domain/checklist.ts';
import { type ExpectedCheck, isOn } from '../domain/gate.ts';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Choice, type Everything, type Lack, lackingOf, selectChecks } from './select-checks.ts';

/** Names that are not in the checklist, contradictions, and a selection of which nothing would run. */
export function selectionProblems(all: Everything | undefined, choice: Choice, now: Date): Problem[] {
  const { group: groups, only } = choice;
  const ids = groupIds.flatMap((group): string[] => [...checklist[group].checks]);
  const asked = all === undefined ? [] : askedIn(all);
  const problems = [
    ...groups.filter((name) => !(groupIds as readonly string[]).includes(name)).map((name) => unknownGroup(name)),
    ...only.filter((name) => !ids.includes(name) && !asked.includes(name)).map((name) => unknownCheck(name, ids)),
    ...only.filter((name) => asked.includes(name)).map(wantsPeople),
    ...only.flatMap((name) => wantsMore(name, choice)),
    ...deployedAtProblems(choice, now),
  ];
  if (all === undefined || problems.length > 0) return problems;
  const chosen = selectChecks(all, choice).expected.flatMap(({ checks }) => checks);
  if (chosen.some(isOn)) return [];
  const path = [...groups.map((name) => `--group ${name}`), ...only.map((name) => `--only ${name}`)].join(' ');
  return [{ path: path === '' ? '--env' : path, message: `nothing would run: ${whyOff(chosen)}` }];
}

/** Ids of what people decide: items of the checklist and of the team's own. */
function askedIn({ expected, ownItems }: Everything): string[] {
  const manual = expected.flatMap(({ checks }) => checks.filter((check) => 'manual' in check));
  return [...manual, ...ownItems].map(({ id }) => id);
}

const wantsPeople = (name: string): Problem => ({
  path: '--only',
  message: `${name} is decided by people, in the gate: there is nothing that preflight check could look at`,
});

const wanted: { readonly [L in Lack]: string } = {
  release: 'about the release: give --release FILE',
  deployment: 'when the release was deployed: give --deployed-at TIME',
};

/** What is named by itself is not left out. */
function wantsMore(name: string, choice: Choice): Problem[] {
  const definitions = groupIds.flatMap((group) => checklist[group].checks.map((id) => definitionOf(group, id)));
  const lack = lackingOf(
    definitions.find((one) => one?.id === name),
    choice,
  );
  return lack === undefined
    ? []
    : [{ path: '--only', message: `${name} asks ${wanted[lack]} (it is left out without one)` }];
}

const instant = z.iso.datetime({ offset: true });

function deployedAtProblems({ group, only, 'deployed-at': given }: Choice, now: Date): Problem[] {
  if (given === undefined) return [];
  const path = '--deployed-at';
  if (!instant.safeParse(given).success) {
    const message = `must be a time as ISO 8601 has it, for example 2026-11-23T19:50:00Z, not ${JSON.stringify(given)}`;
    return [{ path, message }];
  }
  if (new Date(given) > now)
    return [{ path, message: `must be in the past, not ${given}: there is nothing to see yet` }];
  const afterDeploy: readonly string[] = ['post-deploy', ...checklist['post-deploy'].checks];
  if ([...group, ...only].some((name) => afterDeploy.includes(name))) return [];
  return [
    { path, message: 'does nothing: only checks of post-deploy ask for it; add --group post-deploy, or leave it out' },
  ];
}

function unknownGroup(name: string): Problem {
  const hint = didYouMean(name, groupIds) || `; known: ${groupIds.join(', ')}`;
  return { path: '--group', message: `${JSON.stringify(name)} is not a group of the checklist${hint}` };
}

function unknownCheck(name: string, ids: readonly string[]): Problem {
  const hint = didYouMean(name, ids) || '; preflight checks lists them';
  return { path: '--only', message: `${JSON.stringify(name)} is not a check of the checklist${hint}` };
}

/** Those that are off for one reason together. */
function whyOff(checks: readonly ExpectedCheck[]): string {
  const reasons = [...Map.groupBy(checks, (check) => ('off' in check ? check.off : ''))].map(([reason, some]) => {
    const ids = some.map(({ id }) => id);
    return `${listed(ids, 'and')} ${ids.length === 1 ? 'is' : 'are'} off (${reason})`;
  });
  return reasons.join('; ');
}
