/**
 * The configuration of an example, the web shop `shop-api`. `npm run sandbox` deploys this very file.
 * The shop's production stands on this machine's loopback here; in your own file these addresses are plain texts.
 */
import {
  type ChecksInput,
  definePreflight,
  type EnvironmentInput,
  manual,
  off,
  parameter,
  type RollbackInput,
  secret,
} from './lib/config/index.ts';
import { addressOf, portOf, sandboxAuthority, sandboxTimes, urlOf } from './sandbox/addresses.ts';

const database = { host: 'localhost', port: portOf('postgres'), credentials: 'shop/production/database' };

const shop = {
  aws: { region: 'eu-central-1' },
  network: 'internet',
  images: ['ghcr.io/acme/shop-api', 'ghcr.io/acme/shop-worker'],
  trustedAuthorities: sandboxAuthority(),
  github: {
    repository: 'acme/shop-api',
    // A GitHub Enterprise Server; left out, it is GitHub's own API.
    apiUrl: `https://localhost:${portOf('github')}/api/v3`,
    auth: {
      app: {
        id: 1204118,
        installation: 58411902,
        privateKey: secret('shop/production/github', 'privateKey'),
      },
    },
    // Tells the verdict on the release's commit.
    commitStatus: {},
  },
  variables: {
    APP_ENV: parameter('/shop/production/APP_ENV'),
    PUBLIC_URL: parameter('/shop/production/PUBLIC_URL'),
    LOG_LEVEL: parameter('/shop/production/LOG_LEVEL'),
    GIN_MODE: parameter('/shop/production/GIN_MODE'),
    SENTRY_ENABLED: parameter('/shop/production/SENTRY_ENABLED'),
    CORS_ALLOWED_ORIGINS: parameter('/shop/production/CORS_ALLOWED_ORIGINS'),
    SENTRY_DSN: secret('shop/production/app', 'SENTRY_DSN'),
    JWT_SECRET: secret('shop/production/app', 'JWT_SECRET'),
    DB_PASSWORD: secret('shop/production/database', 'password'),
  },
} satisfies Omit<EnvironmentInput, 'checks' | 'rollback'>;

/** What of the shop serves: the version of this function to which the alias points. */
const live = { function: 'shop-api', alias: 'live' };
const staged = { function: 'shop-api', alias: 'staging' };

interface ShopPlace {
  /** Host and port. */
  readonly site: string;
  readonly served: typeof live;
  readonly environment: 'production' | 'staging';
}

/** What is looked at as its users do, as soon as it is deployed. */
function postDeploy({ site, served, environment }: ShopPlace) {
  // The app that is in the stores now, and the oldest one that still has to work.
  const app = { 'x-app-version': '7.3.0', 'x-app-platform': 'ios' };
  return {
    'health-checks': {
      endpoints: [{ url: `https://${site}/health`, json: { '$.status': 'ok' }, version: '$.version' }],
    },
    'error-spikes': {
      endpoint: `https://localhost:${portOf('sentry')}`,
      organization: 'acme',
      projects: ['shop-api'],
      environment,
      token: secret('shop/production/sentry', 'token'),
      response: 'notify',
    },
    'response-times': { watch: { lambda: served }, floorMs: 200, response: 'notify' },
    'user-login': {
      user: 'shop/production/test-user',
      login: { form: { page: `https://${site}/login`, csrf: { field: 'csrf_token' }, cookie: 'session' } },
      afterwards: { url: `https://${site}/account`, text: 'Signed in as' },
    },
    'mobile-connectivity': {
      api: { url: `https://${site}/api/mobile/config`, headers: app },
      oldestVersion: { header: 'x-app-version', value: '7.0.0' },
      minimumVersion: { query: '$.minimumVersion', mustBeAtMost: '7.0.0' },
      webSocket: { url: `wss://${site}/api/mobile/live`, headers: app, protocols: ['shop.v1'] },
      // Half of the orders come from the apps.
      severity: 'high',
    },
  } satisfies ChecksInput['post-deploy'];
}

