import { App } from 'aws-cdk-lib';
import { PreflightStack } from '../lib/constructs/preflight-stack.ts';
import config from '../preflight.config.ts';

const app = new App();
for (const environment of Object.keys(config.environments)) new PreflightStack(app, { config, environment });
