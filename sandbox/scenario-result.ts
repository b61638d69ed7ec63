import { relative } from 'node:path';
import type { Rehearsal } from '../lib/domain/rehearsal.ts';
import { differences, lastOutcomes, windowDifferences } from './expectation.ts';
import type { GateRun } from './gate.ts';
import { healthyWindow } from './play-window.ts';
import type { Scenario } from './scenario.ts';
import type { WindowRun } from './window.ts';

/** What a scenario came to. */
export interface ScenarioResult {
  readonly name: string;
  readonly scenario: Scenario;
  readonly gate: GateRun;
  /** Only after a GO. */
  readonly window: EndedWindow | undefined;
  readonly seconds: Record<string, number>;
}

export interface EndedWindow extends WindowRun {
  /** The version of the shop that served then. */
  readonly serves: string;
  /** What it recorded of the release. */
  readonly rehearsals: readonly Rehearsal[];
}

/** 0 only where the release went out, and stayed; where going back was to be shown, where it did. */
export function exitCodeOf({ gate, window, scenario }: Pick<ScenarioResult, 'gate' | 'window' | 'scenario'>): 0 | 1 {
  const wanted = scenario.window?.drill ? 'rolled-back' : 'healthy';
  return gate.report.verdict === 'go' && window?.report.result === wanted ? 0 : 1;
}

/** The one object that `--json` prints. */
export function resultOf({ name, gate, window, seconds }: ScenarioResult) {
  const { report, files } = gate;
  return {
    scenario: name,
    verdict: report.verdict,
    run: report.run.id,
    report: filesOf(files),
    checks: report.groups.flatMap((group) => group.checks).map(({ id, group, outcome }) => ({ id, group, outcome })),
    approvals: (report.approvals ?? []).map(ofItem),
    window: window === undefined ? null : windowOf(window),
    seconds,
  };
}

function windowOf({ report, files, serves, rehearsals }: EndedWindow) {
  const { result, trigger, run, tookSeconds, drill, approvals = [] } = report;
  return {
    result,
    trigger: trigger ?? null,
    run: run.id,
    serves,
    /** From the trigger to the verified rollback. */
    tookSeconds: tookSeconds ?? null,
    /** What the last verification saw of each check after the deploy; null where none looked at it. */
    checks: lastOutcomes(report).map(({ id, outcome = null }) => ({ id, group: 'post-deploy', outcome })),
    drill: drill ?? null,
    /** What it recorded of the release. */
    rehearsals: rehearsals.map(({ step, status, by, at }) => ({ step, status, by, at })),
    approvals: approvals.map(ofItem),
    report: filesOf(files),
  };
}

const filesOf = ({ html, json, md, junit }: GateRun['files']) => ({ html, json, markdown: md, junit });

type Item = NonNullable<GateRun['report']['approvals']>[number];

function ofItem({ id, status, votes }: Pick<Item, 'id' | 'status' | 'votes'>) {
  return { id, status, votes: votes.map(({ by, choice }) => ({ by, choice })) };
}

/** For people. @param yes whether the scenario's people decided. */
export function summaryOf(result: ScenarioResult, yes: boolean): string {
  const { gate, window, seconds } = result;
  const times = Object.entries(seconds).map(([phase, took]) => `${phase} ${took.toFixed(1)} s`);
  const reports = [gate.files.html, ...(window === undefined ? [] : [window.files.html])];
  const where = reports.map((file) => relative(process.cwd(), file)).join(', ');
  const after = window === undefined ? '' : afterwards(window);
  return `\n${comparison(result, yes)}\n${after}report: ${where}\ntook: ${times.join(', ')}\n`;
}

function afterwards({ report, serves, rehearsals }: EndedWindow): string {
  const seen = lastOutcomes(report).map(({ id, outcome = 'not looked at' }) => `${id} ${outcome}`);
  const recorded = rehearsals.map(({ step, status }) => `${step} ${status}`);
  const lines = [
    ...(seen.length === 0 ? [] : [`after the deploy: ${seen.join(', ')}`]),
    `shop-api ${serves} serves`,
    ...(recorded.length === 0 ? [] : [`recorded for production's gate: ${recorded.join(', ')}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function comparison({ gate, window, scenario }: ScenarioResult, yes: boolean): string {
  // Whoever decided may have decided otherwise.
  if (asksPeople(scenario) && !yes) return 'people decided; with --yes the people of this scenario do';
  const ofWindow = window === undefined ? [] : windowDifferences(window, scenario.window ?? healthyWindow);
  const different = [...differences(gate.report, scenario), ...ofWindow];
  if (different.length === 0) return 'every outcome is as this scenario expects';
  return `not as this scenario expects:\n  ${different.join('\n  ')}`;
}

/** Whether its window asks people, whose script says what they answer. */
export function windowAsks({ window }: Scenario): boolean {
  return window?.script.some((step) => 'item' in step) ?? false;
}

const asksPeople = (scenario: Scenario): boolean => scenario.script !== undefined || windowAsks(scenario);
