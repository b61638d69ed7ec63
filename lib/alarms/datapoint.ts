/**
 * What one datapoint is to an alarm. Numbers, since a year of minutes of eight criteria has four million of them: they lie in an
 * `Int8Array`, oldest first.
 */
export const missing = -1;
export const within = 0;
export const breaching = 1;
export type Datapoint = typeof missing | typeof within | typeof breaching;
export type Datapoints = Int8Array;
