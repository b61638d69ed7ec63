import { describe, expect, it } from 'vitest';
import { columnName } from '../../lib/backtest/history.ts';
import { planCriteria } from '../../lib/backtest/planned-criteria.ts';
import { wantedColumns } from '../../lib/backtest/wanted-columns.ts';
import { windowSettings } from '../../lib/config/window-settings.ts';
import { watchedWith } from '../support/watched.ts';
import { alarm, criterion, metric } from './histories.ts';

const { production } = watchedWith().environments;
const configured = (production && windowSettings(production))?.criteria ?? [];

describe('the metrics that a backtest reads', () => {
  it('are those of all alarms, the baseline’s too, each once, in the criteria’s order', () => {
    const lambda = 'FunctionName=shop-api Resource=shop-api:live';
    expect(wantedColumns({ criteria: configured }).map(columnName)).toEqual([
      `AWS/Lambda Errors Sum ${lambda}`,
      `AWS/Lambda Invocations Sum ${lambda}`,
      `AWS/Lambda Duration p95 ${lambda}`,
      `AWS/Lambda Duration SampleCount ${lambda}`,
      'AWS/RDS DatabaseConnections Maximum DBInstanceIdentifier=shop-production',
    ]);
  });

  it('hold the samples of what a longer period averages', () => {
    const definition = alarm('a', { series: [metric('A', 'Average')], periodSeconds: 300 });
    const wanted = wantedColumns({ criteria: [criterion('data-loss', [definition])] });
    expect(wanted.map(columnName)).toEqual(['Shop A Average', 'Shop A SampleCount']);
  });
});

describe('what cannot be replayed', () => {
  it('is said of each criterion', () => {
    const plans = planCriteria({ criteria: configured });
    const notReplayed = plans.flatMap((plan) =>
      plan.notReplayed === undefined ? [] : [[plan.criterion.id, plan.notReplayed]],
    );
    expect(notReplayed).toEqual([
      ['data-loss', 'people alone watch it'],
      ['feature-broken', 'the alarm shop search fails is of your own: its settings are not in this configuration'],
      ['performance-degraded', 'off: not watched in this test'],
    ]);
  });

  it('is a gap where the rest of a criterion is replayed', () => {
    const some = criterion('feature-broken', [alarm('a'), alarm('b', { periodSeconds: 10 })], { probes: ['search'] });
    const [plan] = planCriteria({ criteria: [some] });
    expect(plan?.alarms.map(({ definition }) => definition.name)).toEqual(['a']);
    expect(plan?.gaps).toEqual(['probes leave no history: search', 'b: a period of 10 s cannot be made of minutes']);
  });
});
