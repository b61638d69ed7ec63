import { ownItems } from '../config/askable-items.ts';
import type { Watch } from '../config/check-watch.ts';
import type { Environment, Item } from '../config/environment.ts';
import { stackName } from '../config/stack-name.ts';
import { windowSettings } from '../config/window-settings.ts';
import { type CheckId, checklist, type GroupId, groupIds, type PostDeployCheckId } from '../domain/checklist.ts';
import { listed } from '../domain/listed.ts';
import { type CriterionId, criterionIds } from '../domain/window/criterion.ts';
import { durationWords } from '../reports/words.ts';
import type { ConfigCheckArguments } from './commands.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { loadConfig } from './load-config.ts';
import { outcomeLabel } from './outcome-style.ts';
import { type Io, printJson, type Style, type Terminal } from './output.ts';
import { wrap } from './text.ts';

interface EnvironmentSummary {
  readonly name: string;
  readonly stack: string;
  readonly region: string | null;
  /** Hash of the whole configuration of this environment, as a GO names it. */
  readonly configuration: string;
  readonly on: readonly CheckId[];
  /** Those of them whose failure people may accept. */
  readonly waivable: readonly CheckId[];
  /** What people decide. */
  readonly manual: readonly CheckId[];
  /** Items of the team's own, which people decide too. */
  readonly own: readonly { readonly id: string; readonly title: string }[];
  readonly off: readonly { readonly id: CheckId; readonly group: GroupId; readonly reason: string }[];
  /** What a rollback window looks at from outside; null where it looks at nothing so. */
  readonly verification: VerificationSummary | null;
}

interface VerificationSummary {
  /** In seconds after the window's opening. */
  readonly at: readonly number[];
  /** The checks of post-deploy that are on. */
  readonly checks: readonly (Watch & { readonly id: PostDeployCheckId })[];
  /** Criteria that have probes. */
  readonly probed: readonly CriterionId[];
}

/** Validates the configuration: loading it does, and what is wrong is thrown with every problem. */
export async function configCheck({ config: named, json }: ConfigCheckArguments, io: Io): Promise<ExitCode> {
  const { file, config } = await loadConfig(named, io);
  const environments = Object.values(config.environments).map(summarize);
  if (json) printJson(io, { valid: true, file, service: config.service, environments });
  else
    io.out.write(
      [`${file} is valid: ${config.service}`, ...environments.flatMap((one) => summaryLines(one, io.out)), ''].join(
        '\n',
      ),
    );
  return exitCodes.go;
}

function summarize(environment: Environment): EnvironmentSummary {
  const items = Object.entries(environment.checks).flatMap(([group, checks]) =>
    Object.entries(checks as Record<string, Item>).map(([id, item]) => ({
      id: id as CheckId,
      group: group as GroupId,
      item,
    })),
  );
  return {
    name: environment.name,
    stack: stackName(environment.service, environment.name),
    region: environment.aws.region ?? null,
    configuration: environment.configuration,
    on: items.filter(({ item }) => 'settings' in item).map(({ id }) => id),
    waivable: items.filter(({ item }) => 'waivable' in item).map(({ id }) => id),
    manual: items.filter(({ item }) => 'manual' in item).map(({ id }) => id),
    own: ownItems(environment.approvals).map(({ id, title }) => ({ id, title })),
    off: items.flatMap(({ id, group, item }) => ('off' in item ? [{ id, group, reason: item.off }] : [])),
    verification: summarizeVerification(environment),
  };
}

function summarizeVerification(environment: Environment): VerificationSummary | null {
  const settings = windowSettings(environment)?.verification;
  if (settings === undefined) return null;
  const on = settings.checks.filter(({ notWatched }) => notWatched === undefined);
  return {
    at: settings.at,
    checks: on.map(({ id, severity, response }) => ({ id, severity, response })),
    probed: criterionIds.filter((id) => settings.probes[id] !== undefined),
  };
}

function summaryLines(summary: EnvironmentSummary, terminal: Terminal): string[] {
  const { name, stack, region, configuration, on, waivable, manual, own, off, verification } = summary;
  const place = `stack ${stack}, ${region ?? "the caller's region"}, configuration ${configuration}`;
  const width = Math.max(40, Math.min(100, terminal.columns())) - 10;
  const onLines = groupIds.flatMap((group) => {
    const ids = checklist[group].checks.filter((id) => on.includes(id));
    return ids.length === 0 ? [] : labelled(label('green', '✔', 'on'), ids.join(', '), width);
  });
  const offLines = [...Map.groupBy(off, ({ reason }) => reason)].flatMap(([reason, items]) =>
    labelled(`${outcomeLabel(terminal, 'skipped')} `, `${items.map(({ id }) => id).join(', ')}: ${reason}`, width),
  );
  return [
    '',
    `${terminal.paint('bold', name)}  ${countsOf(summary)}  ${terminal.paint('dim', place)}`,
    ...onLines,
    ...(waivable.length === 0 ? [] : labelled(' '.repeat(8), `of these waivable: ${waivable.join(', ')}`, width)),
    ...(manual.length === 0 ? [] : labelled(label('cyan', '☐', 'ask'), manual.join(', '), width)),
    ...own.flatMap(({ id, title }) => labelled(label('cyan', '☐', 'own'), `${id}: ${title}`, width)),
    ...offLines,
    ...(verification === null ? [] : labelled(label('green', '◷', 'watch'), verificationWords(verification), width)),
  ];

  function label(style: Style, symbol: string, word: string): string {
    return `${terminal.paint(style, `${symbol} ${word.padEnd(5)}`)} `;
  }
}

/** `after 1 min and 5 min: health-checks (high: rollback); probes of feature-broken` */
function verificationWords({ at, checks, probed }: VerificationSummary): string {
  const times = at.map((seconds) => durationWords(seconds * 1000));
  const on = checks.map(({ id, severity, response }) => `${id} (${severity}: ${response})`);
  const looked = [
    ...(on.length === 0 ? [] : [on.join(', ')]),
    ...(probed.length === 0 ? [] : [`probes of ${listed(probed, 'and')}`]),
  ];
  return `after ${listed(times, 'and')}: ${looked.join('; ')}`;
}

/** `20 of 27 items are checked, people decide 2 and 1 of your own` */
function countsOf({ on, manual, own, off }: EnvironmentSummary): string {
  const decided = [
    ...(manual.length === 0 ? [] : [`${manual.length}`]),
    ...(own.length === 0 ? [] : [`${own.length} of your own`]),
  ];
  const all = on.length + manual.length + off.length;
  return `${on.length} of ${all} items are checked${decided.length === 0 ? '' : `, people decide ${listed(decided, 'and')}`}`;
}

/** The text after a label of eight columns, on as many lines as it takes. */
function labelled(head: string, text: string, width: number): string[] {
  return wrap(text, width).map((line, index) => `  ${index === 0 ? head : ' '.repeat(8)}${line}`);
}
