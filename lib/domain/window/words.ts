import { cutText } from '../evidence.ts';
import { onOneLine } from '../one-line.ts';
import type { Release } from '../release.ts';

/** CloudWatch's reasons have 1,023 characters at most (API_StateUpdate… "StateReason"); half of that names values and threshold. */
const longestReason = 500;

/** A reason that others wrote, on one line and cut. */
export const reasonWords = (reason: string): string => cutText(onOneLine(reason), longestReason);

/** What was deployed where. */
interface Deployed {
  readonly service: string;
  readonly release: Pick<Release, 'version'>;
  readonly environment: string;
}

/** `shop-api 1.42.0 in production` */
export const deploymentWords = ({ service, release, environment }: Deployed): string =>
  `${service} ${release.version} in ${environment}`;

/** The version that served before, as far as the release says. */
export const oldVersion = ({ release }: { readonly release: Pick<Release, 'previous'> }): string =>
  release.previous?.version ?? 'the version before';

/** `14:05:09 UTC`, of a moment in ISO 8601: its day stands beside it. */
export const timeWords = (at: string): string => `${at.slice(11, 19)} UTC`;
