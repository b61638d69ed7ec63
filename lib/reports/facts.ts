import type { Report } from '../domain/report.ts';
import { waitedWords } from './item-words.ts';
import { durationWords, instantWords } from './words.ts';

/** One line about the release or the run. `code` texts are shown in a fixed-width font. */
export interface Fact {
  readonly term: string;
  readonly values: readonly string[];
  readonly code?: boolean;
}

export interface FactList {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** Everything an auditor asks for that is not a check. */
export function factsOf(report: Report): FactList[] {
  const lists = [
    { title: 'Release', facts: releaseFacts(report) },
    { title: 'What the GO is for', facts: leaseFacts(report) },
    { title: 'Run', facts: runFacts(report) },
  ];
  return lists.filter(({ facts }) => facts.length > 0);
}

type Previous = NonNullable<NonNullable<Report['release']>['previous']>;

function releaseFacts({ service, environment, release }: Report): Fact[] {
  const place = [
    { term: 'Service', values: [service] },
    { term: 'Environment', values: [environment] },
  ];
  if (release === undefined) return [...place, { term: 'Release', values: ['none was named'] }];
  const { previous, pullRequest, migrationVersion, images } = release;
  return [
    ...place,
    { term: 'Version', values: [release.version] },
    { term: 'Commit', values: [release.commit], code: true },
    ...(pullRequest === undefined ? [] : [{ term: 'Pull request', values: [String(pullRequest)] }]),
    ...(migrationVersion === undefined ? [] : [{ term: 'Migration version', values: [String(migrationVersion)] }]),
    ...(images.length === 0 ? [] : [{ term: 'Images', values: images, code: true }]),
    ...(previous === undefined ? [] : previousFacts(previous)),
    { term: 'Requested by', values: [release.requestedBy] },
  ];
}

function previousFacts({ version, commit, migrationVersion }: Previous): Fact[] {
  return [
    { term: 'Replaces version', values: [version] },
    { term: 'Its commit', values: [commit], code: true },
    ...(migrationVersion === undefined ? [] : [{ term: 'Its migration version', values: [String(migrationVersion)] }]),
  ];
}

/** A GO is for exactly these; anything else needs a run of its own. */
function leaseFacts({ verdict, fingerprint, expiresAt }: Report): Fact[] {
  if (verdict !== 'go') return [];
  const until =
    expiresAt === undefined ? [] : [{ term: 'Holds until', values: [instantWords(expiresAt) ?? expiresAt] }];
  if (fingerprint === undefined) return until;
  return [
    ...until,
    { term: 'Commit', values: [fingerprint.commit], code: true },
    {
      term: 'Image digests',
      values: fingerprint.images.length > 0 ? fingerprint.images : ['none'],
      code: fingerprint.images.length > 0,
    },
    { term: 'Configuration', values: [fingerprint.configuration], code: true },
  ];
}

function runFacts(report: Report): Fact[] {
  const { run, fingerprint, verdict, schema } = report;
  const waited = waitedWords(report);
  const took = Date.parse(run.decidedAt) - Date.parse(run.startedAt);
  return [
    { term: 'Run', values: [run.id], code: true },
    ...(run.execution === undefined ? [] : [{ term: 'Execution', values: [run.execution], code: true }]),
    { term: 'Started', values: [instantWords(run.startedAt) ?? run.startedAt] },
    { term: 'Decided', values: [instantWords(run.decidedAt) ?? run.decidedAt] },
    { term: 'Took', values: [durationWords(Math.max(0, took))] },
    ...(waited === undefined ? [] : [{ term: 'Of it for people', values: [waited] }]),
    ...(fingerprint === undefined || verdict === 'go'
      ? []
      : [{ term: 'Configuration', values: [fingerprint.configuration], code: true }]),
    { term: 'Report format', values: [schema], code: true },
  ];
}
