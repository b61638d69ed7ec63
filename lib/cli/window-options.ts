import type { OptionSpecs, ValuesOf } from './arguments.ts';
import { common, environment, release } from './common-options.ts';

const env = { ...environment, required: true } as const;

export const windowOpenOptions = {
  env,
  release: { ...release, required: true },
  attempt: {
    type: 'string',
    placeholder: 'TEXT',
    help: "makes the run's name of version, commit and this: the same attempt is never opened twice",
  },
  name: {
    type: 'string',
    placeholder: 'RUN',
    help: "the run's name, at most 73 characters; default: version, commit and time",
  },
  drill: {
    type: 'boolean',
    help: 'once it is open, provoke a rollback on purpose; the environment must allow it: rollback.allowsDrills',
  },
  reason: {
    type: 'string',
    placeholder: 'TEXT',
    help: 'why there is a drill: it stands in the report; plain text, 10 to 1,000 characters',
  },
  detach: { type: 'boolean', help: 'do not follow it: end once the window is open, or refused' },
  report: {
    type: 'string',
    placeholder: 'DIR',
    help: 'write the stored report there, in all its formats, once the window has ended',
  },
  'state-machine': {
    type: 'string',
    placeholder: 'ARN',
    help: "the rollback window; default: the one in the environment's stack",
  },
  ...common,
} as const satisfies OptionSpecs;
export type WindowOpenArguments = ValuesOf<typeof windowOpenOptions>;

const run = {
  type: 'string',
  placeholder: 'RUN',
  help: "the run's name, as preflight window open printed it; default: the window that was opened last",
} as const;

export const windowStatusOptions = {
  env,
  run,
  watch: { type: 'boolean', help: 'look again every few seconds, until the window is closed or Ctrl-C' },
  ...common,
} as const satisfies OptionSpecs;
export type WindowStatusArguments = ValuesOf<typeof windowStatusOptions>;

const reason = {
  type: 'string',
  placeholder: 'TEXT',
  help: 'why: it stands in the report; plain text, 10 to 1,000 characters',
  required: true,
} as const;

export const windowTriggerOptions = {
  env,
  reason,
  run,
  criterion: { type: 'string', placeholder: 'CRITERION', help: 'which rollback criterion it is about: data-loss' },
  yes: { type: 'boolean', help: 'at a terminal, do not ask for confirmation' },
  ...common,
} as const satisfies OptionSpecs;
export type WindowTriggerArguments = ValuesOf<typeof windowTriggerOptions>;

export const windowCloseOptions = { env, reason, run, ...common } as const satisfies OptionSpecs;
export type WindowCloseArguments = ValuesOf<typeof windowCloseOptions>;

export const releaseLiftOptions = {
  env,
  reason,
  release: { ...release, help: 'the release that was rolled back, as JSON; - reads standard input' },
  commit: { type: 'string', placeholder: 'COMMIT', help: 'or its commit: 40 hexadecimal digits' },
  ...common,
} as const satisfies OptionSpecs;
export type ReleaseLiftArguments = ValuesOf<typeof releaseLiftOptions>;

export const whoTells = 'Your AWS credentials say who you are: that stands in the report, beside the reason.';
