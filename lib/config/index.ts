export {
  type ApprovalsInput,
  type Manual,
  type ManualInput,
  manual,
  type OwnItem,
  type WaivableInput,
} from './approvals.ts';
export { definePreflight, type PreflightConfig, type PreflightInput } from './define-preflight.ts';
export type { ChecksInput, Environment, EnvironmentInput } from './environment.ts';
export { type Off, off } from './off.ts';
export type { CriteriaInput, RollbackInput } from './rollback.ts';
export { parameter, type SecretLocation, secret, type VariableLocation } from './variable-location.ts';
