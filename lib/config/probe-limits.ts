import { isRecord } from '../domain/is-record.ts';
import type { Problem } from '../domain/problem.ts';

/**
 * What is cut off at the deadline was not seen: it never is the failure that a probe's own limit stands for.
 * @param settings in which probes may stand anywhere.
 */
export function limitProblems(settings: unknown, path: string, deadlineSeconds: number | undefined): Problem[] {
  if (deadlineSeconds === undefined) return [];
  if (Array.isArray(settings))
    return settings.flatMap((one, index) => limitProblems(one, `${path}[${index}]`, deadlineSeconds));
  if (!isRecord(settings)) return [];
  const most = deadlineSeconds * 1000;
  const { url, withinMs } = settings;
  if (typeof url === 'string' && typeof withinMs === 'number' && withinMs >= most) {
    const message = `must be less than ${most}, not ${withinMs}: a look is cut off after checkDeadlineSeconds, ${deadlineSeconds} s`;
    return [{ path: `${path}.withinMs`, message }];
  }
  return Object.entries(settings).flatMap(([key, one]) => limitProblems(one, `${path}.${key}`, deadlineSeconds));
}
