import { describe, expect, it, vi } from 'vitest';
import { beforeTimeout, placeOf } from '../../lib/lambda/context.ts';

const contextWith = (milliseconds: number) => ({
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:shop-OnAlarm:live',
  getRemainingTimeInMillis: () => milliseconds,
});

describe('beforeTimeout', () => {
  it.each([
    [60_000, 55_000],
    [20_000, 15_000],
    [3000, 5000],
  ])('leaves 5 s of %i ms to write down what could be done, and takes 5 s at least', (remaining, expected) => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    expect(beforeTimeout(contextWith(remaining)).aborted).toBe(false);
    expect(timeout).toHaveBeenCalledWith(expected);
    timeout.mockRestore();
  });
});

it('knows the account and the region in which the function runs', () => {
  expect(placeOf(contextWith(1))).toEqual({ account: '111122223333', region: 'eu-central-1' });
});
