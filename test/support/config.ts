import {
  definePreflight,
  type EnvironmentInput,
  type Off,
  off,
  type PreflightConfig,
  parameter,
  secret,
} from '../../lib/config/index.ts';
import type { CheckId, GroupId } from '../../lib/domain/checklist.ts';
import { idsOf } from './checklist.ts';

const reason = 'not checked in this test';
/** A group in which only the named items are on, with these settings. */
export function groupWith<G extends GroupId, On extends Partial<Record<CheckId<G>, object>>>(
  group: G,
  on: On,
): Omit<Record<CheckId<G>, Off>, keyof On> & On {
  const items = idsOf(group).map((id) => [id, off(reason)]);
  return { ...Object.fromEntries(items), ...on };
}

const connection = { host: 'db.shop.internal', database: 'shop', credentials: 'shop/database' };

/** A small configuration: two groups with a few checks, the others off. */
export const environment = {
  aws: { region: 'eu-central-1' },
  network: 'internet',
  images: ['ghcr.io/acme/shop-api'],
  variables: {
    GIN_MODE: parameter('/shop/GIN_MODE'),
    JWT_SECRET: secret('shop/app', 'JWT_SECRET'),
  },
  checks: {
    'code-quality': off(reason),
    environment: groupWith('environment', {
      'secret-strength': { variables: ['JWT_SECRET'] },
      'runtime-flags': { flags: { GIN_MODE: 'release' } },
    }),
    database: groupWith('database', {
      'backup-recency': { instance: 'Shop-Production' },
      'database-connection': connection,
    }),
    infrastructure: off(reason),
    'staging-rehearsal': off(reason),
    'post-deploy': off(reason),
  },
  rollback: off(reason),
} as const satisfies EnvironmentInput;

export const vpc = {
  vpcId: 'vpc-0a1b2c3d',
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  subnetIds: ['subnet-0a', 'subnet-0b', 'subnet-0c'],
  securityGroupIds: ['sg-0a1b2c3d'],
};

/** That configuration with something else in its environment `production`. */
export function configWith(changes: Partial<EnvironmentInput> = {}): PreflightConfig {
  return definePreflight({ service: 'shop-api', environments: { production: { ...environment, ...changes } } });
}
