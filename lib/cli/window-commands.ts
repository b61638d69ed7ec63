import { type Command, command } from './command.ts';
import {
  releaseLiftOptions,
  whoTells,
  windowCloseOptions,
  windowOpenOptions,
  windowStatusOptions,
  windowTriggerOptions,
} from './window-options.ts';

/** What is done with a rollback window, and with what it rolled back. */
export const windowCommands: readonly Command[] = [
  command({
    name: 'window open',
    summary: 'opens the rollback window after a deployment, and follows it to its end',
    details: [
      'The release is validated here first: a wrong one opens nothing. It needs a GO of the gate that still holds. Ctrl-C stops following; the window goes on by itself.',
      'Exit code 0 says that it ended healthy; 1, that it was rolled back, or ended in another way, or was refused for now. With --detach, 0 says that it is open. A deployment of what a rollback went back to opens none, which is 0 too.',
      'With --drill it provokes a rollback, to see that it works: it sets an alarm to red, and all goes the real way from there. Exit code 0 then says that this rolled back, and nothing else.',
      'A run that was started already with the same release is not started again: it is followed, or its result is told.',
    ],
    options: windowOpenOptions,
    run: async ({ values }, io) => (await import('./window-open.ts')).windowOpen(values, io),
  }),
  command({
    name: 'window status',
    summary: 'shows a rollback window: what it watches, what it saw, how it goes or went',
    details: [
      'Of a window that goes on it shows on one screen the time left, the latest value of each criterion beside its threshold, the checks, what could not be seen, and who was told what.',
      'With --watch it does so until the window is closed; where no terminal shows it, each change is a line on standard error.',
      'Exit code 0 says that it is open and well, or that it ended healthy; 1 says anything else.',
    ],
    options: windowStatusOptions,
    run: async ({ values }, io) => (await import('./window-status.ts')).windowStatus(values, io),
  }),
  command({
    name: 'window trigger',
    summary: 'rolls production back, now',
    details: [
      whoTells,
      'At a terminal, it shows the window and asks once whether that is meant. Elsewhere it never asks.',
    ],
    options: windowTriggerOptions,
    run: async ({ values }, io) => (await import('./window-trigger.ts')).windowTrigger(values, io),
  }),
  command({
    name: 'window close',
    summary: 'ends a rollback window before its time: nothing rolls back by itself any more',
    details: [whoTells, 'It then ends inconclusive: nobody knows what would have come.'],
    options: windowCloseOptions,
    run: async ({ values }, io) => (await import('./window-close.ts')).windowClose(values, io),
  }),
  command({
    name: 'release lift',
    summary: 'lifts the quarantine of a release that was rolled back, so that the gate judges it again',
    details: [whoTells],
    options: releaseLiftOptions,
    run: async ({ values }, io) => (await import('./release-lift.ts')).releaseLift(values, io),
  }),
];
