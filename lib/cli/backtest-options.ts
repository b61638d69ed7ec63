import type { OptionSpecs, ValuesOf } from './arguments.ts';
import { common, environment } from './common-options.ts';

export const backtestOptions = {
  env: { ...environment, required: true },
  from: {
    type: 'string',
    placeholder: 'TIME',
    help: 'the history begins here: ISO 8601, UTC where no zone is given; with --file, default: where the file begins',
  },
  to: { type: 'string', placeholder: 'TIME', help: 'and ends here; with --file, default: where the file ends' },
  file: {
    type: 'string',
    placeholder: 'FILE',
    help: 'read the history from this CSV file, not from CloudWatch; --columns prints the header that it needs',
  },
  every: { type: 'string', placeholder: 'TIME', help: 'open a window this often, 5m to 24h; default: 1h' },
  'open-at': {
    type: 'string',
    placeholder: 'TIME',
    help: 'open a window then, ISO 8601; may be repeated',
    multiple: true,
  },
  deployments: {
    type: 'boolean',
    help: 'open a window with each recorded deployment: Step Functions keeps them for 90 days',
  },
  incident: {
    type: 'string',
    placeholder: 'FROM/TO',
    help: 'something was wrong between these: a rollback then is none too many; may be repeated',
    multiple: true,
  },
  late: {
    type: 'string',
    placeholder: 'TIME',
    help: "how long after its minute's end a datapoint can be seen, 0s to 5m; default: 1m",
  },
  report: { type: 'string', placeholder: 'DIR', help: 'write backtest.json and backtest.html there' },
  columns: { type: 'boolean', help: 'print the header of the file that this environment needs, and do nothing else' },
  ...common,
} as const satisfies OptionSpecs;
export type BacktestArguments = ValuesOf<typeof backtestOptions>;
