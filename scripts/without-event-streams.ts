import type { Plugin } from 'esbuild';

/**
 * Leaves out what the SDK loads lazily for operations with event streams (20 KB), of which no source has any. A client
 * with such operations, as S3, imports it statically, and keeps it.
 */
export const withoutEventStreams: Plugin = {
  name: 'without-event-streams',
  setup(build) {
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};
