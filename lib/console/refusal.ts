import type { RefusalAnswer } from './api.ts';

/** Why a request is refused, as whoever sent it is told. A refusal has changed nothing. */
export type Refusal = RefusalAnswer['error'];

export interface Refused {
  readonly refusal: Refusal;
}

export function refused(kind: Refusal['kind'], message: string, problems?: Refusal['problems']): Refused {
  return { refusal: { kind, message, ...(problems === undefined ? {} : { problems }) } };
}

export const refusalStatus: Readonly<Record<Refusal['kind'], number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  unknown: 404,
  decided: 409,
  closed: 409,
  failed: 500,
};
