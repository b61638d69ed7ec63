import { describe, expect, it } from 'vitest';
import { type StatusInput, statusOf } from '../../lib/domain/commit-status.ts';

const go: StatusInput = {
  context: 'preflight/production',
  verdict: 'go',
  summary: 'go: 22 checks ran, none blocks',
  blocking: [],
  report: 's3://shop-reports/reports/run-1/report.html',
  execution: 'arn:aws:states:eu-central-1:111122223333:execution:gate:run-1',
};
const noGo: StatusInput = {
  ...go,
  verdict: 'no-go',
  summary: 'no-go: 2 of 22 checks block: 1 failed, 1 could not look',
  blocking: ['memory', 'disk-space'],
};

const descriptionOf = (change: Partial<StatusInput>): string => statusOf({ ...noGo, ...change }).description;

describe('the status of a verdict', () => {
  it('is a success for a go', () => {
    expect(statusOf(go)).toEqual({
      context: 'preflight/production',
      state: 'success',
      description: 'go: 22 checks ran, none blocks',
      targetUrl:
        'https://eu-central-1.console.aws.amazon.com/s3/object/shop-reports?region=eu-central-1&prefix=reports%2Frun-1%2Freport.html',
    });
  });

  it('tells until when a go holds, since GitHub shows the status for good', () => {
    expect(statusOf({ ...go, expiresAt: '2026-11-23T13:00:00.000Z' }).description).toBe(
      'go: 22 checks ran, none blocks; holds until 2026-11-23T13:00:00.000Z',
    );
  });

  it('is a failure for a no-go, which names what blocks', () => {
    expect(statusOf(noGo)).toMatchObject({
      state: 'failure',
      description: 'no-go: 2 of 22 checks block: 1 failed, 1 could not look (memory, disk-space)',
    });
  });
});

describe('the description', () => {
  it('names as many checks as fit into 140 characters, each as a whole, and counts the rest', () => {
    const blocking = ['environment-values', 'secret-strength', 'cors-origins', 'runtime-flags', 'tls-certificates'];
    const summary = 'no-go: 5 of 22 checks block: 5 failed';
    expect(descriptionOf({ summary, blocking })).toBe(
      `${summary} (environment-values, secret-strength, cors-origins, runtime-flags, tls-certificates)`,
    );
    const many = [...blocking, 'staging-migrations', 'backup-recency'];
    expect(descriptionOf({ summary, blocking: many })).toBe(
      `${summary} (environment-values, secret-strength, cors-origins, runtime-flags, tls-certificates, 2 more)`,
    );
  });

  it('has 140 characters at most, and takes as many as that', () => {
    const blocking = ['a'.repeat(140 - noGo.summary.length - 3)];
    expect(descriptionOf({ blocking })).toHaveLength(140);
    expect(descriptionOf({ blocking })).toContain('aaa)');
    expect(descriptionOf({ blocking: [`${blocking[0]}a`] })).toBe(noGo.summary);
  });

  it('keeps to 140 characters whatever names itself how', () => {
    const blocking = Array.from({ length: 5000 }, (_, index) => (index === 0 ? 'a'.repeat(80) : 'b'));
    expect(descriptionOf({ blocking }).length).toBeLessThanOrEqual(140);
    expect(descriptionOf({ blocking: Array.from({ length: 5000 }, () => '') }).length).toBeLessThanOrEqual(140);
    const summary = descriptionOf({ summary: `no-go: ${'x'.repeat(200)}`, blocking: [] });
    expect(summary).toHaveLength(140);
    expect(summary).toMatch(/^no-go: x+…$/);
  });

  it('never ends in half a character', () => {
    const summary = `no-go: ${'🚀'.repeat(100)}`;
    const description = descriptionOf({ summary, blocking: [] });
    expect(description.isWellFormed()).toBe(true);
    expect(description).toMatch(/^no-go: (?:🚀)+…$/u);
    // GitHub counts characters, of which a rocket is one; UTF-16 needs two for it.
    expect(description.length).toBeLessThanOrEqual(140);
    expect(descriptionOf({ summary: 'no-go: 多字节'.repeat(3), blocking: ['检查'.repeat(10)] })).toContain(
      `(${'检查'.repeat(10)})`,
    );
    expect(descriptionOf({ blocking: ['half \uD83D'] }).isWellFormed()).toBe(true);
  });

  it('is one line, whatever characters a name has', () => {
    expect(descriptionOf({ blocking: ['a\u0000b\r\nc\u001B[31m (unknown check)'] })).toBe(
      `${noGo.summary} (a b c [31m (unknown check))`,
    );
  });
});

describe('the link', () => {
  const linkOf = (execution: string | undefined, report = go.report) =>
    statusOf({ ...go, execution, report }).targetUrl;
  const arn = (partition: string, region: string): string =>
    `arn:${partition}:states:${region}:111122223333:execution:gate:run-1`;

  it.each([
    ['aws', 'us-east-1', 'https://us-east-1.console.aws.amazon.com/s3/object/'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/s3/object/'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/s3/object/'],
  ])("leads to the console of partition %s, in the report's region", (partition, region, start) => {
    expect(linkOf(arn(partition, region))).toBe(
      `${start}shop-reports?region=${region}&prefix=reports%2Frun-1%2Freport.html`,
    );
  });

  it('is absent where nobody knows the page', () => {
    expect(linkOf(arn('aws-iso', 'us-iso-east-1'))).toBeUndefined();
    expect(linkOf(arn('constructor', 'us-east-1'))).toBeUndefined();
    expect(linkOf(undefined)).toBeUndefined();
    expect(linkOf(go.execution, 'report.html')).toBeUndefined();
    expect(statusOf({ ...go, execution: undefined })).not.toHaveProperty('targetUrl');
  });

  it('holds a name of a run that is no plain text', () => {
    const link = new URL(linkOf(go.execution, 's3://shop-reports/reports/a&b=c #?é/report.html') ?? '');
    expect(link.searchParams.get('prefix')).toBe('reports/a&b=c #?é/report.html');
    expect(link.host).toBe('eu-central-1.console.aws.amazon.com');
  });
});
