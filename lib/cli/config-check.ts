import type { Environment, Item } from '../config/environment.ts';
import { stackName } from '../config/stack-name.ts';
import { type CheckId, checklist, type GroupId, groupIds } from '../domain/checklist.ts';
import type { ConfigCheckArguments } from './commands.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { loadConfig } from './load-config.ts';
import { outcomeLabel } from './outcome-style.ts';
import { type Io, printJson, type Terminal } from './output.ts';
import { wrap } from './text.ts';

interface EnvironmentSummary {
  readonly name: string;
  readonly stack: string;
  readonly region: string | null;
  /** Hash of the whole configuration of this environment, as a GO names it. */
  readonly configuration: string;
  readonly on: readonly CheckId[];
  readonly off: readonly { readonly id: CheckId; readonly group: GroupId; readonly reason: string }[];
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
    off: items.flatMap(({ id, group, item }) => ('off' in item ? [{ id, group, reason: item.off }] : [])),
  };
}

function summaryLines(
  { name, stack, region, configuration, on, off }: EnvironmentSummary,
  terminal: Terminal,
): string[] {
  const place = `stack ${stack}, ${region ?? "the caller's region"}, configuration ${configuration}`;
  const width = Math.max(40, Math.min(100, terminal.columns())) - 10;
  const onLines = groupIds.flatMap((group) => {
    const ids = checklist[group].checks.filter((id) => on.includes(id));
    return ids.length === 0 ? [] : labelled(`${terminal.paint('green', '✔ on   ')} `, ids.join(', '), width);
  });
  const offLines = [...Map.groupBy(off, ({ reason }) => reason)].flatMap(([reason, items]) =>
    labelled(`${outcomeLabel(terminal, 'skipped')} `, `${items.map(({ id }) => id).join(', ')}: ${reason}`, width),
  );
  return [
    '',
    `${terminal.paint('bold', name)}  ${on.length} of ${on.length + off.length} items are checked  ${terminal.paint('dim', place)}`,
    ...onLines,
    ...offLines,
  ];
}

/** The text after a label of eight columns, on as many lines as it takes. */
function labelled(head: string, text: string, width: number): string[] {
  return wrap(text, width).map((line, index) => `  ${index === 0 ? head : ' '.repeat(8)}${line}`);
}
