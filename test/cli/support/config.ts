import type { GroupId } from '../../../lib/domain/checklist.ts';
import { criterionIds } from '../../../lib/domain/window/criterion.ts';
import { idsOf } from '../../support/checklist.ts';

const library = new URL('../../../lib/config/index.ts', import.meta.url).href;

const offText = "off('not part of this test')";

/** Text of a group in which only the named items are on, with these settings. */
export function groupText(group: GroupId, on: Readonly<Record<string, string>>): string {
  const items = idsOf(group).map((id) => `'${id}': ${on[id] ?? offText}`);
  return `{ ${items.join(', ')} }`;
}

/** Text of a `preflight.config.ts` whose variables come from a .env file, and of which the rest is off. */
export function configText(
  changes: {
    readonly checks?: Readonly<Record<string, string>>;
    readonly base?: string;
    readonly rollback?: string;
  } = {},
): string {
  const checks = {
    'code-quality': offText,
    environment: groupText('environment', {
      'secret-strength': "{ variables: ['JWT_SECRET'] }",
      'runtime-flags': "{ flags: { GIN_MODE: 'release' } }",
    }),
    database: offText,
    infrastructure: groupText('infrastructure', { 'container-images': "{ registries: { 'ghcr.io': {} } }" }),
    'staging-rehearsal': offText,
    'post-deploy': offText,
    ...changes.checks,
  };
  return `
import { definePreflight, manual, off, parameter, secret } from ${JSON.stringify(library)};

export default definePreflight({
  service: 'shop-api',
  environments: {
    production: {
      network: 'internet',
      images: ['ghcr.io/acme/shop-api', 'ghcr.io/acme/shop-worker'],
      variables: { GIN_MODE: parameter('/shop/GIN_MODE'), JWT_SECRET: parameter('/shop/JWT_SECRET') },
      ${changes.base ?? "aws: { region: 'eu-central-1' },"}
      checks: {
${Object.entries(checks)
  .map(([name, text]) => `        '${name}': ${text},`)
  .join('\n')}
      },
      rollback: ${changes.rollback ?? offText},
    },
  },
});
`;
}

const releaseManagers = "{ groups: ['release-managers'] }";
const question = `instructions: 'Look at it, and approve when it is right.', approvers: ${releaseManagers}`;

/** That configuration, with an item that people decide, one of the team's own, and a failure that they may accept. */
export const attendedText = configText({
  base: `
      aws: { region: 'eu-central-1' },
      github: { repository: 'acme/shop-api', auth: { token: secret('shop/github') } },
      approvals: { items: { 'support-briefed': manual({ title: 'Support knows what changes', ${question} }) } },`,
  checks: {
    'code-quality': groupText('code-quality', { 'blocking-issues': `manual({ ${question} })` }),
    environment: groupText('environment', {
      'secret-strength': "{ variables: ['JWT_SECRET'] }",
      'runtime-flags': `{ flags: { GIN_MODE: 'release' }, waivable: { approvers: ${releaseManagers} } }`,
    }),
  },
});

const lambda = "{ lambda: { function: 'shop-api', alias: 'live' } }";

/** Text of a window of 20 minutes that watches one feature by a probe. */
const rollbackText = `{
        strategy: { lambdaAlias: { function: 'shop-api', alias: 'live' } },
        schemaGuard: off('this service has no database'),
        runbook: 'https://shop.example.com/runbook',
        lasts: '20m',
        criteria: { ${criterionIds
          .map((id) =>
            id === 'feature-broken'
              ? "'feature-broken': { watch: { probe: { url: 'https://shop.example.com/search' } }, response: 'notify' }"
              : `'${id}': ${offText}`,
          )
          .join(', ')} },
      }`;

/** The usual configuration with two checks after the deploy, of which one compares with the time before it. */
export const verifyingText = (endpoint: object, changes: Readonly<Record<string, string>> = {}): string =>
  configText({
    checks: {
      'post-deploy': groupText('post-deploy', {
        'health-checks': `{ endpoints: [${JSON.stringify(endpoint)}] }`,
        'response-times': `{ watch: ${lambda}, severity: 'high', response: 'notify' }`,
      }),
      ...changes,
    },
    base: "aws: { region: 'eu-central-1' }, checkDeadlineSeconds: 3,",
    rollback: rollbackText,
  });

export const goodVariables = 'GIN_MODE=release\nJWT_SECRET=q7Vt3mXz9Lr2Kp8Wn5Yb4Hd6Js1Fc0Ge7Ua3\n';
