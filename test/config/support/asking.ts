import { gateSettings } from '../../../lib/config/function-settings.ts';
import { definePreflight, type Environment, manual, type PreflightInput, secret } from '../../../lib/config/index.ts';
import { InvalidInputError } from '../../../lib/domain/problem.ts';
import { environment, groupWith } from '../../support/config.ts';

export const github = { repository: 'acme/shop-api', auth: { token: secret('shop/github') } };
export const managers = { groups: ['release-managers'] };
export const mona = 'arn:aws:iam::111122223333:role/Mona';
export const hubert = 'arn:aws:iam::111122223333:user/hubert';
export const instructions = 'Look through the tracker, and approve when nothing in it keeps this release back.';
export const tracker = manual({ instructions, approvers: managers });
export const support = manual({
  title: 'Support knows what changes',
  instructions,
  approvers: managers,
  expiresAfter: '30m',
});
export const backup = { instance: 'shop', waivable: { approvers: managers, quorum: 2, longest: '3d' } } as const;

/** Which items people decide, and what else the environment says. */
export interface Changes {
  readonly tracker?: object;
  readonly backup?: object;
  readonly approvals?: unknown;
  readonly github?: unknown;
}

export function production(changes: Changes): PreflightInput {
  const { approvals = {}, ...given } = { github, ...changes };
  const checks = {
    ...environment.checks,
    'code-quality': groupWith('code-quality', given.tracker === undefined ? {} : { 'blocking-issues': given.tracker }),
    database: groupWith('database', { 'backup-recency': given.backup ?? { instance: 'shop' } }),
  };
  const input = { ...environment, checks, approvals, ...(given.github === undefined ? {} : { github: given.github }) };
  return { service: 'shop-api', environments: { production: input } } as unknown as PreflightInput;
}

export function parsed(changes: Changes): Environment {
  const { production: one } = definePreflight(production(changes)).environments;
  if (one === undefined) throw new Error('the environment is missing');
  return one;
}

/** As `path: message`; the path is below the environment. */
export function problems(changes: Changes): string[] {
  try {
    definePreflight(production(changes));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems.map(({ path, message }) => `${path.replace('environments.production.', '')}: ${message}`);
  }
}

export const expectedOf = (from: Environment, id: string) =>
  gateSettings(from)
    .expected.flatMap(({ checks }) => checks)
    .find((check) => check.id === id);
