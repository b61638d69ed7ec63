import type { Watched } from './window.ts';

/** Under which name the approvals of a window lie: a gate's run may have the window's own name. */
export const askedRunOf = (run: string): string => `window.${run}`;

/** The item that asks whether to go back for a criterion, or a check, that asks. */
export const rollBackItemOf = (watched: Watched['id']): string => `roll-back-${watched}`;

/** The item that asks whether to go back although the schema speaks against it. */
export const schemaItem = 'roll-back-despite-schema';
