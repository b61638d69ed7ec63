import { regionOf } from '../domain/arn.ts';

/** What Lambda tells a function of a call, as far as the functions use it. */
export interface LambdaContext {
  /** `arn:aws:lambda:eu-central-1:111122223333:function:…` */
  readonly invokedFunctionArn: string;
  /** In milliseconds. */
  getRemainingTimeInMillis(): number;
}

/** What is left for writing down what could be done until then, in milliseconds. */
const reserve = 5000;

/** Aborts before Lambda ends the call: what a source does not answer in time must still be recorded, and told. */
export function beforeTimeout(context: LambdaContext): AbortSignal {
  return AbortSignal.timeout(Math.max(reserve, context.getRemainingTimeInMillis() - reserve));
}

/** Where the function runs. */
export function placeOf({ invokedFunctionArn }: LambdaContext): { account: string; region: string } {
  return { account: invokedFunctionArn.split(':')[4] ?? '', region: regionOf(invokedFunctionArn) ?? '' };
}
