import {
  approvalsListOptions,
  approveOptions,
  asksAtTerminal,
  itemOperand,
  rejectOptions,
  whoDecides,
} from './approvals-options.ts';
import type { OptionSpecs, ValuesOf } from './arguments.ts';
import { backtestOptions } from './backtest-options.ts';
import { type Command, command } from './command.ts';
import { common, environment, release } from './common-options.ts';
import { windowCommands } from './window-commands.ts';

const checkOptions = {
  env: { ...environment, required: true },
  group: {
    type: 'string',
    placeholder: 'GROUP',
    help: 'only the checks of this group; may be repeated',
    multiple: true,
  },
  only: {
    type: 'string',
    placeholder: 'CHECK',
    help: 'only this check; may be repeated, adds to --group',
    multiple: true,
  },
  release,
  'without-release': { type: 'boolean', help: 'leave out the items that ask about a release' },
  'deployed-at': {
    type: 'string',
    placeholder: 'TIME',
    help: 'when the release was deployed, as ISO 8601: some checks of post-deploy compare with the time before it',
  },
  report: {
    type: 'string',
    placeholder: 'DIR',
    help: 'write report.json, report.md, report.html and report.junit.xml there',
  },
  // Not --env-file: Node takes that for itself wherever it stands (github.com/nodejs/node/issues/54232).
  dotenv: { type: 'string', placeholder: 'FILE', help: 'read the variables from this .env file, not from AWS' },
  ...common,
  json: { type: 'boolean', help: 'print the report as JSON to stdout (docs/report.schema.json)' },
} as const satisfies OptionSpecs;
export type CheckArguments = ValuesOf<typeof checkOptions>;

const gateOptions = {
  env: { ...environment, required: true },
  release: { ...release, required: true },
  attempt: {
    type: 'string',
    placeholder: 'TEXT',
    help: "makes the run's name of version, commit and this: the same attempt is never started twice",
  },
  name: { type: 'string', placeholder: 'RUN', help: "the run's name; default: version, commit and time" },
  report: { type: 'string', placeholder: 'DIR', help: 'write the stored report there, in all its formats' },
  'state-machine': {
    type: 'string',
    placeholder: 'ARN',
    help: "the gate; default: the one in the environment's stack",
  },
  ...common,
} as const satisfies OptionSpecs;
export type GateArguments = ValuesOf<typeof gateOptions>;

const reportOptions = {
  env: { ...environment, required: true },
  format: {
    type: 'string',
    placeholder: 'FORMAT',
    help: 'json, md, html or junit, as stored; default: the checklist as text',
  },
  out: { type: 'string', placeholder: 'FILE', help: 'write it there instead of to stdout' },
  ...common,
} as const satisfies OptionSpecs;
export type ReportArguments = ValuesOf<typeof reportOptions>;

const rehearsalRecordOptions = {
  env: { type: 'string', placeholder: 'NAME', help: 'where it was rehearsed: staging', required: true },
  commit: { type: 'string', placeholder: 'COMMIT', help: 'what was rehearsed: 40 hexadecimal digits', required: true },
  step: {
    type: 'string',
    placeholder: 'STEP',
    help: 'staging-deployment, staging-migration-run, smoke-tests or rollback-rehearsal',
    required: true,
  },
  status: { type: 'string', placeholder: 'STATUS', help: 'ok or failed', required: true },
  for: {
    type: 'string',
    placeholder: 'NAME',
    help: 'the environment whose gate reads it; default: the only one that is rehearsed there',
  },
  by: { type: 'string', placeholder: 'KIND:NAME', help: 'who rehearsed it; default: aws: and your AWS identity' },
  link: { type: 'string', placeholder: 'URL', help: "where more is to be seen: the pipeline's run" },
  table: {
    type: 'string',
    placeholder: 'ARN',
    help: "the table; default: the one in the environment's stack. From another account, it must be named",
  },
  ...common,
} as const satisfies OptionSpecs;
export type RehearsalRecordArguments = ValuesOf<typeof rehearsalRecordOptions>;

const checksOptions = { json: common.json, help: common.help } as const satisfies OptionSpecs;
export type ChecksArguments = ValuesOf<typeof checksOptions>;

export type ConfigCheckArguments = ValuesOf<typeof common>;

