import { definitionOf } from '../checks/registry.ts';
import { type CheckId, checklist, checkTitles, type GroupId, groupIds, manualChecks } from '../domain/checklist.ts';
import type { SourceName } from '../sources/sources.ts';
import type { ChecksArguments } from './commands.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Io, printJson, type Terminal } from './output.ts';
import { sourceWords } from './source-words.ts';
import { wrap } from './text.ts';

/** One item of the checklist, as `preflight checks --json` prints it. */
interface ListedCheck {
  readonly id: CheckId;
  readonly group: GroupId;
  readonly title: string;
  readonly automated: boolean;
  /** Whether `manual({ … })` may stand in its place, so that people decide it. */
  readonly mayBeManual: boolean;
  readonly needs: readonly SourceName[];
  /** Whether it can only be looked at for a release. */
  readonly needsRelease: boolean;
  /** Whether it can only be looked at where somebody says when the release was deployed. */
  readonly needsDeployment: boolean;
  readonly remediation: string | null;
}

/** Lists the whole checklist, whether Preflight automates an item or not. */
export async function checks({ json }: ChecksArguments, io: Io): Promise<ExitCode> {
  const listed = groupIds.flatMap((group) => checklist[group].checks.map((id) => describe(group, id)));
  if (json) printJson(io, listed);
  else io.out.write(asText(listed, io.out));
  return exitCodes.go;
}

function describe(group: GroupId, id: CheckId): ListedCheck {
  const definition = definitionOf(group, id);
  return {
    id,
    group,
    title: checkTitles[id],
    automated: definition !== undefined,
    mayBeManual: (manualChecks as readonly CheckId[]).includes(id),
    needs: definition?.needs ?? [],
    needsRelease: definition?.needsRelease ?? false,
    needsDeployment: definition?.needsDeployment ?? false,
    remediation: definition?.remediation ?? null,
  };
}

function asText(listed: readonly ListedCheck[], terminal: Terminal): string {
  const width = Math.max(...listed.map(({ id }) => id.length));
  const groups = [...Map.groupBy(listed, ({ group }) => group)].map(([group, items]) =>
    [
      `${terminal.paint('bold', checklist[group].title)} ${terminal.paint('dim', `(${group})`)}`,
      ...items.flatMap((item) => itemLines(item, width, terminal)),
    ].join('\n'),
  );
  const automated = listed.filter((item) => item.automated).length;
  const manual = listed.filter((item) => item.mayBeManual).length;
  return `${groups.join('\n\n')}\n\n${automated} of ${listed.length} items are automated by this version; ${manual} may be manual\n`;
}

function itemLines(item: ListedCheck, width: number, terminal: Terminal): string[] {
  const { id, title, automated, mayBeManual, needs, remediation } = item;
  if (!automated) return [terminal.paint('dim', `  ${id.padEnd(width)}  ${title} (not automated yet)`)];
  const indent = ' '.repeat(width + 4);
  const room = Math.max(30, Math.min(100, terminal.columns()) - width - 4);
  const asked = `asks ${needs.map((name) => sourceWords[name]).join('; ')}${needsInWords(item)}${mayBeManual ? '; may be manual' : ''}`;
  const about = [asked, remediation ?? ''].flatMap((text) => wrap(text, room));
  return [`  ${id.padEnd(width)}  ${title}`, ...about.map((line) => `${indent}${terminal.paint('dim', line)}`)];
}

/** What `preflight check` must be given to look at it. */
function needsInWords({ needsRelease, needsDeployment }: ListedCheck): string {
  const needs = [...(needsRelease ? ['a release'] : []), ...(needsDeployment ? ['the time of its deploy'] : [])];
  return needs.length === 0 ? '' : ` (needs ${needs.join(' and ')})`;
}
