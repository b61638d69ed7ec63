import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { s3ReportStore, s3WindowReportStore } from '../../lib/stores/report-store.ts';

it.each([
  ['a run of the gate', s3ReportStore, 'reports/run-1/report.junit.xml'],
  ['a rollback window of the same name', s3WindowReportStore, 'windows/run-1/report.junit.xml'],
] as const)('the report of %s lies in a folder of its own', async (_, storeOf, key) => {
  const s3 = mockClient(S3Client).on(PutObjectCommand).resolves({}).on(GetObjectCommand).rejects(new Error('gone'));
  const store = storeOf('bucket', new S3Client({}));
  await store.write('run-1', 'junit', '<x/>');
  expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
    Bucket: 'bucket',
    Key: key,
    Body: '<x/>',
    ContentType: 'application/xml',
  });
  await expect(store.read('run-1', 'junit')).rejects.toThrow('gone');
  expect(s3.commandCalls(GetObjectCommand)[0]?.args[0].input).toEqual({ Bucket: 'bucket', Key: key });
  expect(store.uri('run-1', 'junit')).toBe(`s3://bucket/${key}`);
});