export const commands: readonly Command[] = [
  command({
    name: 'check',
    summary: 'runs the checks here, in this process, and prints the checklist',
    details: [
      'Without --release, a check that asks about the release ends as error; --without-release leaves these out. The sources are asked from this machine and with your own AWS credentials.',
      'The checks of post-deploy run only where they are named: --group post-deploy. Those that compare with the time before the deploy are left out without --deployed-at.',
    ],
    options: checkOptions,
    run: async ({ values }, io) => (await import('./check.ts')).check(values, io),
  }),
  command({
    name: 'gate',
    summary: 'starts the gate, follows it live, prints the verdict and where the report is',
    details: [
      'The release is validated here first: a wrong one starts nothing. Ctrl-C stops following; the gate itself goes on.',
      'Where people are asked, it waits as long as the gate does: it says what waits, until when, and how to decide.',
      'A run that was started already with the same release is not started again: it is followed, or its verdict is told. A GO that has expired by then is none.',
    ],
    options: gateOptions,
    run: async ({ values }, io) => (await import('./gate.ts')).gate(values, io),
  }),
  command({
    name: 'report',
    summary: 'reads the report of a run of the gate, or of a rollback window',
    details: [
      "RUN may be a window's: a run of the gate is looked for first, then a window. windows/RUN means the window, where both have one name.",
    ],
    operand: { placeholder: 'RUN', help: "the run's name, as the gate or the window printed it" },
    options: reportOptions,
    run: async ({ values, operand }, io) => (await import('./report.ts')).report(values, operand, io),
  }),
  command({
    name: 'rehearsal record',
    summary: 'writes down what staging proved, for the gate to read',
    details: ['A record is never changed: of several, the newest counts. Exit code 0 says that it is stored.'],
    options: rehearsalRecordOptions,
    run: async ({ values }, io) => (await import('./rehearsal-record.ts')).rehearsalRecord(values, io),
  }),
  command({
    name: 'approvals list',
    summary: 'lists what waits for a decision, and what of it you may decide',
    details: ['With --run, also what was decided in that run.', whoDecides],
    options: approvalsListOptions,
    run: async ({ values }, io) => (await import('./approvals-list.ts')).approvalsList(values, io),
  }),
  command({
    name: 'approvals approve',
    summary: 'approves an item of a run that waits, or accepts a failure',
    details: [whoDecides, asksAtTerminal],
    operand: itemOperand,
    options: approveOptions,
    run: async ({ values, operand }, io) => (await import('./approvals-decide.ts')).approve(values, operand, io),
  }),
  command({
    name: 'approvals reject',
    summary: 'rejects an item of a run that waits, which then is a no-go',
    details: [whoDecides, asksAtTerminal, 'It takes a comment: what is to be put right.'],
    operand: itemOperand,
    options: rejectOptions,
    run: async ({ values, operand }, io) => (await import('./approvals-decide.ts')).reject(values, operand, io),
  }),
  ...windowCommands,
  command({
    name: 'backtest',
    summary:
      'replays history through the rollback criteria: what would have rolled back, and what other settings would do',
    details: [
      'It reads only: minutes of the metrics from CloudWatch (cloudwatch:GetMetricData), which keeps them for 15 days, or from a file; alarms, metric math and windows are computed here.',
      'The file is CSV with a header: first the column minute (ISO 8601, or milliseconds since 1970), then a column a metric, as --columns prints them; an empty cell is a minute without a datapoint. Times without a zone are UTC.',
      'A window counts as healthy unless it overlaps an --incident. With --deployments it opens one with each execution of the window in the stack, which Step Functions keeps for 90 days.',
      'Exit code 0 says that it was replayed, whatever came of it; 3, that it could not be.',
    ],
    options: backtestOptions,
    run: async ({ values }, io) => (await import('./backtest.ts')).backtest(values, io),
  }),
  command({
    name: 'checks',
    summary: 'lists the checklist: every item, what it asks and what to do about it',
    details: [],
    options: checksOptions,
    run: async ({ values }, io) => (await import('./checks.ts')).checks(values, io),
  }),
  command({
    name: 'config check',
    summary: 'validates the configuration and names every problem',
    details: [],
    options: common,
    run: async ({ values }, io) => (await import('./config-check.ts')).configCheck(values, io),
  }),
];
