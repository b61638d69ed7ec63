import { defineGroup } from '../define-group.ts';
import { corsOrigins } from './cors-origins.ts';
import { environmentValues } from './environment-values.ts';
import { runtimeFlags } from './runtime-flags.ts';
import { secretStrength } from './secret-strength.ts';
import { tlsCertificates } from './tls-certificates.ts';

export const environment = defineGroup('environment', [
  environmentValues,
  secretStrength,
  corsOrigins,
  runtimeFlags,
  tlsCertificates,
]);
