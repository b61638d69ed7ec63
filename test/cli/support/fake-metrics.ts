import type { IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import { startAnswering } from '../../support/answering-server.ts';

/** What GetMetricData is asked. */
export interface MetricQuestion {
  readonly MetricDataQueries: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat: {
      readonly Metric: {
        readonly Namespace: string;
        readonly MetricName: string;
        readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
      };
      readonly Period: number;
      readonly Stat: string;
    };
  }[];
  /** In seconds since 1970. */
  readonly StartTime: number;
  readonly EndTime: number;
  readonly NextToken?: string;
}

export interface FakeMetrics {
  /** The value of a metric in the minute that begins then; undefined where there is none. */
  readonly value: (metric: string, stat: string, ms: number) => number | undefined;
  /** Datapoints of each metric on a page. @default all */
  readonly pageSize?: number;
  /** The status of a metric that is answered whole. @default 'Complete' */
  readonly status?: string;
  /** Tokens never end. */
  readonly endless?: true;
  /** Answered to every call instead. */
  readonly error?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  /** Starts of executions, the newest first, in ms. */
  readonly executions?: readonly number[];
}

export interface MetricsEndpoint {
  readonly env: Readonly<Record<string, string>>;
  readonly calls: { readonly operation: string; readonly input: Readonly<Record<string, unknown>> }[];
}

const executionsOfPage = 2;

/** CloudWatch's metrics, the stack and its executions, as their clients speak to them. */
export async function fakeMetrics(input: FakeMetrics): Promise<MetricsEndpoint> {
  const calls: MetricsEndpoint['calls'] = [];
  const server = await startAnswering((request, response) => {
    void readBody(request).then((body) => {
      const target = request.headers['x-amz-target'];
      const operation = typeof target === 'string' ? (target.split('.')[1] ?? '') : 'DescribeStacks';
      const asked = typeof target === 'string' ? JSON.parse(body) : {};
      calls.push({ operation, input: asked });
      if (input.error !== undefined) {
        const answered = JSON.stringify({ __type: input.error, message: 'as the test wants it' });
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(answered);
      } else response.end(answerTo(operation, asked, input));
    });
  });
  onTestFinished(() => server.close());
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${server.port}`,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  };
  return { env, calls };
}

function answerTo(operation: string, asked: unknown, input: FakeMetrics): string {
  if (operation === 'GetMetricData') return JSON.stringify(metricsPage(asked as MetricQuestion, input));
  if (operation === 'ListExecutions') return JSON.stringify(executionsPage(asked as { nextToken?: string }, input));
  const members = Object.entries(input.outputs ?? {}).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<member><StackName>x</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${members.join('')}</Outputs></member>`;
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

function metricsPage(
  question: MetricQuestion,
  { value, pageSize = Infinity, status = 'Complete', endless }: FakeMetrics,
) {
  const minutes = (question.EndTime - question.StartTime) / 60;
  const from = Number(question.NextToken ?? 0);
  const to = Math.min(minutes, from + pageSize);
  const goesOn = to < minutes || endless === true;
  const MetricDataResults = question.MetricDataQueries.map(({ Id, MetricStat: { Metric, Stat } }) => {
    const points = Array.from({ length: to - from }, (_, index) => question.StartTime + (from + index) * 60).flatMap(
      (at) => {
        const found = value(Metric.MetricName, Stat, at * 1000);
        return found === undefined ? [] : [{ at, found }];
      },
    );
    return {
      Id,
      Label: Metric.MetricName,
      Timestamps: points.map(({ at }) => at),
      Values: points.map(({ found }) => found),
      StatusCode: goesOn ? 'PartialData' : status,
    };
  });
  return { MetricDataResults, ...(goesOn ? { NextToken: String(to) } : {}) };
}

function executionsPage({ nextToken }: { readonly nextToken?: string }, { executions = [] }: FakeMetrics) {
  const from = Number(nextToken ?? 0);
  const some = executions.slice(from, from + executionsOfPage).map((ms, index) => ({
    executionArn: `arn:execution:${from + index}`,
    stateMachineArn: 'arn:machine',
    name: `run-${from + index}`,
    status: 'SUCCEEDED',
    startDate: ms / 1000,
  }));
  const isLast = from + executionsOfPage >= executions.length;
  return { executions: some, ...(isLast ? {} : { nextToken: String(from + executionsOfPage) }) };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
