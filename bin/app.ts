import { App } from 'aws-cdk-lib';
import { PreflightStack } from '../lib/constructs/preflight-stack.ts';
import config from '../preflight.config.ts';

const app = new App();
const all = Object.keys(config.environments);
// `cdk synth --context environment=production` makes the stack of that one alone.
const only = app.node.tryGetContext('environment') as string | undefined;
if (only !== undefined && !all.includes(only)) {
  throw new Error(`the configuration has no environment ${only}; it has ${all.join(', ')}`);
}
for (const environment of only === undefined ? all : [only]) new PreflightStack(app, { config, environment });
