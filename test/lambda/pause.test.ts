import { describe, expect, it } from 'vitest';
import { pause } from '../../lib/lambda/pause.ts';

const hour = 3_600_000;

describe('pause', () => {
  it('ends when its time is over', async () => {
    await expect(pause(1, new AbortController().signal)).resolves.toBeUndefined();
  });

  it('ends, and does not fail, when the signal is aborted', async () => {
    const controller = new AbortController();
    const paused = pause(hour, controller.signal);
    controller.abort(new Error('over'));
    await expect(paused).resolves.toBeUndefined();
    await expect(pause(hour, controller.signal)).resolves.toBeUndefined();
  });
});
