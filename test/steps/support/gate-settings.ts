import type { GateSettings } from '../../../lib/config/function-settings.ts';

/** Of a gate whose checklist is what a test says: spread it, and add `expected`. */
export const gateSettings: GateSettings = {
  service: 'shop-api',
  environment: 'production',
  configuration: 'c0ffee',
  rules: { service: 'shop-api', images: [] },
  expected: [],
  ownItems: [],
  goExpiresMinutes: 60,
};
