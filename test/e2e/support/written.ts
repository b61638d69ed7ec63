import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { credentials, region } from '../../../sandbox/aws-environment.ts';
import type { Sandbox } from '../../../sandbox/launcher.ts';

export interface Written {
  readonly where: string;
  readonly text: string;
}

/** Every log line and every report that the gate left behind. */
export async function everythingWritten(sandbox: Sandbox): Promise<Written[]> {
  return (await Promise.all([logged(sandbox), reported(sandbox)])).flat();
}

export interface LogLine {
  readonly message?: unknown;
  readonly run?: unknown;
  readonly timestamp?: unknown;
}

/** The structured ones. */
export async function logLines(sandbox: Sandbox): Promise<LogLine[]> {
  const lines = (await logged(sandbox)).flatMap(({ text }) => text.split('\n'));
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine);
}

async function logged({ endpoint }: Sandbox): Promise<Written[]> {
  const client = new CloudWatchLogsClient({ endpoint, region, credentials });
  const written: Written[] = [];
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {})) {
    for (const { logGroupName = '' } of logGroups) {
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
        written.push(...events.map(({ message = '' }) => ({ where: `log ${logGroupName}`, text: message })));
      }
    }
  }
  return written;
}

async function reported({ endpoint, deployed }: Sandbox): Promise<Written[]> {
  const client = new S3Client({ endpoint, region, credentials });
  const Bucket = deployed.reports;
  const written: Written[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    for (const { Key = '' } of Contents) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      written.push({ where: Key, text: (await Body?.transformToString()) ?? '' });
    }
  }
  return written;
}
