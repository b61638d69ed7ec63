import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type ReportFormat, reportFile } from '../domain/report-format.ts';

const contentTypes: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json',
  md: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  junit: 'application/xml',
};

/** Of the gate's runs, and of rollback windows: a window may have the name of a run. */
export type ReportFolder = 'reports' | 'windows';

/** Where reports stay. One folder a run, so that a run's report is found by its id alone. */
export interface ReportStore {
  /** Writes one format; rejects when it is not stored. */
  write(run: string, format: ReportFormat, text: string): Promise<void>;
  read(run: string, format: ReportFormat): Promise<string>;
  uri(run: string, format: ReportFormat): string;
}

/** @param bucket name of the bucket that the stack made. */
export function s3ReportStore(
  bucket: string,
  client = new S3Client({}),
  folder: ReportFolder = 'reports',
): ReportStore {
  const keyOf = (run: string, format: ReportFormat): string => `${folder}/${run}/${reportFile(format)}`;
  return {
    async write(run, format, text) {
      const object = { Bucket: bucket, Key: keyOf(run, format), Body: text, ContentType: contentTypes[format] };
      await client.send(new PutObjectCommand(object));
    },
    async read(run, format) {
      const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(run, format) }));
      return (await answer.Body?.transformToString()) ?? '';
    },
    uri: (run, format) => `s3://${bucket}/${keyOf(run, format)}`,
  };
}

/** Where reports of rollback windows stay. */
export function s3WindowReportStore(bucket: string, client?: S3Client): ReportStore {
  return s3ReportStore(bucket, client, 'windows');
}
