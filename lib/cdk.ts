/** The package's entry for CDK apps: `import { Preflight } from 'preflight-gate/cdk'`. */
export { stackName, stackOutputs } from './config/stack-name.ts';
export { PreflightDashboard, type PreflightDashboardProps } from './constructs/dashboard.ts';
export { Preflight } from './constructs/preflight.ts';
export type { PreflightProps } from './constructs/preflight-props.ts';
export { PreflightStack, type PreflightStackProps } from './constructs/preflight-stack.ts';
