import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { type ReportFormat, reportFile, reportFormats } from '../domain/report-format.ts';
import { type ReportFolder, type ReportStore, s3ReportStore } from '../stores/report-store.ts';
import { callAws } from './call-aws.ts';
import { inTime } from './in-time.ts';
import type { Io } from './output.ts';
import { clean } from './text.ts';

/** Where each format lies, as the user would write it; null where it could not be fetched. */
export type FetchedReports = Readonly<Record<ReportFormat, string | null>>;

export interface FetchInput {
  readonly folder: string;
  readonly run: string;
  /** Of the conclusion: `s3://bucket/reports/<run>/report.json`. Unknown where the history could not be read. */
  readonly uri: string | undefined;
  readonly region: string;
  /** Whether it is the report of a gate's run, or of a rollback window. @default 'reports' */
  readonly under?: ReportFolder;
}

/** Copies the stored report of a run. The verdict stands without it: what is missing is told on stderr. */
export async function fetchReports(input: FetchInput, io: Io): Promise<FetchedReports> {
  const { folder, run, under = 'reports' } = input;
  const store = storeOf(input);
  if (store === undefined) {
    const whose = under === 'windows' ? 'window' : 'gate';
    io.err.write(`the report was not fetched: the ${whose}'s history does not tell where it is\n`);
    return Object.fromEntries(reportFormats.map((format) => [format, null])) as Record<ReportFormat, null>;
  }
  const copies = reportFormats.map(async (format) => [format, await copy(store, { run, format, folder }, io)] as const);
  return Object.fromEntries(await Promise.all(copies)) as Record<ReportFormat, string | null>;
}

/** By the address, where that is of this run and its bucket's name one that a bucket can have: it becomes part of a host. */
export function storeOf({
  run,
  uri,
  region,
  under = 'reports',
}: Pick<FetchInput, 'run' | 'uri' | 'region' | 'under'>): ReportStore | undefined {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/.exec(uri ?? '') ?? [];
  if (bucket === undefined || key !== `${under}/${run}/${reportFile('json')}`) return undefined;
  return s3ReportStore(bucket, new S3Client({ region, ...inTime }), under);
}

interface Copied {
  readonly run: string;
  readonly format: ReportFormat;
  readonly folder: string;
}

async function copy(store: ReportStore, { run, format, folder }: Copied, io: Io): Promise<string | null> {
  const file = join(folder, reportFile(format));
  const path = resolve(io.folder, file);
  try {
    await writeFile(path, await callAws('S3', 's3:GetObject', () => store.read(run, format)));
    return file;
  } catch (cause) {
    // What an earlier run left there must not be taken for this run's.
    await rm(path, { force: true }).catch(() => {});
    io.err.write(`${file} was not fetched: ${clean((cause as Error).message)}\n`);
    return null;
  }
}

/** By the names that the conclusion's `report` has. */
export function filesByName({ md: markdown, ...rest }: FetchedReports) {
  return { ...rest, markdown };
}
