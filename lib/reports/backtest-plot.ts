import type { Suggestion, Tried } from '../backtest/backtest.ts';
import { labelled } from './backtest-plot-labels.ts';

/** Where things lie in the plot of a suggestion. Along x as a share of the width, along y in pixels from its upper edge. */
export interface Plot {
  readonly points: readonly PlotPoint[];
  readonly xTicks: readonly { readonly at: number; readonly label: string }[];
  readonly yTicks: readonly { readonly y: number; readonly label: string }[];
  /** Where the settings stand that miss half of the faults or more; absent where none does. */
  readonly missedAt?: number;
  /** Where one false rollback per 1,000 is. */
  readonly goalY: number;
}

/** Settings whose results lie so near to each other that one mark stands for all. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  readonly lowY: number;
  readonly highY: number;
  /** Numbers of the rows below that it stands for, from 1 on. */
  readonly numbers: readonly number[];
  readonly kind: PointKind;
  readonly label: PlotLabel;
}
export type PointKind = 'configured' | 'suggested' | 'both' | 'other';

export interface PlotLabel {
  readonly text: string;
  /** From the point, in pixels. */
  readonly dx: number;
  readonly dy: number;
  readonly anchor: 'start' | 'end' | 'middle';
}

export const plotTop = 26;
export const plotHeight = 240;
/** The goal of the suggestions: false rollbacks per 1,000 healthy windows. */
export const goal = 1;
/** What the plot is on a phone, and there labels must not cover each other. In pixels. */
export const narrowest = 240;
/** So near that marks would cover each other, in pixels there. */
const near = 9;
/** So near that it is the same. */
const same = 2;
/** Those that miss stand beside the scale, right of it. */
const scaleBesideMissed = 0.78;
const missedPlace = 0.92;

export function plotOf({ tried, configured, suggested }: Suggestion): Plot {
  const minutes = tried.flatMap(({ detectionSeconds }) => (detectionSeconds === null ? [] : [detectionSeconds / 60]));
  const hasMissed = minutes.length < tried.length;
  const scale = xScaleOf(minutes, hasMissed ? scaleBesideMissed : 1);
  const highest = Math.max(goal * 4, ...tried.map(({ falseRollbacks }) => falseRollbacks.high));
  const xOf = ({ detectionSeconds }: Tried): number =>
    detectionSeconds === null ? missedPlace : scale.at(detectionSeconds / 60);
  // A square root: 1 and 100 per 1,000 both matter, and 0 has its place.
  const yOf = (per1000: number): number => {
    const share = 1 - Math.sqrt(Math.max(0, per1000) / highest);
    return Number((plotTop + plotHeight * share).toFixed(1));
  };
  const roles = rolesOf(configured, suggested);
  const placed = tried.map((one, index) => ({
    x: xOf(one),
    y: yOf(one.falseRollbacks.per1000),
    lowY: yOf(one.falseRollbacks.low),
    highY: yOf(one.falseRollbacks.high),
    numbers: [index + 1],
    kind: kindOf(index, configured, suggested),
    roles,
  }));
  return {
    points: labelled(grouped(placed)),
    xTicks: scale.ticks.map((value) => ({ at: scale.at(value), label: String(value) })),
    yTicks: yTicksOf(highest).map((value) => ({ y: yOf(value), label: value.toLocaleString('en-US') })),
    ...(hasMissed ? { missedAt: missedPlace } : {}),
    goalY: yOf(goal),
  };
}

function kindOf(index: number, configured: number, suggested: number | undefined): PointKind {
  if (index === configured) return index === suggested ? 'both' : 'configured';
  return index === suggested ? 'suggested' : 'other';
}

function rolesOf(configured: number, suggested: number | undefined): Placed['roles'] {
  const own = { [configured + 1]: ' configured' };
  if (suggested === undefined) return own;
  return suggested === configured
    ? { [configured + 1]: ' configured, suggested' }
    : { ...own, [suggested + 1]: ' suggested' };
}

/** A mark, and no label yet. */
export interface Placed extends Omit<PlotPoint, 'label'> {
  /** What is said beside the number of a row. */
  readonly roles: Readonly<Record<number, string>>;
}

/** What comes out alike has one mark; beside the configured and the suggested settings only what comes out the same. */
function grouped(placed: readonly Placed[]): Placed[] {
  const groups: Placed[] = [];
  for (const one of placed.toSorted((a, b) => Number(a.kind === 'other') - Number(b.kind === 'other'))) {
    const place = groups.findIndex((group) => {
      const within = group.kind === 'other' ? near : same;
      return Math.abs(group.x - one.x) * narrowest < within && Math.abs(group.y - one.y) < within;
    });
    const group = groups[place];
    if (group === undefined) groups.push(one);
    else groups[place] = merged(group, one);
  }
  return groups;
}

function merged(group: Placed, one: Placed): Placed {
  return {
    ...group,
    lowY: Math.max(group.lowY, one.lowY),
    highY: Math.min(group.highY, one.highY),
    numbers: [...group.numbers, ...one.numbers],
    kind: one.kind === 'other' ? group.kind : 'both',
  };
}

interface XScale {
  readonly ticks: readonly number[];
  readonly at: (minutes: number) => number;
}

const minuteTicks = [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60, 90, 120, 240, 480, 1440];

/** Logarithmic: 2 and 3 minutes are as far apart as 20 and 30. */
function xScaleOf(minutes: readonly number[], width: number): XScale {
  const [fastest, slowest] = minutes.length === 0 ? [1, 10] : [Math.min(...minutes), Math.max(...minutes)];
  const first = minuteTicks.findLast((tick) => tick < fastest) ?? 0.5;
  const last = minuteTicks.find((tick) => tick > slowest) ?? slowest * 1.1;
  const share = (value: number): number => Math.log(Math.max(first, value) / first) / Math.log(last / first);
  const within = minuteTicks.filter((tick) => tick >= first && tick <= last);
  return { ticks: spread(within, (tick) => share(tick) * width), at: (value) => share(value) * width };
}

function yTicksOf(highest: number): number[] {
  const fitting = [0, 1, 5, 10, 20, 50, 100, 200, 500, 1000].filter((value) => value <= highest);
  return spread(fitting, (value) => Math.sqrt(value / highest));
}

/** Those whose labels do not run into each other. @param at a share of the scale's length. */
function spread(ticks: readonly number[], at: (tick: number) => number): number[] {
  const kept: number[] = [];
  for (const tick of ticks) {
    const last = kept.at(-1);
    if (last === undefined || at(tick) - at(last) >= 0.09) kept.push(tick);
  }
  return kept;
}
