import { itemFinding } from '../domain/approvals/item-finding.ts';
import { remedyOfItem } from '../domain/approvals/manual-result.ts';
import { refusalOf } from '../domain/approvals/reported-people.ts';
import { quarantineRemedies, quarantineWords } from '../domain/quarantine.ts';
import { blockingChecks, type Report, type ReportedCheck, type ReportedItem } from '../domain/report.ts';

/** Checks that keep the release back for the same reason: one, or all of a group that gave no answer. */
export interface Blocker {
  readonly groupTitle: string;
  readonly outcome: ReportedCheck['outcome'];
  readonly summary: string;
  readonly checks: readonly ReportedCheck[];
}

/** What keeps the release back, in the checklist's order. A group that crashed is one blocker, not one a check. */
export function blockersOf(report: Report): Blocker[] {
  return mergeAlike(report, blockingChecks(report));
}

/** What is not right but blocks nothing, in the same form. */
export function warningsOf(report: Report): Blocker[] {
  const checks = report.groups.flatMap((group) => group.checks);
  return mergeAlike(
    report,
    checks.filter((check) => check.outcome === 'warn'),
  );
}

/** A no-go for which no check is to blame: the checklist is off as a whole. */
export function nothingRan({ verdict, blocking }: Report): boolean {
  return verdict === 'no-go' && blocking.length === 0;
}

/** Something that blocks, and what to do about it, for people. */
export interface GateFinding {
  readonly found: string;
  readonly remedies: readonly string[];
}

export const unaskedFinding: GateFinding = {
  found: 'an answer that nobody asked for',
  remedies: [
    'The functions and the configuration are not of the same version: deploy the gate again, then run it again.',
  ],
};
export const nothingRanFinding: GateFinding = {
  found: 'a checklist of which nothing ran proves nothing',
  remedies: ['Switch on at least one check in the configuration, then run the gate again.'],
};

/** That the release was rolled back before: what comes first of all that blocks. */
export function quarantineFinding(report: Report): GateFinding | undefined {
  const { quarantine } = report;
  if (quarantine === undefined) return undefined;
  return { found: quarantineWords(quarantine), remedies: quarantineRemedies(report) };
}
export const quarantineTitle = 'This release was rolled back before';

const groupRemedy = "See in the log of the group's function why it gave no answer, then run the gate again.";

/** What to do about a blocker. Where a whole group gave no answer, what its checks advise would lead astray. */
export function remediesOf({ checks }: Blocker): string[] {
  if (checks.length > 1) return [groupRemedy];
  return checks.flatMap(({ remediation }) => (remediation === undefined ? [] : [remediation]));
}

/** An item of the team's own that was not approved. */
export function itemBlocker(item: ReportedItem): GateFinding {
  return { found: itemFinding(item), remedies: [remedyOfItem(item)] };
}

/** What people said when they were asked to accept it; nothing where nobody was asked. */
export function refusalsOf({ checks }: Blocker, report: Report): string[] {
  return checks.flatMap((check) => {
    const refusal = refusalOf(check, report);
    if (refusal === undefined) return [];
    return [`${checks.length > 1 ? `${check.id} was not` : 'Not'} accepted: ${refusal}`];
  });
}

function mergeAlike(report: Report, checks: readonly ReportedCheck[]): Blocker[] {
  const blockers: (Blocker & { checks: ReportedCheck[] })[] = [];
  for (const check of checks) {
    const last = blockers.at(-1);
    if (last !== undefined && alike(last.checks[0], check)) last.checks.push(check);
    else {
      const groupTitle = report.groups.find((group) => group.group === check.group)?.title ?? check.group;
      blockers.push({ groupTitle, outcome: check.outcome, summary: check.summary, checks: [check] });
    }
  }
  return blockers;
}

/** Only checks that never ran can share a reason; two that ran may say the same words of different things. */
function alike(one: ReportedCheck | undefined, other: ReportedCheck): boolean {
  if (one === undefined || one.startedAt !== undefined || other.startedAt !== undefined) return false;
  return one.group === other.group && one.outcome === other.outcome && one.summary === other.summary;
}
