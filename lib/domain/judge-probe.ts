import { type Finding, fail, pass } from './check-result.ts';
import { cutText } from './evidence.ts';
import { isHtml, titleOf } from './html-title.ts';
import { isRecord } from './is-record.ts';
import { jsonOf } from './json.ts';
import { valueAt } from './json-query.ts';
import { listed } from './listed.ts';
import { onOneLine } from './one-line.ts';
import { type Probe, probeName } from './probe.ts';
import { redact } from './secret.ts';

/** What came back, as the source `web` gives it. */
export interface ProbeAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly tookMs: number;
}

/** Which release must be answering, by what the answer's JSON says of it. */
export interface ExpectedRelease {
  /** Singular queries of RFC 9535: of the version, and of the commit, whole or its first 7 characters or more. */
  readonly queries: { readonly version?: string | undefined; readonly commit?: string | undefined };
  readonly release: { readonly version: string; readonly commit: string };
  readonly previous?: { readonly version: string; readonly commit: string } | undefined;
}

/** Of the answer, in a sentence. */
const longestShown = 80;
/** As Git abbreviates at least (core.abbrev). */
const shortestCommit = 7;

/**
 * Whether the answer is what the probe asks for. Of one with another status nothing but its speed is judged beside: what it holds belongs to
 * that status.
 */
export function judgeProbe(probe: Probe, answer: ProbeAnswer, expected?: ExpectedRelease): Finding {
  const problems = [...problemsOf(probe, answer, expected), ...tooSlow(probe, answer)];
  const seen = `HTTP ${answer.status} in ${wholeMs(answer)} ms`;
  const evidence = [
    {
      where: placeOf(probe),
      observed: [seen, ...problems].join('; '),
      expected: expectationOf(probe, expected),
    },
  ];
  const name = probeName(probe);
  return problems.length === 0
    ? pass(`${name} answers as it should`, evidence)
    : fail(`${name} ${listed(problems, 'and')}`, evidence);
}

/** As evidence names it: with its host, without its query. */
export function placeOf({ name, method, url }: Pick<Probe, 'name' | 'method' | 'url'>): string {
  const { origin, pathname } = new URL(url);
  const request = `${method} ${origin}${pathname}`;
  return name === undefined ? request : `${name} (${request})`;
}

/** What a right answer is, in words. */
export function expectationOf({ status, text, json, withinMs }: Probe, expected?: ExpectedRelease): string {
  const values = Object.entries(json ?? {}).map(([query, value]) => `${query} is ${JSON.stringify(value)}`);
  const releases = expected === undefined ? [] : wantedOf(expected).map(({ query, value }) => `${query} is ${value}`);
  return [
    `HTTP ${listed([status].flat().map(String), 'or')}`,
    ...(text === undefined ? [] : [`the text ${JSON.stringify(text)}`]),
    ...values,
    ...releases,
    ...(withinMs === undefined ? [] : [`within ${withinMs} ms`]),
  ].join(', ');
}

function problemsOf(probe: Probe, answer: ProbeAnswer, expected: ExpectedRelease | undefined): string[] {
  const accepted = [probe.status].flat();
  if (!accepted.includes(answer.status)) {
    const not = listed(accepted.map(String), 'or');
    const { location } = answer.headers;
    return answer.status >= 300 && answer.status < 400 && location !== undefined
      ? [`redirects to ${targetOf(location, probe.url)} (HTTP ${answer.status}, not ${not})`]
      : [`answers with HTTP ${answer.status}, not ${not}`];
  }
  return [...withoutText(probe, answer), ...wrongValues(probe, answer, expected)];
}

/** Where a redirect leads: its host alone, since the rest may carry a token. */
function targetOf(location: string, url: string): string {
  if (!URL.canParse(location, url)) return 'an address that cannot be read';
  const target = new URL(location, url);
  const asked = new URL(url);
  if (target.origin === asked.origin) return 'another address of the same host';
  if (!['http:', 'https:'].includes(target.protocol)) return 'something that is not HTTP';
  if (target.host === asked.host) return 'the same host without TLS';
  return `another host, ${cutText(target.host, longestShown)}`;
}

function withoutText({ text }: Probe, answer: ProbeAnswer): string[] {
  if (text === undefined || answer.body.includes(text)) return [];
  return [`answers with ${contentOf(answer)} without ${JSON.stringify(cutText(text, longestShown))}`];
}

function wrongValues(probe: Probe, answer: ProbeAnswer, expected: ExpectedRelease | undefined): string[] {
  const values = Object.entries(probe.json ?? {});
  const wanted = expected === undefined ? [] : wantedOf(expected);
  if (values.length + wanted.length === 0) return [];
  // A byte order mark, which no text of JSON begins with, may be ignored (RFC 8259, section 8.1).
  const json = jsonOf(answer.body.replace(/^\u{FEFF}/u, ''));
  if (json === undefined) return [`answers with ${contentOf(answer)}, which is not JSON`];
  return [
    ...values.flatMap(([query, value]) => {
      const found = valueAt(json, query);
      return found?.value === value ? [] : [`says that ${query} is ${shown(found)}, not ${JSON.stringify(value)}`];
    }),
    ...wanted.flatMap((one) => otherRelease(one, valueAt(json, one.query))),
  ];
}

interface Wanted {
  readonly query: string;
  readonly value: string;
  readonly before: string | undefined;
  readonly isCommit: boolean;
}

function wantedOf({ queries, release, previous }: ExpectedRelease): Wanted[] {
  return (['version', 'commit'] as const).flatMap((key) => {
    const query = queries[key];
    return query === undefined
      ? []
      : [{ query, value: release[key], before: previous?.[key], isCommit: key === 'commit' }];
  });
}

function otherRelease({ query, value, before, isCommit }: Wanted, found: Found): string[] {
  const isOf = (wanted: string): boolean => found?.value === wanted || (isCommit && isShortFor(found?.value, wanted));
  if (isOf(value)) return [];
  const what = isCommit ? 'commit' : 'version';
  if (before !== undefined && isOf(before)) return [`still answers as the ${what} before, ${before}, not as ${value}`];
  return [`says that ${query} is ${shown(found)}, not the release's ${what} ${value}`];
}

function isShortFor(value: unknown, commit: string): boolean {
  return typeof value === 'string' && value.length >= shortestCommit && commit.startsWith(value.toLowerCase());
}

type Found = ReturnType<typeof valueAt>;

function shown(found: Found): string {
  if (found === undefined) return 'missing';
  const { value } = found;
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'an object';
  return typeof value === 'string' ? JSON.stringify(shortened(value)) : String(value);
}

/** Redacted before it is cut: half of a secret would not be recognized. */
function shortened(text: string): string {
  return cutText(onOneLine(redact(text)), longestShown);
}

/** What an answer holds, in words: an error page is told by its title. */
function contentOf({ headers, body }: ProbeAnswer): string {
  if (body.trim() === '') return 'nothing';
  if (!isHtml(headers['content-type'], body)) return 'a text';
  const title = titleOf(body);
  return title === undefined ? 'an HTML page' : `an HTML page ${JSON.stringify(shortened(title))}`;
}

function tooSlow({ withinMs }: Probe, answer: ProbeAnswer): string[] {
  const ms = wholeMs(answer);
  return withinMs === undefined || ms <= withinMs ? [] : [`takes ${ms} ms, more than ${withinMs} ms`];
}

/** Rounded up: what is more than the limit never reads as if it were not. */
const wholeMs = ({ tookMs }: ProbeAnswer): number => Math.ceil(tookMs);
