import { describe, expect, it } from 'vitest';
import { securityScans } from '../../../lib/checks/code-quality/security-scans.ts';
import type { Alert, Analysis, CodeScanning } from '../../../lib/domain/github.ts';
import { ask } from '../../support/ask.ts';
import { alert, analysis, commit, fakeGithub, unseen } from './fakes.ts';

type Severity = 'critical' | 'high' | 'medium' | 'low';

interface Given {
  readonly scanning?: CodeScanning;
  readonly analyses?: readonly Analysis[];
  /** Open alerts, by ref. */
  readonly open?: Readonly<Record<string, readonly Alert[]>>;
  readonly fixed?: readonly Alert[];
  readonly tools?: string[];
  readonly severity?: Severity;
}

const main = 'refs/heads/main';
const both = [analysis('CodeQL'), analysis('Trivy')];
const on = 'commit 3f786850e387 of acme/shop-api';

async function judge({ scanning, analyses, open = {}, fixed = [], tools, severity }: Given) {
  const github = fakeGithub({
    codeScanning: async () => scanning ?? { enabled: true, analyses: analyses ?? both, exhausted: true },
    openAlerts: async (ref) => open[ref] ?? [],
    alertsFixedSince: async () => fixed,
  });
  const config = { tools: tools ?? ['CodeQL', 'Trivy'], ...(severity === undefined ? {} : { severity }) };
  return { ...(await ask(securityScans, { config, sources: { github } })), calls: github.calls };
}

