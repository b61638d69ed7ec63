import type { Release } from '../domain/release.ts';
import type { Progress, RollbackStrategy } from './strategy.ts';

/** People go back by hand: they are paged, and that they did is never verified. */
export function none(): RollbackStrategy {
  return {
    kind: 'none',
    async findTarget({ release }) {
      return { strategy: 'none', what: `people: ${whoDoesIt(release)}`, details: {} };
    },
    async serving() {
      return undefined;
    },
    rollBack: async (_target, { release }) => byHand(release),
    progress: async (_target, { release }) => byHand(release),
  };
}

function byHand(release: Release): Progress {
  return { status: 'failed', detail: `nothing was changed: no strategy is configured, so ${whoDoesIt(release)}` };
}

function whoDoesIt({ service, version, previous }: Release): string {
  const back = previous === undefined ? 'what served before' : previous.version;
  return `a person must take ${service} back from ${version} to ${back} by hand`;
}
