import { narrowest, type Placed, type PlotLabel, type PlotPoint, plotHeight, plotTop } from './backtest-plot.ts';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const unnamed: PlotLabel = { text: '', dx: 0, dy: 0, anchor: 'middle' };

/** Each label beside its mark, where it covers no other and no other's mark; the configured and the suggested settings come first. */
export function labelled(placed: readonly Placed[]): PlotPoint[] {
  const marks = placed.map(({ x, y }) => around(x * narrowest, y, 7));
  const taken: Box[] = [];
  const labels = placed.map((one, index): PlotLabel => {
    const others = [...taken, ...marks.filter((_, at) => at !== index)];
    const tries = textsOf(one).flatMap((text) => places.map((place) => ({ text, ...place })));
    const free = tries.find((label) => {
      const box = boxOf(one, label);
      return isInside(box) && !others.some((other) => overlaps(box, other));
    });
    if (free !== undefined) taken.push(boxOf(one, free));
    return free ?? unnamed;
  });
  return placed.map((one, index) => ({ ...one, label: labels[index] ?? unnamed }));
}

const isInside = ({ left, right, top, bottom }: Box): boolean =>
  left >= -8 && right <= narrowest + 8 && top >= plotTop - 10 && bottom <= plotTop + plotHeight + 8;

/** Of many rows that one mark stands for, the first ones are named: where there is room, three of them. */
function textsOf({ numbers, roles }: Placed): string[] {
  const named = numbers.map((number) => `${number}${roles[number] ?? ''}`);
  // Those with a role come first.
  const fewest = numbers.filter((number) => roles[number] !== undefined).length;
  const counts = [3, 2, 1].filter((count) => count >= fewest);
  return [...new Set(counts.map((count) => named.slice(0, count).join(', ') + (named.length > count ? ', …' : '')))];
}

const places: readonly Omit<PlotLabel, 'text'>[] = [
  { dx: 11, dy: 4, anchor: 'start' },
  { dx: -11, dy: 4, anchor: 'end' },
  ...[-12, 20, -26, 34, -40, -54, -68, -82].flatMap((dy): Omit<PlotLabel, 'text'>[] => [
    { dx: 4, dy, anchor: 'start' },
    { dx: -4, dy, anchor: 'end' },
  ]),
];

/** Of the font that is used, at its size in the plot. */
const characterWidth = 7;
/** Of two labels, so that they do not read as one. */
const apart = 3;

function boxOf({ x, y }: Placed, { text, dx, dy, anchor }: PlotLabel): Box {
  const width = text.length * characterWidth;
  const start = x * narrowest + dx - (anchor === 'end' ? width : 0);
  return { left: start - apart, right: start + width + apart, top: y + dy - 11, bottom: y + dy + 3 };
}

const around = (x: number, y: number, by: number): Box => ({
  left: x - by,
  right: x + by,
  top: y - by,
  bottom: y + by,
});
const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
