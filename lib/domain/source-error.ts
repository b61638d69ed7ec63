import type { Evidence } from './evidence.ts';

/**
 * An evidence source could not be asked or gave no usable answer: the check ends as `error`.
 * The message is a plain sentence for people, names the source, and holds nothing that came from a secret.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  /** What was seen, and what could not be looked at, where that is more than the message can tell. */
  readonly evidence: readonly Evidence[];

  constructor(message: string, options: ErrorOptions & { readonly evidence?: readonly Evidence[] } = {}) {
    super(message, options);
    this.evidence = options.evidence ?? [];
  }
}
