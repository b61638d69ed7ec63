import { SourceError } from '../../lib/domain/source-error.ts';
import type { AlarmDefinition, AlarmSighting, AlarmState } from '../../lib/domain/window/alarm.ts';
import type { Baseline } from '../../lib/domain/window/window.ts';
import type { Alarms } from '../../lib/sources/alarms.ts';
import { copyOf } from './copy-of.ts';

/** CloudWatch's alarms in a test. */
export interface MemoryAlarms extends Alarms {
  /** Makes an alarm, or moves one into a state. */
  set(name: string, state: AlarmState, since: string, more?: Partial<AlarmSighting>): void;
  delete(name: string): void;
  /** What CloudWatch answers from now on, in place of anything else; undefined: it answers. */
  fail(message: string | undefined): void;
  setBaseline(baseline: Baseline | undefined): void;
  /** Alarms that were made by `put`, by their names. */
  readonly made: ReadonlyMap<string, AlarmDefinition>;
}

/**
 * @param network what each call waits for, once before it acts and once after; without it nothing waits.
 * @param clock since when an alarm is red that is provoked.
 */
export function memoryAlarms(
  network?: (call: string) => Promise<void>,
  clock: () => Date = () => new Date('2026-11-23T10:00:00.000Z'),
): MemoryAlarms {
  const alarms = new Map<string, AlarmSighting>();
  const made = new Map<string, AlarmDefinition>();
  let failure: string | undefined;
  let baseline: Baseline | undefined;
  async function call<T>(name: string, act: () => T): Promise<T> {
    await network?.(name);
    if (failure !== undefined) throw new SourceError(failure);
    const answer = copyOf(act());
    await network?.(`${name}, answered`);
    return answer;
  }
  const set: MemoryAlarms['set'] = (name, state, since, more = {}) =>
    void alarms.set(name, { name, state, since, reason: `${name} is ${state}`, ...more });
  return {
    made,
    set,
    delete: (name) => void alarms.delete(name),
    fail: (message) => {
      failure = message;
    },
    setBaseline: (next) => {
      baseline = next;
    },
    look: (names) => call('look', () => new Map(names.flatMap((name) => (alarms.has(name) ? [[name, at(name)]] : [])))),
    put: (alarm) =>
      call('put', () => {
        made.set(alarm.name, copyOf(alarm));
        if (!alarms.has(alarm.name)) set(alarm.name, 'INSUFFICIENT_DATA', '2026-11-23T10:00:00.000Z');
      }),
    provoke: (name, reason) =>
      call('provoke', () => {
        const found = alarms.get(name);
        if (found === undefined) throw new SourceError(`CloudWatch has no alarm ${name}`);
        // One that is red already stays as it is, and tells nobody anew.
        if (found.state !== 'ALARM') set(name, 'ALARM', clock().toISOString(), { ...silenceOf(found), reason });
      }),
    remove: (names) =>
      call('remove', () => {
        for (const name of names) {
          alarms.delete(name);
          made.delete(name);
        }
      }),
    named: (prefix) => call('named', () => [...alarms.keys()].filter((name) => name.startsWith(prefix))),
    baseline: () => call('baseline', () => baseline),
  };

  function at(name: string): AlarmSighting {
    const found = alarms.get(name);
    if (found === undefined) throw new Error(`there is no alarm ${name}`);
    return found;
  }
}

const silenceOf = ({ silenced }: AlarmSighting): Pick<AlarmSighting, 'silenced'> =>
  silenced === undefined ? {} : { silenced };
