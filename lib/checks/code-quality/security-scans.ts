import * as z from 'zod/mini';
import { type Finding, fail } from '../../domain/check-result.ts';
import {
  analysisFailed,
  decidingAnalyses,
  type EnabledScanning,
  judgeAlerts,
  notAnalyzed,
  securitySeverities,
  spanOf,
  wasThere,
} from '../../domain/code-scanning.ts';
import type { Alert, Analysis } from '../../domain/github.ts';
import { judgeAll } from '../../domain/judge-all.ts';
import { listed } from '../../domain/listed.ts';
import { shortCommit } from '../../domain/short-commit.ts';
import { SourceError } from '../../domain/source-error.ts';
import { type CheckContext, defineCheck } from '../define-check.ts';

const settings = z.strictObject({
  /** By the names under which GitHub lists their alerts. Each must have analyzed the commit. */
  tools: z.array(z.string().check(z.minLength(1), z.maxLength(100))).check(
    z.minLength(1),
    z.refine((tools) => new Set(tools).size === tools.length, 'must name each tool once'),
  ),
  /** The lowest severity that keeps a release back; `high` is also where GitHub's own check fails ("About code scanning alerts"). */
  severity: z._default(z.enum(securitySeverities), 'high'),
});

type Context = CheckContext<z.output<typeof settings>, 'github'>;
type AlertsOn = (ref: string) => Promise<readonly Alert[]>;

export const securityScans = defineCheck({
  id: 'security-scans',
  needs: ['github'],
  needsRelease: true,
  config: settings,
  remediation:
    'Repair what the alert shows, or dismiss it on GitHub with a reason; where an analysis is missing, run the scan on the commit. Then run the gate again.',
  async run(context) {
    const { config, sources, release, signal } = context;
    const { github } = sources;
    const where = `commit ${shortCommit(release.commit)} of ${github.repository}`;
    const scanning = await github.codeScanning(release.commit, config.tools, signal);
    if (!scanning.enabled) {
      const expected = `analyses by ${config.tools.join(', ')}`;
      const evidence = [{ where: github.repository, observed: `no code scanning: ${scanning.reason}`, expected }];
      return fail(`${github.repository} has no code scanning`, evidence);
    }
    const open = new Map<string, Promise<readonly Alert[]>>();
    const alertsOn: AlertsOn = (ref) => {
      const asked = open.get(ref) ?? github.openAlerts(ref, signal);
      open.set(ref, asked);
      return asked;
    };
    const parts = config.tools.map((tool) => ({
      name: `${tool} on ${where}`,
      found: judgeTool(tool, where, scanning, alertsOn, context),
    }));
    return judgeAll(
      parts,
      () => `${listed(config.tools, 'and')} found nothing of severity ${config.severity} or above`,
    );
  },
});

async function judgeTool(
  tool: string,
  where: string,
  scanning: EnabledScanning,
  alertsOn: AlertsOn,
  { config, sources: { github }, signal }: Context,
): Promise<Finding> {
  const analyses = decidingAnalyses(scanning.analyses.filter((one) => one.tool === tool));
  if (analyses.length === 0) return notAnalyzed(tool, where, scanning);
  const broken = analyses.filter(({ error }) => error !== '');
  if (broken.length > 0) return analysisFailed(tool, where, broken);
  const refs = [...new Set(analyses.map(({ ref }) => ref))];
  const found = await Promise.all(
    refs.map(async (ref) => {
      const here = analyses.filter((one) => one.ref === ref);
      const [open, fixedLater] = await Promise.all([
        alertsOn(ref),
        alertsFixedLater(ref, here, (since) => github.alertsFixedSince(ref, since, signal)),
      ]);
      return (
        [...open, ...fixedLater]
          // GitHub's description does not promise the tool's name: an alert of nobody knows whom is anybody's.
          .filter((alert) => alert.tool === tool || alert.tool === '')
          .map((alert): [number, Alert] => [alert.number, alert])
      );
    }),
  );
  const alerts = [...new Map(found.flat()).values()];
  return judgeAlerts({ tool, where, refs, alerts, repository: github.repository }, config.severity);
}

/**
 * The commit decides, not the branch: what a later commit repaired is still open in this one. What came after the
 * commit's analyses is not in it. Of the alerts that are open, all count: whether they are older is not asked.
 */
async function alertsFixedLater(
  ref: string,
  analyses: readonly Analysis[],
  fixedSince: (since: Date) => Promise<readonly Alert[]>,
): Promise<readonly Alert[]> {
  const [first, ...rest] = analyses.filter(({ newest }) => !newest);
  if (first === undefined) return [];
  // An alert does not say which of several analyses, of a language each, it belongs to: the widest span misses none.
  const [earliest, latest] = spanOf([first, ...rest]);
  const since = new Date(earliest.createdAt);
  if (Number.isNaN(since.getTime())) throw new SourceError(`GitHub gave no readable time for an analysis on ${ref}`);
  return (await fixedSince(since)).filter((alert) => wasThere(alert, latest));
}
