import { randomBytes } from 'node:crypto';
import type { AppKey } from './github-app.ts';
import { healthyGithub } from './healthy-github.ts';
import type { WorldState } from './state.ts';

/** A production in which every check passes. Its passwords are new in every sandbox, and so should be the key of its App. */
export function healthyWorld(appKey: AppKey): WorldState {
  const password = { production: newSecret(), staging: newSecret(), redis: newSecret(), search: newSecret() };
  const registry = { username: 'shop-deployer', password: newSecret() };
  const testUser = { username: 'preflight@shop.example.com', password: newSecret() };
  const sentry = { token: `sntrys_${newSecret()}` };
  const opensearch = { username: 'preflight', password: password.search };
  return {
    parameters: {
      '/shop/production/APP_ENV': 'production',
      '/shop/production/PUBLIC_URL': 'https://shop.example.com',
      '/shop/production/LOG_LEVEL': 'info',
      '/shop/production/GIN_MODE': 'release',
      '/shop/production/SENTRY_ENABLED': 'true',
      '/shop/production/CORS_ALLOWED_ORIGINS': 'https://shop.example.com,https://admin.shop.example.com',
    },
    secrets: {
      'shop/production/app': {
        SENTRY_DSN: `https://${randomBytes(16).toString('hex')}@o448213.ingest.de.sentry.io/4507112`,
        JWT_SECRET: newSecret(),
      },
      'shop/production/database': { username: 'shop', password: password.production },
      'shop/staging/database': { username: 'shop_staging', password: password.staging },
      'shop/production/redis': { password: password.redis },
      'shop/production/opensearch': opensearch,
      'shop/production/ghcr': registry,
      'shop/production/github': { privateKey: appKey.privateKey },
      'shop/production/sentry': sentry,
      'shop/production/test-user': testUser,
    },
    rds: {
      status: 'available',
      allocatedGiB: 100,
      backupRetentionDays: 7,
      restorableUntilHoursAgo: 0.05,
      snapshot: { ageHours: 6, status: 'available' },
    },
    acm: { status: 'ISSUED', daysLeft: 190 },
    metrics: {
      databaseFreeGiB: 58,
      databaseFreeMemoryGiB: 5.5,
      searchFreeGiB: [41, 39, 44],
      searchUsedGiB: 170,
      workerDiskUsedPercent: 47,
      workerFreeMemoryGiB: 3.2,
    },
    traffic: {
      requestsPerMinute: 500,
      errorPercent: 0.2,
      p95Ms: 240,
      failedSearchesPerMinute: 2,
      databaseConnections: 38,
      databaseCpuPercent: 31,
    },
    databases: {
      production: { password: password.production, migration: { version: 41, dirty: false }, neverAnalyzed: [] },
      staging: { password: password.staging, migration: { version: 42, dirty: false }, neverAnalyzed: [] },
    },
    redis: { password: password.redis, status: 'ready' },
    opensearch: { ...opensearch, status: 'green' },
    shop: {
      certificate: {
        names: ['shop.example.com', 'admin.shop.example.com', 'localhost'],
        daysLeft: 61,
        issuer: 'trusted',
      },
      testUser,
      defects: {},
    },
    registry: { ...registry, images: { 'acme/shop-api': ['1.41.3', '1.42.0'], 'acme/shop-worker': ['1.42.0'] } },
    github: healthyGithub(appKey.publicKey),
    sentry: {
      ...sentry,
      // Some errors are always there, of the version before too.
      issues: [
        {
          title: 'TimeoutError: the payment provider took too long',
          release: 'shop-api@1.41.3',
          events: 3,
          minutesAgo: 41,
        },
      ],
    },
    rehearsals: [
      { step: 'staging-deployment', of: 'release', status: 'ok', hoursAgo: 4 },
      // It was recorded again when the cause was found.
      { step: 'staging-migration-run', of: 'release', status: 'failed', hoursAgo: 4.4 },
      { step: 'staging-migration-run', of: 'release', status: 'ok', hoursAgo: 3.9 },
      { step: 'smoke-tests', of: 'release', status: 'ok', hoursAgo: 3.6 },
      // Going back is rehearsed now and then, not with every release.
      { step: 'rollback-rehearsal', of: 'previous', status: 'ok', hoursAgo: 270 },
      { step: 'staging-deployment', of: 'previous', status: 'ok', hoursAgo: 290 },
    ],
    faults: {},
  };
}

/** 48 characters of 288 random bits. */
function newSecret(): string {
  return randomBytes(36).toString('base64url');
}
