import { describe, expect, test } from 'vitest';
import type { WindowReport } from '../../lib/domain/window/window-report.ts';
import { windowDifferences } from '../../sandbox/expectation.ts';
import type { WindowScenario } from '../../sandbox/scenario.ts';
import { scenarios } from '../../sandbox/scenarios/index.ts';

const trigger = { criterion: 'service-outage', by: 'notification' } as const;
const scenario: WindowScenario = { script: [], expect: { result: 'rolled-back', trigger, serves: '1.41.3' } };

function different(report: Partial<WindowReport>, serves = '1.41.3', window = scenario): string[] {
  return windowDifferences({ report: report as WindowReport, serves }, window);
}

describe('what a scenario expects of a rollback window', () => {
  const triggered = { ...trigger, reason: 'it was red', at: '', recordedAt: '' };

  test('as it should be', () => {
    expect(different({ result: 'rolled-back', trigger: triggered })).toEqual([]);
  });

  test('names all that is otherwise', () => {
    const approvals = [{ id: 'roll-back-data-loss', status: 'approved' }] as WindowReport['approvals'];
    expect(different({ result: 'inconclusive', approvals }, '1.42.0')).toEqual([
      'window inconclusive instead of rolled-back',
      'no trigger instead of trigger service-outage by notification',
      '1.42.0 serves instead of 1.41.3',
      'roll-back-data-loss: approved instead of not asked',
    ]);
  });

  test('any criterion is right where it names none, but not any source', () => {
    const window: WindowScenario = { ...scenario, expect: { ...scenario.expect, trigger: { by: 'look' } } };
    expect(different({ result: 'rolled-back', trigger: { ...triggered, by: 'look' } }, '1.41.3', window)).toEqual([]);
    expect(different({ result: 'rolled-back', trigger: triggered }, '1.41.3', window)).toEqual([
      'trigger service-outage by notification instead of trigger service-outage by look',
    ]);
  });
});

test('a scenario has a window only after a GO', () => {
  const windows = Object.entries(scenarios).filter(([, { window }]) => window !== undefined);
  expect(windows).toHaveLength(14);
  for (const [name, one] of windows) expect(one.expect.verdict, name).toBe('go');
});
