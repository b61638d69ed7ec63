import type { WindowEvent, WindowRecord } from '../domain/window/window.ts';
import { callAws } from './call-aws.ts';
import type { SeenStore } from './window-environment.ts';

/** What the store tells of a window that is followed. */
export interface WindowFeed {
  /** Reads once more, and tells what is new. Never rejects: the window's execution tells its end without the store too. */
  look(): Promise<void>;
  seen(): SeenWindow | undefined;
  /** How often in a row the store could not be read. */
  failures(): number;
}

export interface SeenWindow {
  readonly record: WindowRecord;
  /** The time line as it was read last. */
  readonly events: readonly WindowEvent[];
}

export interface FeedInput {
  /** Absent where the table is not known. */
  readonly store: Pick<SeenStore, 'window' | 'events'> | undefined;
  readonly run: string;
  /** Its execution: a window of the same name that another one opened is not this one. */
  readonly execution: string | undefined;
  /** Told of the window as it is, and of those events that were not told before. */
  readonly onSeen: (record: WindowRecord, fresh: readonly WindowEvent[]) => void;
  /** Told once, in words, that the store cannot be read; and again only after it could. */
  readonly onUnread: (why: string) => void;
}

/** So many failures one after another are no hiccup: about ten seconds. */
const isTold = 5;

export function windowFeed({ store, run, execution, onSeen, onUnread }: FeedInput): WindowFeed {
  const told = new Set<string>();
  let seen: SeenWindow | undefined;
  let failures = 0;
  const read = async (from: Pick<SeenStore, 'window' | 'events'>): Promise<void> => {
    const [record, events] = await callAws('DynamoDB', 'reading the window', () =>
      Promise.all([from.window(run), from.events(run)]),
    );
    if (record === undefined || record.run.execution !== execution) return;
    seen = { record, events };
    const fresh = events.filter((event) => !told.has(keyOf(event)));
    for (const event of fresh) told.add(keyOf(event));
    onSeen(record, fresh);
  };
  return {
    seen: () => seen,
    failures: () => failures,
    async look() {
      if (store === undefined) return;
      try {
        await read(store);
        failures = 0;
      } catch (cause) {
        failures += 1;
        if (failures === isTold) onUnread((cause as Error).message);
      }
    },
  };
}

/** The store holds the same event once. */
const keyOf = ({ at, kind, alarm, text }: WindowEvent): string => JSON.stringify([at, kind, alarm, text]);
