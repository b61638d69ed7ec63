import { describe, expect, it } from 'vitest';
import { mayOpen } from '../../../lib/domain/window/go.ts';
import type { GoRecord } from '../../../lib/domain/window/window.ts';
import { windowSample } from '../../support/window-samples.ts';

const go: GoRecord = { run: 'gate-1', fingerprint: windowSample.fingerprint, expiresAt: '2026-11-23T10:30:00.000Z' };
const before = new Date('2026-11-23T10:29:59.999Z');
const after = new Date('2026-11-23T10:30:00.000Z');

describe('mayOpen', () => {
  it('opens with a GO until the moment at which it expires', () => {
    expect(mayOpen(go, before, undefined)).toEqual({ go: { run: 'gate-1', expiresAt: go.expiresAt } });
    expect(mayOpen(go, after, undefined)).toEqual({
      missing:
        'the GO of run gate-1 expired at 2026-11-23T10:30:00.000Z; run the gate with this release, and open the window while its GO holds',
    });
  });

  it('says what is missing where the gate never said go', () => {
    const { missing } = mayOpen(undefined, before, undefined) as { missing: string };
    expect(missing).toMatch(/^the gate has not said go for this commit with these images and this configuration; run/);
  });

  it('takes a GO without a time that anybody can read for expired', () => {
    expect(mayOpen({ ...go, expiresAt: 'soon' }, before, undefined)).toHaveProperty('missing');
  });

  it.each([
    ['none', undefined, before],
    ['an expired one', go, after],
  ])('opens without a GO where the configuration says why, and there is %s', (_what, found, now) => {
    expect(mayOpen(found, now, 'a hotfix environment')).toEqual({ withoutGo: 'a hotfix environment' });
  });

  it('opens with a GO that holds also where it need not have one', () => {
    expect(mayOpen(go, before, 'a hotfix environment')).toHaveProperty('go.run', 'gate-1');
  });
});
