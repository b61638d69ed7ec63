import { App, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { beforeAll, describe, expect, it } from 'vitest';
import { PreflightDashboard } from '../../lib/constructs/dashboard.ts';
import { Preflight } from '../../lib/constructs/preflight.ts';
import { PreflightStack } from '../../lib/constructs/preflight-stack.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { configWith } from '../support/config.ts';
import { flat, withoutHashes } from '../support/permissions.ts';
import { ofType, type Resource, synthesize, templateOf, theOnly } from '../support/synth.ts';
import { verifiedWith } from '../support/verified.ts';

beforeAll(async () => {
  await bundleLambdas();
});

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly metrics?: readonly unknown[][];
    readonly alarms?: readonly string[];
  };
}

function widgetsOf([, { Properties }]: [string, Resource]): Widget[] {
  const body: unknown = JSON.parse(withoutHashes(flat(Properties['DashboardBody'])).replaceAll('\n', ''));
  return (body as { widgets: Widget[] }).widgets;
}

const dashboard = 'AWS::CloudWatch::Dashboard';
const titles = (widgets: readonly Widget[]) => widgets.flatMap(({ properties }) => properties.title ?? []);
const gateTitles = ['Gates by verdict', 'Time to verdict', 'Time that people took to decide'];

describe('the dashboard of a stack', () => {
  it('shows what became of releases and windows, how each criterion is, and the flake rate of each check', () => {
    const widgets = widgetsOf(theOnly(synthesize(verifiedWith()).resources, dashboard));
    expect(titles(widgets)).toEqual([
      ...gateTitles,
      'Rollback criteria',
      'Rollback windows by result',
      'In the time shown',
      'From red to rolled back',
      'Flake rate of each check',
      'Checks after a deploy that did not pass',
    ]);
    expect(widgets[0]?.properties.markdown).toContain('shop-api in production');
    const flakes = widgets.find(({ properties }) => properties.title === 'Flake rate of each check');
    const checks = flakes?.properties.metrics?.map((metric) => metric[metric.indexOf('Check') + 1]);
    expect(checks).toEqual(['error-spikes', 'feature-broken']);
  });

  it('stays within the 50 metrics of a free one, with all that can be verified', () => {
    const widgets = widgetsOf(theOnly(synthesize(verifiedWith()).resources, dashboard));
    const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);
    // 2 checks here, of 5 and 2 criteria; each has 3 metrics.
    expect(metrics.length + 5 * 3).toBeLessThanOrEqual(50);
  });

  it("shows the stack's alarms and the team's own", () => {
    const config = verifiedWith({
      criteria: {
        ...verifiedCriteria,
        'feature-broken': { watch: { alarm: { name: 'shop search fails' } }, response: 'notify' },
      },
    });
    const { resources } = synthesize(config);
    const shown = widgetsOf(theOnly(resources, dashboard)).flatMap(({ properties }) => properties.alarms ?? []);
    expect(shown).toHaveLength(ofType(resources, 'AWS::CloudWatch::Alarm').length + 1);
    expect(shown.at(-1)).toMatch(/:alarm:shop search fails$/);
  });

  it('shows the gate alone where there is no window', () => {
    expect(titles(widgetsOf(theOnly(synthesize(configWith()).resources, dashboard)))).toEqual(gateTitles);
  });

  it('can be left out', () => {
    const props = { config: configWith(), environment: 'production', dashboard: false } as const;
    expect(ofType(templateOf(new PreflightStack(new App(), props)), dashboard)).toEqual([]);
  });
});

const verifiedCriteria = {
  'error-rate-critical': { watch: { lambda: { function: 'shop-api', alias: 'live' } } },
  'service-outage': { watch: { lambda: { function: 'shop-api', alias: 'live' } } },
  'data-loss': { watch: 'people' },
  'error-rate-high': { watch: { lambda: { function: 'shop-api', alias: 'live' } } },
  'response-time': { watch: { lambda: { function: 'shop-api', alias: 'live' } } },
  'db-pool-exhausted': { off: 'not watched in this test' },
  'performance-degraded': { off: 'not watched in this test' },
} as const;

it("stands in a stack of the team's own, with alarms of theirs", () => {
  const stack = new Stack(new App(), 'Stack');
  const preflight = new Preflight(stack, 'Preflight', { config: verifiedWith(), environment: 'production' });
  const alarms = [Alarm.fromAlarmName(stack, 'Theirs', 'orders are late')];
  new PreflightDashboard(stack, 'Dashboard', { preflight, alarms });
  const [found] = ofType(templateOf(stack), dashboard);
  const shown = found && widgetsOf(found).flatMap(({ properties }) => properties.alarms ?? []);
  expect(shown?.at(-1)).toMatch(/:alarm:orders are late$/);
});
