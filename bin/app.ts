import { App } from 'aws-cdk-lib';
import { preflightStacks } from '../lib/constructs/preflight-stacks.ts';
import config from '../preflight.config.ts';

const app = new App();
const all = Object.keys(config.environments);
// `cdk synth --context environment=production` makes the stack of that one alone, `environment=production,staging` those of both: what
// one of them would record for others, it does not.
const only = (app.node.tryGetContext('environment') as string | undefined)?.split(',') ?? all;
const unknown = only.find((environment) => !all.includes(environment));
if (unknown !== undefined) {
  throw new Error(`the configuration has no environment ${unknown}; it has ${all.join(', ')}`);
}
preflightStacks(app, config, only);
