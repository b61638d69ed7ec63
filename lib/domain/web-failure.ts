import { SourceError } from './source-error.ts';

/** Why a request of a user's program would fail too: each is an answer of the endpoint's own, if not the wanted one. */
export const definiteFailures = [
  /** Nothing listens there. */
  'refused',
  /** Its certificate is not valid. */
  'certificate',
  /** There is no TLS that both sides speak. */
  'tls',
  /** It took the request and hung up. */
  'closed',
  /** What it says is not HTTP, or not WebSocket. */
  'protocol',
  /** Its answer began and did not end. */
  'unfinished',
] as const;

export type WebFailureKind =
  | (typeof definiteFailures)[number]
  /** It took the request and said nothing until the deadline. */
  | 'silent'
  /** The way there does not work: no address, no route, no connection in time. */
  | 'unreached';

/** Thrown by the source `web` where there is no complete answer; whether that is a fault of the endpoint, its kind tells. */
export class WebFailure extends SourceError {
  readonly kind: WebFailureKind;
  /** From the request to the failure, in milliseconds. */
  readonly tookMs: number;

  constructor(
    message: string,
    { kind, tookMs, ...options }: ErrorOptions & { readonly kind: WebFailureKind; readonly tookMs: number },
  ) {
    super(message, options);
    this.kind = kind;
    this.tookMs = tookMs;
  }

  /**
   * Whether the endpoint itself is at fault, so that its users get no more than we did. Not where the way there may be: an address that
   * does not resolve, no route, nothing heard in time.
   */
  get isDefinite(): boolean {
    return definiteFailures.some((one) => one === this.kind);
  }
}
