import type { Command } from './command.ts';

const exitCodeLines = [
  'Exit codes',
  '  0  go, a healthy rollback window, or done where there is no verdict to give',
  '  1  no-go, a rollback window that ended otherwise, or something that was refused',
  '  2  wrong usage, configuration or release; nothing was started',
  '  3  the gate, the rollback window, or the command itself could not run',
];

/** `preflight --help` */
export function overallHelp(commands: readonly Command[]): string {
  return lines([
    'preflight: may this release go to production?',
    '',
    'Usage: preflight COMMAND [OPTIONS]',
    '',
    'Commands',
    ...table(commands.map((command) => [command.name, command.summary])),
    '',
    'Options',
    ...table([
      ['--help', 'print this, or the help of a command'],
      ['--version', 'print the version'],
    ]),
    '',
    'Every command takes --json. Results go to stdout, progress and messages to stderr.',
    '',
    ...exitCodeLines,
  ]);
}

/** `preflight check --help` */
export function commandHelp(command: Command): string {
  const { name, summary, details, operand, options } = command;
  const usage = Object.entries(options).map(([option, { type, placeholder = 'VALUE', required, multiple }]) => {
    const text = type === 'boolean' ? `--${option}` : `--${option} ${placeholder}`;
    return required ? text : `[${text}]${multiple ? '…' : ''}`;
  });
  const argument = operand?.optional ? `[${operand.placeholder}]` : operand?.placeholder;
  return lines([
    `preflight ${name}: ${summary}`,
    '',
    `Usage: preflight ${[name, argument, ...usage].filter(Boolean).join(' ')}`,
    ...details.flatMap((paragraph) => ['', paragraph]),
    '',
    'Options',
    ...table([
      ...(operand === undefined ? [] : [[operand.placeholder, operand.help] as const]),
      ...Object.entries(options).map(
        ([option, { placeholder, help, required }]) =>
          [
            placeholder === undefined ? `--${option}` : `--${option} ${placeholder}`,
            required ? `${help} (required)` : help,
          ] as const,
      ),
    ]),
    '',
    ...exitCodeLines,
  ]);
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
