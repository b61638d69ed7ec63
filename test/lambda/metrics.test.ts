import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MetricValue } from '../../lib/domain/metrics.ts';
import { emitMetrics } from '../../lib/lambda/metrics.ts';

const report = { service: 'shop-api', environment: 'production', run: { id: 'run-7' } };

/** What was written to stdout, and what was logged. */
function emitted(measure: () => readonly MetricValue[]) {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  vi.spyOn(console, 'warn').mockImplementation((line) => void lines.push(String(line)));
  emitMetrics('write-report', report, measure);
  vi.restoreAllMocks();
  return lines.map((line): Record<string, unknown> => JSON.parse(line));
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('emitMetrics', () => {
  it("writes a line in CloudWatch's format for each combination of dimensions, with the run to find it by", () => {
    const lines = emitted(() => [
      { metric: 'gates', value: 1, dimensions: {} },
      { metric: 'gates', value: 1, dimensions: { Verdict: 'go' } },
      { metric: 'approvalLatency', value: 5, dimensions: {} },
      { metric: 'approvalLatency', value: 6, dimensions: {} },
    ]);
    const common = { Service: 'shop-api', Environment: 'production', run: 'run-7' };
    const directive = (dimensions: string[], Metrics: object[]) => ({
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [{ Namespace: 'Preflight', Dimensions: [['Service', 'Environment', ...dimensions]], Metrics }],
    });
    const count = { Name: 'Gates', Unit: 'Count' };
    const latency = { Name: 'ApprovalLatency', Unit: 'Milliseconds' };
    expect(lines).toEqual([
      { _aws: directive([], [count, latency]), ...common, Gates: 1, ApprovalLatency: [5, 6] },
      { _aws: directive(['Verdict'], [count]), ...common, Verdict: 'go', Gates: 1 },
    ]);
  });

  it('writes nothing where there is nothing', () => {
    expect(emitted(() => [])).toEqual([]);
  });

  it('never fails, and logs why nothing was written', () => {
    const lines = emitted(() => {
      throw new TypeError('no such report');
    });
    expect(lines).toMatchObject([
      { level: 'WARN', message: 'metrics not written', service: 'write-report', run: 'run-7' },
    ]);
    expect(JSON.stringify(lines)).toContain('no such report');
  });
});