const checks = {
  'code-quality': {
    'ci-checks': { required: ['lint', 'test', 'build'] },
    'code-review': { approvalsOfHeadOnly: true },
    'security-scans': { tools: ['CodeQL', 'Trivy'] },
    'blocking-issues': { labels: ['release-blocker'] },
    changelog: {},
  },
  environment: {
    'environment-values': {
      rules: {
        APP_ENV: { equals: 'production' },
        PUBLIC_URL: { url: 'https' },
        LOG_LEVEL: { oneOf: ['info', 'warn', 'error'] },
        SENTRY_DSN: { url: 'https' },
        JWT_SECRET: { minLength: 33 },
        DB_PASSWORD: { required: true },
      },
    },
    'secret-strength': { variables: ['JWT_SECRET', 'DB_PASSWORD'] },
    'cors-origins': {
      variable: 'CORS_ALLOWED_ORIGINS',
      origins: ['https://shop.example.com', 'https://admin.shop.example.com'],
    },
    'runtime-flags': { flags: { GIN_MODE: 'release', SENTRY_ENABLED: 'true' } },
    'tls-certificates': {
      domains: [
        // `connectTo`: ask this address for that domain, as curl's --connect-to does (an origin behind a CDN).
        { name: 'shop.example.com', connectTo: addressOf('shop') },
        { name: 'admin.shop.example.com', connectTo: addressOf('shop') },
      ],
    },
  },
  database: {
    'staging-migrations': {
      tool: 'golang-migrate',
      staging: { ...database, database: 'shop_staging', credentials: 'shop/staging/database' },
      production: { ...database, database: 'shop_production' },
    },
    'backup-recency': { instance: 'shop-production' },
    'database-connection': { ...database, database: 'shop_production' },
    'database-statistics': {
      ...database,
      database: 'shop_production',
      tablesLargerThanRows: 1000,
      analyzedWithinDays: 7,
    },
  },
  infrastructure: {
    'services-running': {
      postgres: { ...database, database: 'shop_production', instance: 'shop-production' },
      redis: { host: 'localhost', port: portOf('redis'), credentials: 'shop/production/redis' },
      opensearch: {
        endpoint: `https://localhost:${portOf('opensearch')}`,
        credentials: 'shop/production/opensearch',
      },
    },
    'disk-space': {
      volumes: [
        { instance: 'shop-production' },
        { opensearchDomain: 'shop-search', account: '000000000000' },
        { host: 'shop-worker-1', dimensions: { InstanceId: 'i-0a1b2c3d4e5f60718', path: '/', fstype: 'ext4' } },
      ],
    },
    memory: {
      machines: [
        { instance: 'shop-production' },
        { host: 'shop-worker-1', dimensions: { InstanceId: 'i-0a1b2c3d4e5f60718' } },
      ],
    },
    'container-images': {
      // A registry that is asked at another address, such as a pull-through cache.
      registries: {
        'ghcr.io': { endpoint: `http://${addressOf('registry')}`, credentials: 'shop/production/ghcr' },
      },
    },
  },
  // What `preflight rehearsal record` wrote when this release was on staging.
  'staging-rehearsal': {
    'staging-deployment': {},
    'staging-migration-run': {},
    'smoke-tests': {},
    'rollback-rehearsal': { youngerThanDays: 30 },
  },
  'post-deploy': postDeploy({ site: `localhost:${portOf('shop')}`, served: live, environment: 'production' }),
} satisfies ChecksInput;

const { expiresAfter, evidenceHolds, window } = sandboxTimes();
const approvers = { groups: ['release-managers'] };

/** Three kinds of tea have been in the catalogue ever since. */
const searchProbe = (site: string) => ({
  name: 'search',
  url: `https://${site}/api/search?q=tea`,
  json: { '$.total': 3 },
  withinMs: 2000,
});

/** After a deployment these are watched for an hour; what turns red rolls back, or tells people. */
const rollback = {
  ...window,
  strategy: { lambdaAlias: live },
  schemaGuard: off('production-attended has it, where people can be asked what then'),
  runbook: 'https://github.com/acme/shop-api/blob/main/docs/runbook.md',
  criteria: {
    'error-rate-critical': { watch: { lambda: live } },
    'service-outage': { watch: { lambda: live } },
    // No metric of the shop's tells of it: whoever sees it calls `preflight window trigger`.
    'data-loss': { watch: 'people' },
    'error-rate-high': { watch: { lambda: live } },
    // Compared with the hour before, of which each window makes an alarm of its own.
    'response-time': { watch: { lambda: live } },
    'db-pool-exhausted': { watch: { rds: { instance: 'shop-production', maxConnections: 200 } } },
    'feature-broken': {
      watch: [
        { metric: { namespace: 'Shop', metric: 'FailedSearches', stat: 'Sum', above: 50 } },
        { probe: searchProbe(`localhost:${portOf('shop')}`) },
      ],
      response: 'notify',
    },
    'performance-degraded': { watch: { rds: { instance: 'shop-production' } }, response: 'notify' },
  },
} satisfies RollbackInput;

