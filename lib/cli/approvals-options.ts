import type { OptionSpecs, ValuesOf } from './arguments.ts';
import { common, environment } from './common-options.ts';

const approvals = {
  env: { ...environment, required: true },
  run: { type: 'string', placeholder: 'RUN', help: "the run's name, as the gate printed it" },
  console: {
    type: 'string',
    placeholder: 'URL',
    help: "the approval console; default: the one in the environment's stack",
  },
} as const;
export const approvalsListOptions = { ...approvals, ...common } as const satisfies OptionSpecs;
export type ApprovalsListArguments = ValuesOf<typeof approvalsListOptions>;

const deciding = {
  ...approvals,
  comment: {
    type: 'string',
    placeholder: 'TEXT',
    help: 'why: needed to reject, to accept a failure and with --break-glass; plain text, at most 1,000 characters',
  },
} as const;
const yes = { type: 'boolean', help: 'at a terminal, do not ask for confirmation' } as const;
export const rejectOptions = { ...deciding, yes, ...common } as const satisfies OptionSpecs;
export type RejectArguments = ValuesOf<typeof rejectOptions>;

export const approveOptions = {
  ...deciding,
  until: {
    type: 'string',
    placeholder: 'DATE',
    help: 'where a failure is accepted: the last day, in UTC, on which later runs accept it too, such as 2026-12-01',
  },
  'break-glass': { type: 'boolean', help: 'decide by emergency powers, alone; every report shows it' },
  yes,
  ...common,
} as const satisfies OptionSpecs;
export type ApproveArguments = ValuesOf<typeof approveOptions>;

export const itemOperand = {
  placeholder: 'ITEM',
  help: "the item's id, as preflight approvals list shows it",
  optional: true,
} as const;
export const whoDecides =
  "Your AWS credentials say who you are; or, where the environment variable PREFLIGHT_TOKEN is set, the ID token in it, of the console's issuer.";
export const asksAtTerminal =
  'At a terminal, it asks for what is missing, and shows what is decided before it is. Elsewhere it never asks.';
