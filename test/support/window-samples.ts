import type { CriterionSettings, VerificationSettings, WindowSettings } from '../../lib/config/window-settings.ts';
import { checklist, checkTitles } from '../../lib/domain/checklist.ts';
import { probeSchema } from '../../lib/domain/probe.ts';
import { type CriterionId, criteria, criterionIds, defaultResponse } from '../../lib/domain/window/criterion.ts';
import type { WatchedCheck, WindowRecord } from '../../lib/domain/window/window.ts';
import { release } from './release.ts';

/** The name of a criterion's alarm in these samples. */
export const alarmOf = (id: CriterionId): string => `preflight-shop-api-production-${id}`;

function criterion(id: CriterionId): CriterionSettings {
  const { title, severity } = criteria[id];
  const common = { id, title, severity, response: defaultResponse(id) };
  if (id === 'data-loss') return { ...common, alarms: [] };
  if (id === 'response-time') {
    const metric = {
      namespace: 'AWS/ApplicationELB',
      metric: 'TargetResponseTime',
      dimensions: { LoadBalancer: 'app/shop/1' },
    };
    return {
      ...common,
      alarms: [],
      baseline: {
        ...metric,
        millisecondsPerUnit: 1000,
        factor: 1.5,
        floorMs: 300,
        samplesAtLeast: 200,
        alarm: {
          name: alarmOf(id),
          description: 'p95 is half above the hour before',
          series: [{ id: 'p95', ...metric, stat: 'p95' }],
          returns: 'p95',
          comparison: 'GreaterThanThreshold',
          threshold: 0,
          periodSeconds: 60,
          datapointsToAlarm: 3,
          evaluationPeriods: 5,
          missingData: 'notBreaching',
          tags: { 'preflight:criterion': id },
        },
      },
    };
  }
  return { ...common, alarms: [{ name: alarmOf(id), madeBy: 'stack', needsData: id === 'service-outage' }] };
}

/** Settings of the window's functions, with all criteria watched. */
export const windowSettingsSample: WindowSettings = {
  service: 'shop-api',
  environment: 'production',
  configuration: '0f1e2d3c4b5a6978',
  rules: { service: 'shop-api', images: ['ghcr.io/acme/shop-api', 'ghcr.io/acme/shop-worker'] },
  times: { lasts: 3600, grace: 30, look: 60, recovery: 600, verify: 10 },
  criteria: criterionIds.map(criterion),
  strategy: { kind: 'lambda-alias', function: 'shop-api', alias: 'live' },
  schemaOff: 'this service has no database',
  asks: { approvers: { groups: ['release-managers'], principals: [] }, quorum: 1, expiresAfterSeconds: 3600 },
  runbook: 'https://github.com/acme/shop-api/blob/main/docs/runbook.md',
};

/** A window that is open, from 10:00 to 11:00. */
export const windowSample: WindowRecord = {
  run: {
    id: '1.42.0-3f786850e387-20261123T100000Z',
    execution: 'arn:aws:states:eu-central-1:111122223333:execution:window:1.42.0-3f786850e387-20261123T100000Z',
    startedAt: '2026-11-23T10:00:00.000Z',
  },
  service: 'shop-api',
  environment: 'production',
  release,
  fingerprint: {
    commit: release.commit,
    images: release.images,
    configuration: windowSettingsSample.configuration,
  },
  openedAt: '2026-11-23T10:00:00.000Z',
  endsAt: '2026-11-23T11:00:00.000Z',
  go: { run: 'gate-1', expiresAt: '2026-11-23T10:30:00.000Z' },
  target: {
    strategy: 'lambda-alias',
    what: 'version 7 of shop-api, to which live points in place of version 8',
    details: { version: '7', bad: '8' },
  },
  criteria: windowSettingsSample.criteria.map(({ id, title, severity, response, alarms, baseline }) => ({
    id,
    title,
    severity,
    response,
    alarms:
      baseline === undefined ? alarms.map(({ name }) => name) : [`${alarmOf(id)}-1.42.0-3f786850e387-20261123T100000Z`],
  })),
  redAtOpen: [],
  baseline: { p95Ms: 240, samples: 5120, from: '2026-11-23T09:00:00.000Z', to: '2026-11-23T10:00:00.000Z' },
  ownAlarm: `${alarmOf('response-time')}-1.42.0-3f786850e387-20261123T100000Z`,
};

const watchedChecks = checklist['post-deploy'].checks.map((id): WatchedCheck => {
  const isHigh = id === 'health-checks' || id === 'user-login';
  const common = { id, title: checkTitles[id] };
  return isHigh
    ? { ...common, severity: 'high', response: 'rollback' }
    : { ...common, severity: 'medium', response: 'ask' };
});

/** All five checks are on, and feature-broken has two probes. */
export const verificationSample: VerificationSettings = {
  at: [60, 300, 900, 3300],
  tries: 3,
  everySeconds: 5,
  deadlineSeconds: 10,
  checks: watchedChecks,
  settings: Object.fromEntries(watchedChecks.map(({ id }) => [id, {}])),
  probes: {
    'feature-broken': ['search', 'cart'].map((name) =>
      probeSchema.parse({ name, url: `https://shop.example.com/${name}` }),
    ),
  },
  sources: {
    variables: {},
    trustedAuthorities: [],
    rehearsals: { service: 'shop-api', environment: 'staging' },
  },
};

/** Settings of a window that is verified, beside its alarms. */
export const verifiedSettingsSample: WindowSettings = {
  ...windowSettingsSample,
  criteria: windowSettingsSample.criteria.map((one) =>
    one.id === 'feature-broken' ? { ...one, alarms: [], probes: ['search', 'cart'] } : one,
  ),
  verification: verificationSample,
};

/** A window that is verified at 10:01, 10:05, 10:15 and 10:55; of feature-broken by probes alone. */
export const verifiedWindowSample: WindowRecord = {
  ...windowSample,
  criteria: windowSample.criteria.map((one) =>
    one.id === 'feature-broken' ? { ...one, alarms: [], probes: ['search', 'cart'] } : one,
  ),
  checks: watchedChecks,
  verifiesAt: ['10:01', '10:05', '10:15', '10:55'].map((time) => `2026-11-23T${time}:00.000Z`),
};
