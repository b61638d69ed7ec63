import { describe, expect, it } from 'vitest';
import { requestFloor, withRequestFloor } from '../../lib/backtest/request-floor.ts';
import { windowSettings } from '../../lib/config/window-settings.ts';
import type { AlarmDefinition } from '../../lib/domain/window/alarm.ts';
import { watchedWith } from '../support/watched.ts';

const { production } = watchedWith().environments;
const criteria = (production && windowSettings(production))?.criteria ?? [];
function madeFor(id: string): AlarmDefinition {
  const found = criteria.find((one) => one.id === id);
  const definition = found?.baseline?.alarm ?? found?.alarms[0]?.definition;
  if (definition === undefined) throw new Error(`no alarm for ${id}`);
  return definition;
}

describe('the floor under an alarm’s requests', () => {
  it.each([
    ['error-rate-critical', 40],
    ['error-rate-high', 200],
    ['response-time', 20],
  ])('is found in the alarm that is made for %s', (id, atLeast) => {
    expect(requestFloor(madeFor(id))).toEqual({ counts: 'requests', atLeast });
  });

  it.each(['service-outage', 'db-pool-exhausted'])('is not there for %s', (id) => {
    const definition = madeFor(id);
    expect(requestFloor(definition)).toBeUndefined();
    expect(withRequestFloor(definition, 80)).toBe(definition);
  });

  it.each(['error-rate-critical', 'response-time'])('is all that changes with another one for %s', (id) => {
    const definition = madeFor(id);
    const changed = withRequestFloor(definition, 81);
    expect(requestFloor(changed)).toEqual({ counts: 'requests', atLeast: 81 });
    const was = requestFloor(definition)?.atLeast ?? 0;
    expect(withRequestFloor(changed, was)).toEqual(definition);
  });
});
