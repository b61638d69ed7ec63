/** The package's entry for CDK apps: `import { Preflight } from 'preflight-gate/cdk'`. */
export { stackName, stackOutputs } from './config/stack-name.ts';
export { Preflight, type PreflightProps } from './constructs/preflight.ts';
export { PreflightStack, type PreflightStackProps } from './constructs/preflight-stack.ts';
