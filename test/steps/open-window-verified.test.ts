import { describe, expect, it } from 'vitest';
import {
  verificationSample,
  verifiedSettingsSample,
  windowSample,
  windowSettingsSample,
} from '../support/window-samples.ts';
import { openedAt, opening } from './support/opening.ts';

const { run } = windowSample;

async function opened(settings: Parameters<Awaited<ReturnType<typeof opening>>['open']>[1]) {
  const window = await opening();
  await expect(window.open(run, settings)).resolves.toMatchObject({ next: 'watch' });
  const events = await window.store.events(run.id);
  return { window, record: await window.store.window(run.id), texts: events.map(({ text }) => text) };
}

describe('a window that is verified', () => {
  it('says from its opening on what is looked at, and when', async () => {
    const { record, texts, window } = await opened(verifiedSettingsSample);
    expect(openedAt).toBe('2026-11-23T10:00:00.000Z');
    expect(record?.verifiesAt).toEqual(
      ['10:01', '10:05', '10:15', '10:55'].map((time) => `2026-11-23T${time}:00.000Z`),
    );
    expect(record?.checks).toEqual(verificationSample.checks);
    expect(record?.criteria.find(({ id }) => id === 'feature-broken')).toEqual({
      ...{ id: 'feature-broken', title: 'Non-critical feature broken', severity: 'medium', response: 'ask' },
      ...{ alarms: [], probes: ['search', 'cart'] },
    });
    expect(texts).toContainEqual(
      'verifies the check health-checks, the check error-spikes, the check response-times, the check user-login, the check mobile-connectivity and the probes of feature-broken at 10:01:00 UTC, 10:05:00 UTC, 10:15:00 UTC and 10:55:00 UTC',
    );
    // Nobody needs to be told of that alone.
    expect(window.notices.told).toEqual([]);
  });

  it('tells people so with what they are told anyway', async () => {
    const window = await opening();
    await window.store.withdrawGo(windowSample.fingerprint, 'gate-1');
    await window.open(run, { ...verifiedSettingsSample, goOff: 'staging has no gate' });
    expect(window.notices.told[0]?.text).toContain('\nIt verifies the check health-checks, ');
  });

  it('has no check and no probe in its words that is off', async () => {
    const checks = verificationSample.checks.map((one) => ({ ...one, notWatched: 'off: no users yet' }));
    const off = verifiedSettingsSample.criteria.map((one) =>
      one.id === 'feature-broken' ? { ...one, off: 'no features yet' } : one,
    );
    const { record, texts } = await opened({
      ...verifiedSettingsSample,
      criteria: off,
      verification: { ...verificationSample, checks },
    });
    expect(record?.checks).toEqual(checks);
    expect(record?.criteria.find(({ id }) => id === 'feature-broken')).not.toHaveProperty('probes');
    expect(texts.filter((text) => text.startsWith('verifies'))).toEqual([]);
  });

  it('is another one than a window of which nothing is verified', async () => {
    const { record, texts } = await opened(windowSettingsSample);
    expect(record).not.toHaveProperty('checks');
    expect(record).not.toHaveProperty('verifiesAt');
    expect(texts.filter((text) => text.startsWith('verifies'))).toEqual([]);
  });
});
