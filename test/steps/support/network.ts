import type { VirtualTime } from './virtual-time.ts';

/** A function that runs, as long as it lives: what it awaits after its death never comes. */
export interface Actor {
  readonly name: string;
  /** How often a call of it goes wrong, from 0 to 1. */
  readonly faults: number;
  /** From then on it is dead: a function's time-out. */
  readonly deadline: number;
  alive: boolean;
  /** Whether any of its calls went wrong. */
  hurt: boolean;
  readonly died: () => void;
}

/** How an invocation ended. */
export type Ended<T> =
  | { readonly kind: 'answered'; readonly answer: T; readonly hurt: boolean }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'died' };

const kinds = ['dies before', 'dies after', 'not sent', 'answer lost', 'slow'] as const;
const never = new Promise<never>(() => {});

/** A network on which each call takes its time twice, there and back, and on which some go wrong. */
export function network(time: VirtualTime) {
  /** Mostly some milliseconds; now and then so long that others overtake. */
  function latency(): number {
    const roll = time.chance();
    return roll < 0.9 ? 1 + roll * 30 : 30 + (roll - 0.9) * 20_000;
  }
  function die(actor: Actor): Promise<never> {
    if (actor.alive) actor.died();
    actor.alive = false;
    return never;
  }
  async function hop(actor: Actor, ms = 0): Promise<void> {
    await time.wait(latency() + ms);
    if (!actor.alive) await never;
    if (time.now() > actor.deadline) await die(actor);
  }
  /** @param act the one moment at which it happens. */
  async function call<T>(actor: Actor, act: () => T | Promise<T>, lost: () => Error): Promise<T> {
    const fault = time.chance() < actor.faults ? kinds[Math.floor(time.chance() * kinds.length)] : undefined;
    if (fault !== undefined) actor.hurt = true;
    await hop(actor, fault === 'slow' ? time.chance() * 40_000 : 0);
    if (fault === 'dies before') await die(actor);
    if (fault === 'not sent') throw lost();
    const answer = await act();
    await hop(actor);
    if (fault === 'dies after') await die(actor);
    if (fault === 'answer lost') throw lost();
    return answer;
  }
  /** @param timeout in ms. */
  function invoke<T>(
    name: string,
    { faults, timeout }: { readonly faults: number; readonly timeout: number },
    body: (actor: Actor) => Promise<T>,
  ): Promise<Ended<T>> {
    return new Promise((resolve) => {
      const deadline = time.now() + timeout;
      const died = (): void => resolve({ kind: 'died' });
      const actor: Actor = { name, faults, deadline, alive: true, hurt: false, died };
      body(actor).then(
        (answer) => resolve({ kind: 'answered', answer, hurt: actor.hurt }),
        (error: unknown) => resolve({ kind: 'failed', error }),
      );
    });
  }
  /** All of a double's methods, over this network. */
  function over<T extends object>(target: T, actor: Actor, lost: () => Error): T {
    return new Proxy(target, {
      get(_, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) => call(actor, () => method(...given), lost);
      },
    });
  }
  return { call, invoke, over };
}

export type Network = ReturnType<typeof network>;
