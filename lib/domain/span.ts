import { SourceError } from './source-error.ts';

/** A length of time, its end not in it. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/**
 * From the deployment to now, with the whole of the second, or minute, that it begins in and of the one that it ends in: sources keep
 * no finer times.
 * @param unitMs 1000 or 60,000.
 * @throws SourceError where nobody said when the release was deployed, or where that is not over.
 */
export function sinceDeployment(deployedAt: Date | undefined, now: Date, unitMs: number): Span {
  if (deployedAt === undefined)
    throw new SourceError('nobody said when the release was deployed, so there is nothing to compare with');
  if (!(now > deployedAt))
    throw new SourceError(
      `the release was deployed at ${deployedAt.toJSON()}, and now is ${now.toJSON()}: there is no time since then to look at`,
    );
  const from = new Date(Math.floor(deployedAt.getTime() / unitMs) * unitMs);
  return { from, to: new Date(Math.ceil(now.getTime() / unitMs) * unitMs) };
}

/** The same length of time just before it. */
export function spanBefore({ from, to }: Span): Span {
  return { from: new Date(2 * from.getTime() - to.getTime()), to: from };
}

/** `40 s`, `1 min 40 s`, `15 min` */
export function lengthOf({ from, to }: Span): string {
  const all = Math.round((to.getTime() - from.getTime()) / 1000);
  const [minutes, seconds] = [Math.floor(all / 60), all % 60];
  return minutes === 0 ? `${seconds} s` : `${minutes} min${seconds === 0 ? '' : ` ${seconds} s`}`;
}