describe('security-scans', () => {
  it('passes when each tool analyzed the commit and nothing is open, with two questions', async () => {
    const result = await judge({});
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'CodeQL and Trivy found nothing of severity high or above',
      evidence: [
        {
          where: `CodeQL on ${on}`,
          observed: 'no open alert (refs/heads/main)',
          expected: 'no open alert of severity high or above',
        },
        { where: `Trivy on ${on}` },
      ],
    });
    expect(result.calls).toEqual([`codeScanning ${commit} CodeQL,Trivy`, `openAlerts ${main}`]);
  });

  it('fails for an open alert, the worst first', async () => {
    const alerts = [alert(7), alert(8, { securitySeverity: 'critical', rule: 'js/code-injection' })];
    const result = await judge({ open: { [main]: alerts } });
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: 'CodeQL has 2 alerts of severity high or above',
      evidence: [
        {
          where: 'acme/shop-api code scanning alert #8',
          observed: 'critical: js/code-injection by CodeQL',
          when: '2026-11-01T10:00:00Z',
        },
        { where: 'acme/shop-api code scanning alert #7', observed: 'high: js/sql-injection by CodeQL' },
        { where: `Trivy on ${on}` },
      ],
    });
  });

  it.each([
    ['critical', { securitySeverity: 'critical' }, 'critical', 'fail'],
    ['critical', { securitySeverity: 'high' }, 'critical', 'pass'],
    ['high', { securitySeverity: 'high' }, undefined, 'fail'],
    ['high', { securitySeverity: 'medium', severity: 'error' }, undefined, 'pass'],
    ['medium', { securitySeverity: 'medium' }, 'medium', 'fail'],
    ['medium', { securitySeverity: 'low' }, 'medium', 'pass'],
    ['low', { securitySeverity: 'low' }, 'low', 'fail'],
    ['high', { securitySeverity: undefined, severity: 'error' }, 'high', 'fail'],
    ['critical', { securitySeverity: undefined, severity: 'error' }, 'critical', 'pass'],
    ['high', { securitySeverity: undefined, severity: 'warning' }, 'high', 'pass'],
    ['medium', { securitySeverity: undefined, severity: 'warning' }, 'medium', 'fail'],
    ['medium', { securitySeverity: undefined, severity: 'note' }, 'medium', 'pass'],
    ['low', { securitySeverity: undefined, severity: 'note' }, 'low', 'fail'],
    ['low', { securitySeverity: undefined, severity: 'none' }, 'low', 'pass'],
    ['critical', { securitySeverity: undefined, severity: undefined }, 'critical', 'fail'],
    ['critical', { securitySeverity: 'catastrophic', severity: 'note' }, 'critical', 'fail'],
    ['critical', { securitySeverity: undefined, severity: 'constructor' }, 'critical', 'fail'],
  ] as const)('from %s on, an alert of %j, as configured (%s): %s', async (_from, change, severity, outcome) => {
    const given = { open: { [main]: [alert(7, change)] }, ...(severity === undefined ? {} : { severity }) };
    await expect(judge(given)).resolves.toMatchObject({ outcome });
  });

  it('says how many are milder', async () => {
    const result = await judge({ open: { [main]: [alert(7, { securitySeverity: 'low' })] } });
    expect(result.evidence[0]?.observed).toBe('1 open, all milder (refs/heads/main)');
  });

  it('lets only alerts of the named tools count', async () => {
    const open = { [main]: [alert(7, { tool: 'Semgrep' })] };
    await expect(judge({ open })).resolves.toMatchObject({ outcome: 'pass' });
    const analyses = [...both, analysis('Semgrep')];
    await expect(judge({ open, analyses, tools: ['Semgrep'] })).resolves.toMatchObject({ outcome: 'fail' });
  });

  it('fails for a repository without code scanning', async () => {
    const scanning: CodeScanning = { enabled: false, reason: 'Code scanning is not enabled for this repository' };
    const result = await judge({ scanning });
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: 'acme/shop-api has no code scanning',
      evidence: [{ observed: 'no code scanning: Code scanning is not enabled for this repository' }],
    });
  });

  it('fails where a tool has no analysis of the commit, though no alert is open', async () => {
    await expect(judge({ analyses: [analysis('CodeQL')] })).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'Trivy has not analyzed the commit',
      evidence: [{ where: on, observed: 'no analysis, only by CodeQL', expected: 'an analysis by Trivy' }, {}],
    });
    await expect(judge({ analyses: [] })).resolves.toMatchObject({
      outcome: 'fail',
      evidence: [{ observed: 'no analysis by any tool' }, {}],
    });
  });

  it('could not look: the search was given up before a tool was found', async () => {
    const analyses = [analysis('CodeQL')];
    const result = await judge({ scanning: { enabled: true, analyses, exhausted: false } });
    expect(result.outcome).toBe('error');
    expect(result.summary).toMatch(/hold none of the commit by Trivy, and older ones were not looked through/);
    const passed = await judge({ scanning: { enabled: true, analyses: both, exhausted: false } });
    expect(passed.outcome).toBe('pass');
    const failed = await judge({
      scanning: { enabled: true, analyses, exhausted: false },
      open: { [main]: [alert(7)] },
    });
    expect(failed.outcome).toBe('fail');
  });

  it('fails for an analysis that GitHub could not use, until a newer one of its kind is there', async () => {
    const broken = analysis('Trivy', { error: 'error reading field ruleId', category: 'image' });
    await expect(judge({ analyses: [...both, broken] })).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'Trivy could not analyze the commit',
      evidence: [{ where: `Trivy on ${on} (image)`, observed: 'an error: error reading field ruleId' }, {}],
    });
    const again = { ...broken, error: '', createdAt: '2026-11-23T10:30:00Z' };
    await expect(judge({ analyses: [...both, broken, again] })).resolves.toMatchObject({ outcome: 'pass' });
    await expect(judge({ analyses: [again, broken, ...both] })).resolves.toMatchObject({ outcome: 'pass' });
  });

  it('asks for each ref once, and for the branch rather than the merge queue or the pull request', async () => {
    const queue = 'refs/heads/gh-readonly-queue/main/pr-118-abc';
    const pull = 'refs/pull/118/merge';
    const later = '2026-11-23T11:59:00Z';
    const analyses = [
      analysis('CodeQL', { category: 'go' }),
      analysis('CodeQL', { category: 'go', ref: queue, createdAt: later, newest: false }),
      analysis('CodeQL', { category: 'js', ref: pull, createdAt: later }),
      analysis('CodeQL', { category: 'js' }),
      analysis('Trivy', { ref: queue }),
    ];
    const result = await judge({ analyses, open: { [queue]: [alert(9, { tool: 'Trivy' }), alert(7)] } });
    expect(result).toMatchObject({ outcome: 'fail', summary: 'Trivy has 1 alert of severity high or above' });
    expect(result.calls.slice(1).toSorted()).toEqual([`openAlerts ${queue}`, `openAlerts ${main}`]);
  });

  it('looks at every branch on which the commit was analyzed, so that a later empty analysis hides nothing', async () => {
    const aside = analysis('CodeQL', { ref: 'refs/heads/aside', createdAt: '2026-11-23T11:30:00Z' });
    const result = await judge({ analyses: [aside, ...both], open: { [main]: [alert(7)] } });
    expect(result).toMatchObject({ outcome: 'fail', summary: 'CodeQL has 1 alert of severity high or above' });
    expect(result.calls.slice(1).toSorted()).toEqual(['openAlerts refs/heads/aside', `openAlerts ${main}`]);
  });

  it('counts an alert whose tool GitHub does not name', async () => {
    const open = { [main]: [alert(7, { tool: '' })] };
    await expect(judge({ open, tools: ['Trivy'] })).resolves.toMatchObject({ outcome: 'fail' });
  });

  it.each([
    ['was open in the commit', '2026-11-01T10:00:00Z', 'fail'],
    ['came with the analysis of the commit', '2026-11-23T10:05:00Z', 'fail'],
    ['came after it', '2026-11-23T10:05:01Z', 'pass'],
    ['has no readable time', 'yesterday', 'fail'],
  ])('where the branch went on, an alert that was repaired there and %s: %s', async (_what, createdAt, outcome) => {
    const analyses = [analysis('CodeQL', { newest: false }), analysis('Trivy')];
    const result = await judge({ analyses, fixed: [alert(7, { createdAt })] });
    expect(result.outcome).toBe(outcome);
    expect(result.calls).toContain(`alertsFixedSince ${main} 2026-11-23T10:00:00.000Z`);
    expect(result.calls).toHaveLength(3);
  });

  it('asks since the earliest of several languages, and counts an alert once', async () => {
    const analyses = [
      analysis('CodeQL', { newest: false, category: 'go', createdAt: '2026-11-23T10:20:00Z' }),
      analysis('CodeQL', { newest: false, category: 'js', createdAt: '2026-11-23T10:10:00Z' }),
    ];
    const again = alert(7, { createdAt: '2026-11-23T10:24:00Z' });
    const result = await judge({ analyses, tools: ['CodeQL'], open: { [main]: [again] }, fixed: [again] });
    expect(result).toMatchObject({ outcome: 'fail', summary: 'CodeQL has 1 alert of severity high or above' });
    expect(result.calls).toContain(`alertsFixedSince ${main} 2026-11-23T10:10:00.000Z`);
  });

  it('counts every open alert, also one that came after the commit', async () => {
    const analyses = [analysis('CodeQL', { newest: false }), analysis('Trivy')];
    const open = { [main]: [alert(7, { createdAt: '2026-11-23T11:59:00Z' })] };
    await expect(judge({ analyses, open })).resolves.toMatchObject({ outcome: 'fail' });
  });

  it('could not look: an analysis without a readable time', async () => {
    const analyses = [analysis('CodeQL', { newest: false, createdAt: 'soon' })];
    await expect(judge({ analyses, tools: ['CodeQL'] })).resolves.toMatchObject({
      outcome: 'error',
      summary: 'could not look: GitHub gave no readable time for an analysis on refs/heads/main',
    });
  });

  it.each(['codeScanning', 'openAlerts', 'alertsFixedSince'] as const)(
    'could not look: %s gives no answer',
    async (method) => {
      const analyses = [analysis('CodeQL', { newest: false })];
      const github = fakeGithub({
        codeScanning: async () => ({ enabled: true, analyses, exhausted: true }),
        openAlerts: async () => [],
        alertsFixedSince: async () => [],
        [method]: unseen,
      });
      const result = await ask(securityScans, { config: { tools: ['CodeQL'] }, sources: { github } });
      expect(result).toMatchObject({
        outcome: 'error',
        summary: 'could not look: GitHub: acme/shop-api is not visible',
      });
    },
  );

  it('holds ten thousand alerts', async () => {
    const alerts = Array.from({ length: 10_000 }, (_, index) => alert(index));
    const result = await judge({ open: { [main]: alerts } });
    expect(result).toMatchObject({ outcome: 'fail', summary: 'CodeQL has 10000 alerts of severity high or above' });
    expect(result.evidence.at(-1)?.where).toBe('left out');
  });

  it.each([
    [{ tools: [] }],
    [{ tools: [''] }],
    [{ tools: ['CodeQL', 'CodeQL'] }],
    [{ tools: ['CodeQL'], severity: 'error' }],
    [{}],
  ])('refuses the settings %j', (config) => {
    expect(securityScans.config.safeParse(config).success).toBe(false);
  });
});
