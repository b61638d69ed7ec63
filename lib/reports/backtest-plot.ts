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
const scaleBesideMissed = 0.84;
const missedPlace = 0.93;

export function plotOf({ tried, configured, suggested }: Suggestion): Plot {
  const minutes = tried.flatMap(({ detectionSeconds }) => (detectionSeconds === null ? [] : [detectionSeconds / 60]));
  const hasMissed = minutes.length < tried.length;
  const span = hasMissed ? scaleBesideMissed : 1;
  const step = stepOf(Math.max(1, ...minutes));
  const longest = Math.ceil(Math.max(1, ...minutes) / step + 0.25) * step;
  const highest = Math.max(goal * 4, ...tried.map(({ falseRollbacks }) => falseRollbacks.high));
  const xOf = ({ detectionSeconds }: Tried): number =>
    detectionSeconds === null ? missedPlace : (detectionSeconds / 60 / longest) * span;
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
    xTicks: Array.from({ length: Math.floor(longest / step) + 1 }, (_, index) => ({
      at: ((index * step) / longest) * span,
      label: String(Number((index * step).toFixed(1))),
    })),
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

const mostSteps = 6;
const stepOf = (longest: number): number =>
  [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240].find((step) => longest / step <= mostSteps) ?? longest;

/** The highest ones that are not too near to each other on the square root's scale. */
function yTicksOf(highest: number): number[] {
  const fitting = [0, 1, 5, 10, 20, 50, 100, 200, 500, 1000].filter((value) => value <= highest);
  const share = (value: number): number => Math.sqrt(value / highest);
  const kept: number[] = [];
  for (const value of fitting) {
    const last = kept.at(-1);
    if (last === undefined || share(value) - share(last) >= 0.09) kept.push(value);
  }
  return kept;
}
