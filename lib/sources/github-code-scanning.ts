import * as z from 'zod/mini';
import type { Alert, Analysis, CodeScanning } from '../domain/github.ts';
import { SourceError } from '../domain/source-error.ts';
import type { Github } from './github.ts';
import type { GithubClient, GithubParameters } from './github-client.ts';
import { GithubFailure } from './github-failure.ts';
import { listOf, mustShow, pagesOf } from './github-list.ts';

/** GitHub's OpenAPI description requires neither of a tool's fields. */
const toolForm = z.object({ name: z.optional(z.string()) });

const analysisForm = z.object({
  ref: z.string(),
  commit_sha: z.string(),
  category: z.optional(z.string()),
  error: z.string(),
  created_at: z.string(),
  tool: toolForm,
});
type AnalysisAnswer = z.output<typeof analysisForm>;

const alertForm = z.object({
  number: z.int(),
  created_at: z.string(),
  updated_at: z.optional(z.string()),
  fixed_at: z.nullish(z.string()),
  rule: z.object({
    id: z.nullish(z.string()),
    name: z.optional(z.string()),
    severity: z.nullish(z.string()),
    security_severity_level: z.nullish(z.string()),
  }),
  tool: toolForm,
});
type AlertAnswer = z.output<typeof alertForm>;

/** 1,000 analyses: an analysis of the release's commit that is older than all of these is not looked for. */
const searchedPages = 10;

type Parts = Pick<Github, 'codeScanning' | 'openAlerts' | 'alertsFixedSince'>;

/** What code scanning found, and whether it looked. */
export function codeScanning(client: GithubClient): Parts {
  return {
    async codeScanning(commit, tools, signal) {
      try {
        return await findAnalyses(client, commit, tools, signal);
      } catch (cause) {
        if (await isWithoutAnalyses(client, cause, signal)) return { enabled: true, analyses: [], exhausted: true };
        const reason = reasonOfDisabled(cause);
        if (reason === undefined) throw cause;
        return { enabled: false, reason };
      }
    },
    openAlerts: (ref, signal) =>
      ofAnalyzed(client, ref, signal, async () => {
        const alerts = await listOf(alertsQuestion(client, { ref, state: 'open' }, signal));
        return alerts.map(alertOf);
      }),
    alertsFixedSince: (ref, since, signal) =>
      ofAnalyzed(client, ref, signal, () => findFixed(client, ref, since, signal)),
  };
}

/** Alerts of a ref that has an analysis: "no analysis found" is then no answer, and least of all "no alerts". */
async function ofAnalyzed(
  client: GithubClient,
  ref: string,
  signal: AbortSignal,
  question: () => Promise<readonly Alert[]>,
): Promise<readonly Alert[]> {
  try {
    return await question();
  } catch (cause) {
    if (!(await isWithoutAnalyses(client, cause, signal))) throw cause;
    throw new SourceError(`GitHub lists an analysis of ${ref}, and then none for its alerts`, { cause });
  }
}

async function findAnalyses(
  client: GithubClient,
  commit: string,
  tools: readonly string[],
  signal: AbortSignal,
): Promise<CodeScanning> {
  const route = 'GET /repos/{owner}/{repo}/code-scanning/analyses';
  const parameters = { sort: 'created', direction: 'desc' };
  const analyses: Analysis[] = [];
  /** Of each tool, category and ref: whether another commit was analyzed later. */
  const overtaken = new Set<string>();
  let pages = 0;
  for await (const page of pagesOf({ client, route, parameters, form: analysisForm, name: 'analyses', signal })) {
    pages += 1;
    for (const answer of page.entries) {
      const line = JSON.stringify([answer.tool.name, answer.category, answer.ref]);
      if (answer.commit_sha === commit) analyses.push(analysisOf(answer, !overtaken.has(line)));
      else overtaken.add(line);
    }
    const found = tools.every((tool) => analyses.some((one) => one.tool === tool));
    if (!page.more) return { enabled: true, analyses, exhausted: true };
    // Where the page ends within the commit's analyses, those of other languages may be on the next.
    const isWithin = page.entries.at(-1)?.commit_sha === commit;
    if ((found && !isWithin) || pages === searchedPages) break;
  }
  return { enabled: true, analyses, exhausted: false };
}

function analysisOf({ tool, category, ref, error, created_at }: AnalysisAnswer, newest: boolean): Analysis {
  return { tool: tool.name ?? '', category: category ?? '', ref, error, createdAt: created_at, newest };
}

/** The newest update first: what was updated before the instant was fixed before it. */
async function findFixed(client: GithubClient, ref: string, since: Date, signal: AbortSignal): Promise<Alert[]> {
  const parameters = { ref, state: 'fixed', sort: 'updated', direction: 'desc' };
  // Also where its time cannot be read.
  const after = (instant: string): boolean => !(Date.parse(instant) <= since.getTime());
  const fixed: Alert[] = [];
  for await (const { entries } of pagesOf(alertsQuestion(client, parameters, signal))) {
    fixed.push(...entries.filter(({ fixed_at }) => typeof fixed_at === 'string' && after(fixed_at)).map(alertOf));
    const last = entries.at(-1)?.updated_at;
    if (last !== undefined && !after(last)) break;
  }
  return fixed;
}

function alertsQuestion(client: GithubClient, parameters: GithubParameters, signal: AbortSignal) {
  const route = 'GET /repos/{owner}/{repo}/code-scanning/alerts';
  return { client, route, parameters, form: alertForm, name: 'code scanning alerts', signal };
}

function alertOf({ number, tool, rule, created_at }: AlertAnswer): Alert {
  return {
    number,
    tool: tool.name ?? '',
    rule: rule.id ?? rule.name ?? '',
    securitySeverity: rule.security_severity_level ?? undefined,
    severity: rule.severity ?? undefined,
    createdAt: created_at,
  };
}

/** `no analysis found` is GitHub's word where nothing was ever uploaded. Any other 404 may be one that hides something. */
async function isWithoutAnalyses(client: GithubClient, cause: unknown, signal: AbortSignal): Promise<boolean> {
  if (!(cause instanceof GithubFailure) || cause.status !== 404) return false;
  if (/^no analysis found\b/i.test(cause.words)) return true;
  await mustShow(client, signal);
  return false;
}

/** The names under which GitHub sold it: Advanced Security, since 2025 Code Security. */
function reasonOfDisabled(cause: unknown): string | undefined {
  if (!(cause instanceof GithubFailure) || cause.status !== 403) return undefined;
  const disabled = /\b(?:must be|is not|not) enabled\b|\bis disabled\b/i.test(cause.words);
  return disabled && /\b(?:code scanning|(?:advanced|code) security)\b/i.test(cause.words) ? cause.words : undefined;
}
