import { relative } from 'node:path';
import { differences, windowDifferences } from './expectation.ts';
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
}

/** 0 only where the release went out, and stayed. */
export function exitCodeOf({ gate, window }: Pick<ScenarioResult, 'gate' | 'window'>): 0 | 1 {
  return gate.report.verdict === 'go' && window?.report.result === 'healthy' ? 0 : 1;
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

function windowOf({ report, files, serves }: EndedWindow) {
  const { result, trigger, run, tookSeconds, approvals = [] } = report;
  return {
    result,
    trigger: trigger ?? null,
    run: run.id,
    serves,
    /** From the trigger to the verified rollback. */
    tookSeconds: tookSeconds ?? null,
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
  const serves = window === undefined ? '' : `shop-api ${window.serves} serves\n`;
  return `\n${comparison(result, yes)}\n${serves}report: ${where}\ntook: ${times.join(', ')}\n`;
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
