import * as z from 'zod/mini';
import { nameOfSeveral, type Probe, probeName } from '../../domain/probe.ts';
import { listOf } from './watched-alarms.ts';

/*
 * Some criteria can be seen from outside too: each verification of a window asks their probes, beside what alarms tell, or alone.
 */

type Probed = { readonly probe: Probe };

const isProbe = <W extends object>(one: W): one is Extract<W, Probed> => 'probe' in one;

/** What alarms tell of. */
export function withoutProbes<W extends object>(watch: W | readonly W[]): Exclude<W, Probed>[] {
  return listOf(watch).filter((one): one is Exclude<W, Probed> => !isProbe(one));
}

export function probesIn(watch: object | readonly object[]): Probe[] {
  return listOf<object>(watch).flatMap((one) => ('probe' in one ? [one.probe as Probe] : []));
}

/** Names of the probes, where there are any. */
export function probeNames(watch: object | readonly object[]): { readonly probes?: readonly string[] } {
  const probes = probesIn(watch).map(probeName);
  return probes.length === 0 ? {} : { probes };
}

/** Reports and notices name a probe by its name alone. */
export const namedApart = <T extends { readonly watch: object | readonly object[] }>() =>
  z.check<T>(({ value, issues }) => {
    const name = nameOfSeveral(probesIn(value.watch));
    if (name === undefined) return;
    const message = `has two probes that are called ${JSON.stringify(name)}; give each a name of its own, { probe: { name: 'search', … } }`;
    // No input: what would be shown is all of the settings.
    issues.push({ code: 'custom', input: undefined, path: ['watch'], message, continue: true });
  });
