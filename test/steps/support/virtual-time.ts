/**
 * Time and chance of a model: nothing waits for a real clock, and a seed decides what comes before what. Much quicker than
 * a real timer, and the same seed gives the same trace.
 */
export interface VirtualTime {
  /** In milliseconds since the epoch. */
  now(): number;
  date(): Date;
  /** Resolves so many milliseconds later. */
  wait(ms: number): Promise<void>;
  /** Between 0 and 1, 1 excluded. */
  chance(): number;
  /** Lets everything happen that is to happen. @throws Error where that does not end. */
  run(): Promise<void>;
}

interface Due {
  readonly at: number;
  readonly order: number;
  readonly go: () => void;
}

const mostTurns = 20_000;

export function virtualTime(start: number, seed: number): VirtualTime {
  // A binary heap, the earliest first.
  const heap: Due[] = [];
  let now = start;
  let order = 0;
  const chance = mulberry32(seed);
  const isEarlier = (one: Due, other: Due): boolean =>
    one.at < other.at || (one.at === other.at && one.order < other.order);
  function push(due: Due): void {
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isEarlier(due, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = due;
  }
  function pop(): Due | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (left === undefined) break;
      if (right !== undefined && isEarlier(right, left)) child += 1;
      const least = heap[child];
      if (least === undefined || isEarlier(last, least)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
    return first;
  }
  return {
    now: () => now,
    date: () => new Date(now),
    wait(ms) {
      return new Promise((resolve) => {
        order += 1;
        push({ at: now + Math.max(0, ms), order, go: resolve });
      });
    },
    chance,
    async run() {
      for (let turns = 0; turns < mostTurns; turns += 1) {
        const due = pop();
        if (due === undefined) return;
        now = Math.max(now, due.at);
        due.go();
        // All that follows without waiting follows now: a tick comes after every promise that is settled.
        await new Promise<void>((resolve) => process.nextTick(resolve));
      }
      throw new Error(`it goes on after ${mostTurns} turns`);
    },
  };
}

/** A small generator of good enough chance (Tommy Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
