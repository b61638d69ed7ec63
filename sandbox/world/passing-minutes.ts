import type { DueChange } from './alarm-evaluation.ts';
import type { StackAlarms } from './alarms.ts';
import type { ShopFunction } from './shop-function.ts';
import type { TrafficState } from './traffic.ts';
import type { VirtualMinutes } from './virtual-minutes.ts';

/** Minutes of the shop's traffic, at the end of each of which CloudWatch looks at the alarms. */
export interface PassingMinutes {
  /**
   * How the traffic differs from the usual, from the next minute on, while that version of the shop serves which serves now: what
   * a release breaks is whole again without it.
   * @param whateverServes whether it lasts beyond that.
   */
  become(change: Partial<TrafficState>, whateverServes?: boolean): Promise<void>;
  /** @returns the alarms that changed. */
  pass(): Promise<readonly DueChange[]>;
  /** As many usual ones as every alarm needs to be OK. Nobody is told of it. */
  calm(): Promise<void>;
}

export interface Passing {
  readonly minutes: VirtualMinutes;
  readonly alarms: Pick<StackAlarms, 'calm' | 'evaluate'>;
  readonly shop: Pick<ShopFunction, 'serves'>;
  readonly usual: () => TrafficState;
}

/** What is known of the minutes before: as many as the longest evaluation range there is here, of `5 of 10`, and some more. */
const calmMinutes = 15;

export function passingMinutes({ minutes, alarms, shop, usual }: Passing): PassingMinutes {
  let fault: { readonly of: string | undefined; readonly change: Partial<TrafficState> } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    async become(change, whateverServes = false) {
      fault = { of: whateverServes ? undefined : await shop.serves(), change };
    },
    pass: () =>
      inTurn(async () => {
        return alarms.evaluate(await minutes.put([{ ...usual(), ...(await changeNow()) }]));
      }),
    calm: () => inTurn(async () => alarms.calm(await minutes.put(Array.from({ length: calmMinutes }, () => usual())))),
  };

  async function changeNow(): Promise<Partial<TrafficState>> {
    if (fault === undefined) return {};
    const { of, change } = fault;
    return of === undefined || (await shop.serves()) === of ? change : {};
  }

  /** A minute that passes while all is made calm would see half of it. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  }
}
