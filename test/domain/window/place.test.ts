import { describe, expect, it } from 'vitest';
import { placeAfter } from '../../../lib/domain/window/place.ts';
import type { Trigger, WindowRecord } from '../../../lib/domain/window/window.ts';
import { release } from '../../support/release.ts';
import { windowSample } from '../../support/window-samples.ts';

const at = '2026-11-23T10:20:00.000Z';
const trigger: Trigger = { reason: '12% errors', at, recordedAt: at, by: 'look' };
const next = { ...release, version: '1.43.0', commit: 'c'.repeat(40) };
const oldCommit = { ...release, version: '1.41.3', commit: release.previous?.commit ?? '' };
const place = (change: Partial<WindowRecord>, hasEnded = false, deployed = next) =>
  placeAfter({ ...windowSample, ...change }, deployed, hasEnded);

describe('placeAfter', () => {
  it('is open where there was no window', () => {
    expect(placeAfter(undefined, next, false)).toEqual({ next: 'open' });
  });

  it.each<[string, Partial<WindowRecord>]>([
    ['closed', { closed: { at, result: 'healthy' } }],
    ['closed after its rollback', { trigger, closed: { at, result: 'rolled-back' } }],
    ['at the end of its time', { ended: { at, why: 'time-up' } }],
    ['superseded already', { supersededBy: { run: 'other', at } }],
  ])('is open after a window that is %s, without superseding it', (_what, change) => {
    expect(place(change)).toEqual({ next: 'open' });
  });

  it('supersedes a window that is open', () => {
    expect(place({})).toEqual({ next: 'open', supersedes: windowSample.run.id });
  });

  it.each<[string, Partial<WindowRecord>]>([
    ['open', {}],
    ['rolling back', { trigger }],
    ['at the end of its time', { ended: { at, why: 'time-up' } }],
    ['superseded', { supersededBy: { run: 'other', at } }],
  ])('is swept first where the last window is %s and its execution has ended', (_what, change) => {
    expect(place(change, true)).toEqual({ next: 'sweep' });
  });

  it('leaves a window alone that is closed, though its execution has ended', () => {
    expect(place({ closed: { at, result: 'healthy' } }, true)).toEqual({ next: 'open' });
  });

  it('is refused while the last window rolls back', () => {
    expect(place({ trigger })).toEqual({
      next: 'refused',
      error: 'RollbackInProgress',
      cause: `the window ${windowSample.run.id} is rolling 1.42.0 back, since ${at}: 12% errors; open a window once that is over`,
    });
  });

  it.each<[string, Partial<WindowRecord>, boolean]>([
    ['goes back', { trigger }, false],
    ['went back', { trigger, closed: { at, result: 'rolled-back' } }, false],
    ['should have gone back', { trigger, closed: { at, result: 'rollback-failed' } }, false],
    ['ended on its way back', { trigger }, true],
  ])('opens no window for the commit that the last one %s to', (_what, change, hasEnded) => {
    expect(place(change, hasEnded, oldCommit)).toEqual({
      next: 'not-opened',
      reason: expect.stringMatching(/^89e6c98d9288 is what the window/),
    });
  });

  it('opens a window for an older commit where nothing rolled back', () => {
    expect(place({ closed: { at, result: 'healthy' } }, false, oldCommit)).toEqual({ next: 'open' });
  });

  it('opens a window for other images of a release that named itself as what it replaces', () => {
    const itself = { ...release, previous: { version: release.version, commit: release.commit } };
    const change = { trigger, release: itself, closed: { at, result: 'rollback-failed' } } as const;
    expect(place(change, false, { ...release, images: [] })).toEqual({ next: 'open' });
  });

  it('takes a release that replaces nothing for no rollback', () => {
    const { previous: _, ...first } = release;
    const change = { trigger, release: first, closed: { at, result: 'rolled-back' } } as const;
    expect(place(change)).toEqual({ next: 'open' });
  });
});
