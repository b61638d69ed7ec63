import * as z from 'zod/mini';
import { probeSchema } from './probe.ts';

/** A probe of what users ask, who come from outside wherever the application's network is. */
export const outsideProbe = probeSchema.check(
  z.refine(({ inNetwork }) => inNetwork === undefined, {
    message: 'must be left out: users ask from outside',
    path: ['inNetwork'],
  }),
);
