/** Options that several commands take. */

export const environment = {
  type: 'string',
  placeholder: 'NAME',
  help: 'the environment, as the configuration names it',
} as const;
export const common = {
  config: {
    type: 'string',
    placeholder: 'FILE',
    help: 'default: the nearest preflight.config.ts (.mts .js .mjs) upward',
  },
  json: { type: 'boolean', help: 'print one JSON object to stdout' },
  help: { type: 'boolean', help: 'print this' },
} as const;
export const release = {
  type: 'string',
  placeholder: 'FILE',
  help: 'the release as JSON; - reads standard input',
} as const;
