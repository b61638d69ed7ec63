import type { WindowRecord } from '../domain/window/window.ts';

/** What came of a person's command. */
export type CommandAnswer =
  | { readonly outcome: 'done'; readonly message: string; readonly run?: string }
  /**
   * `invalid`: the command is wrong, and all that is, or it is not allowed here. `unknown`: no such window, release or alarm.
   * `over`: too late.
   */
  | { readonly outcome: 'refused'; readonly why: 'invalid' | 'unknown' | 'over'; readonly message: string };

export function refused(why: Extract<CommandAnswer, { outcome: 'refused' }>['why'], message: string): CommandAnswer {
  return { outcome: 'refused', why, message };
}

/** `shop-api 1.42.0` */
export const releaseWords = ({ service, release }: WindowRecord): string => `${service} ${release.version}`;
