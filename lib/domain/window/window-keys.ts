import type { Fingerprint } from '../release.ts';

/** How the table keeps windows: the names of its keys. It has no index. */
export const windowKeys = { partition: 'partition', order: 'order' } as const;

/** The name of the window that was opened last; there is one such item. */
export const currentPartition = 'current';
export const currentOrder = 'current';

/** A window with its time line, and nothing else: whoever reads it all gets no task token. */
export function windowPartition(run: string): string {
  return `window#${run}`;
}

/** Within a window's partition: the window itself. */
export const windowOrder = 'window';

/** With which the order of each event begins. */
export const eventPrefix = 'event#';

/** By time; `hash` tells those of one moment apart, and is the same where the event is the same. */
export function eventOrder(at: string, hash: string): string {
  return `${eventPrefix}${at}#${hash}`;
}

/** The task token of a window's Watch. */
export function watchTokenPartition(run: string): string {
  return `token#${run}`;
}
export const watchTokenOrder = 'token';

/** What is known of a commit that was deployed. */
export function memoryPartition(commit: string): string {
  return `memory#${commit}`;
}
export const memoryOrder = 'memory';

/** The quarantined releases of a commit: one for each set of images, by its hash, since a sort key has 1,024 bytes at most. */
export function quarantinePartition(commit: string): string {
  return `quarantine#${commit}`;
}

/** What the gate said last of the releases of a commit: one for each set of images and configuration, by their hash. */
export function goPartition(commit: string): string {
  return `go#${commit}`;
}

/** What tells two releases of one commit apart, as it is hashed. */
export function imagesText({ images }: Pick<Fingerprint, 'images'>): string {
  return JSON.stringify(images.toSorted());
}
export function leaseText({ images, configuration }: Pick<Fingerprint, 'images' | 'configuration'>): string {
  return JSON.stringify([configuration, ...images.toSorted()]);
}

/** Events that belong to no window, by the day they are of (UTC); those whose time nobody can read lie together. */
export function strayPartition(at: string): string {
  return `stray#${/^\d{4}-\d\d-\d\d(?=T)/.exec(at)?.[0] ?? 'undated'}`;
}
