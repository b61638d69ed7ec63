import type { Fault } from './fault.ts';

/** One of the systems around the gate, made what a scenario says as often as it likes. */
export interface System<State> {
  /** Resolves when the system is what the state says, and does what the fault says instead of answering. */
  apply(state: State, fault: Fault | undefined): Promise<void>;
  close(): Promise<void>;
}
