/** From the worst on. */
export const severities = ['critical', 'high', 'medium'] as const;
export type Severity = (typeof severities)[number];

/** The rollback criteria of the checklist, in its order: what within the hour after a deployment speaks against it. */
export const criteria = {
  'error-rate-critical': { severity: 'critical', title: 'Error rate >5%' },
  'service-outage': { severity: 'critical', title: 'Service outage >2min' },
  'data-loss': { severity: 'critical', title: 'Data loss' },
  'error-rate-high': { severity: 'high', title: 'Error rate >1%' },
  'response-time': { severity: 'high', title: 'Response time +50%' },
  'db-pool-exhausted': { severity: 'high', title: 'DB pool exhausted' },
  'feature-broken': { severity: 'medium', title: 'Non-critical feature broken' },
  'performance-degraded': { severity: 'medium', title: 'Performance degraded' },
} as const satisfies Record<string, { readonly severity: Severity; readonly title: string }>;

export type CriterionId = keyof typeof criteria;

/** In the checklist's order. */
export const criterionIds = Object.keys(criteria) as [CriterionId, ...CriterionId[]];

/** What a red alarm does: go back by itself, ask a person whether to, or tell people and no more. */
export const responses = ['rollback', 'ask', 'notify'] as const;
export type Response = (typeof responses)[number];

/** Going back does not bring lost data back: there a person decides, however severe it is. */
export function defaultResponse(id: CriterionId): Response {
  if (id === 'data-loss') return 'ask';
  return criteria[id].severity === 'medium' ? 'ask' : 'rollback';
}