/** Where each release is deployed first, and where going back is rehearsed. */
const staging = {
  ...shop,
  checks: {
    'code-quality': checks['code-quality'],
    environment: off('the values of staging are not those of production'),
    database: {
      'staging-migrations': off('the deployment to staging is what migrates it'),
      'backup-recency': off('staging has nothing that cannot be made again'),
      'database-connection': { ...database, database: 'shop_staging', credentials: 'shop/staging/database' },
      'database-statistics': off('staging has too little data'),
    },
    infrastructure: {
      'services-running': off('staging shares them with nobody'),
      'disk-space': off('staging has no volumes of its own'),
      memory: off('staging has no machines of its own'),
      'container-images': checks.infrastructure['container-images'],
    },
    'staging-rehearsal': off('this is where it is rehearsed'),
    'post-deploy': postDeploy({ site: `localhost:${portOf('staging-shop')}`, served: staged, environment: 'staging' }),
  },
  rollback: {
    ...rollback,
    strategy: { lambdaAlias: staged },
    schemaGuard: off('the database of staging is made anew where it does not fit'),
    // `preflight window open --env staging --drill` goes back on purpose.
    allowsDrills: true,
    criteria: {
      'error-rate-critical': { watch: { lambda: staged } },
      'service-outage': { watch: { lambda: staged } },
      'data-loss': off('staging has no data that anybody would miss'),
      'error-rate-high': { watch: { lambda: staged } },
      'response-time': { watch: { lambda: staged } },
      'db-pool-exhausted': off('staging has no database instance of its own'),
      'feature-broken': {
        watch: { probe: searchProbe(`localhost:${portOf('staging-shop')}`) },
        response: 'rollback',
      },
      'performance-degraded': off('staging has no database instance of its own'),
    },
  },
} satisfies EnvironmentInput;

export default definePreflight({
  service: 'shop-api',
  environments: {
    staging,
    production: { ...shop, checks, rollback },

    // The same production, where people decide what no machine can, and may accept what failed.
    'production-attended': {
      ...shop,
      checks: {
        ...checks,
        'code-quality': {
          ...checks['code-quality'],
          'blocking-issues': manual({
            instructions: 'Read the open bugs of the last week.\nApprove if none of them keeps this release back.',
            approvers,
            expiresAfter,
          }),
        },
        database: {
          ...checks.database,
          'backup-recency': {
            ...checks.database['backup-recency'],
            // Two people may accept an old backup, for three days at most.
            waivable: { approvers, quorum: 2, longest: '3d', expiresAfter },
          },
        },
        infrastructure: {
          ...checks.infrastructure,
          'disk-space': { ...checks.infrastructure['disk-space'], waivable: { approvers, expiresAfter: '1h' } },
        },
        'post-deploy': {
          ...checks['post-deploy'],
          'error-spikes': { ...checks['post-deploy']['error-spikes'], response: 'ask' },
          'response-times': { ...checks['post-deploy']['response-times'], response: 'ask' },
        },
      },
      approvals: {
        // Where people sign in; left out, a user pool of Amazon Cognito is created.
        signIn: { issuer: urlOf('issuer'), clientId: 'preflight-console' },
        // A domain of the console's own; left out, it is the API's.
        consoleUrl: urlOf('console'),
        // Who is who, so that nobody decides on a release of their own.
        people: {
          'The Octocat': ['github:octocat', 'email:octocat@users.noreply.localhost'],
          'Mona Lisa': ['github:monalisa', 'email:mona@acme.example'],
          'Ada Lovelace': ['github:ada-lovelace', 'email:ada@acme.example'],
          'Grace Hopper': ['github:grace-hopper', 'email:grace@acme.example'],
        },
        breakGlass: { groups: ['incident-commanders'] },
        evidenceHolds: { database: evidenceHolds, infrastructure: evidenceHolds },
        items: {
          'support-briefed': manual({
            title: 'Customer support knows what changes',
            instructions: 'Two people of support have read the release notes and know whom to call tonight.',
            approvers,
            quorum: 2,
            expiresAfter,
          }),
        },
      },
      rollback: {
        ...rollback,
        // Nothing goes back by itself to a version that does not know the database's newest migration.
        schemaGuard: { tool: 'golang-migrate', connection: { ...database, database: 'shop_production' } },
        asks: { approvers, expiresAfter },
        criteria: {
          ...rollback.criteria,
          'feature-broken': { ...rollback.criteria['feature-broken'], response: 'ask' },
          'performance-degraded': { ...rollback.criteria['performance-degraded'], response: 'ask' },
        },
      },
    },
  },
});
