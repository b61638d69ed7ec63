import * as z from 'zod/mini';
import { isOff, offSchema } from '../../config/off.ts';
import { eitherOr } from '../../config/one-of.ts';
import { type Finding, pass } from '../../domain/check-result.ts';
import { endpointSchema } from '../../domain/endpoint.ts';
import { judgeAll, type Part } from '../../domain/judge-all.ts';
import { type ErrorsOf, judgeErrors, judgeNewIssues } from '../../domain/judge-errors.ts';
import { Secret } from '../../domain/secret.ts';
import { secretLocation } from '../../domain/secret-location.ts';
import { placeOfSecret, secretText } from '../../domain/secret-text.ts';
import { sentryRelease, sentryReleaseOf } from '../../domain/sentry-release.ts';
import { SourceError } from '../../domain/source-error.ts';
import { sinceDeployment, spanBefore } from '../../domain/span.ts';
import type { SentryQuery } from '../../sources/sentry.ts';
import { type CheckContext, defineCheck } from '../define-check.ts';

const count = z.int().check(z.minimum(1), z.maximum(1_000_000));
const slug = z
  .string()
  .check(
    z.regex(/^(?!\d+$)[a-z0-9_-]{1,100}$/, "must be a slug, as it stands in Sentry's addresses, for example shop-api"),
  );
const endpoint = endpointSchema.check(
  z.refine((text) => !/\/api(?:\/0)?\/?$/.test(text), 'must be without /api/0, for example https://sentry.io'),
);

const settings = z.strictObject({
  /** Sentry's own, also of a region (`https://de.sentry.io`), or a self-hosted one, also with a path. */
  endpoint: z._default(endpoint, 'https://sentry.io'),
  organization: slug,
  /** Slugs. Each is judged by itself, so that a loud one hides no other. */
  projects: z.array(slug).check(z.minLength(1), z.maxLength(10)),
  /** As the application tells it to Sentry. */
  environment: z
    .string()
    .check(
      z.regex(/^(?!None$)[^\s\p{Cc}/]{1,64}$/u, "must be an environment's name in Sentry, for example production"),
    ),
  /** As the application tells it to Sentry. */
  release: z._default(sentryRelease, '{service}@{version}'),
  /** An auth token with the scopes `org:read`, `project:read` and `event:read`. */
  token: secretLocation,
  /** More than this many times the errors of the same length of time before the deploy are a spike. */
  factor: z._default(z.number().check(z.minimum(1), z.maximum(1000)), 2),
  /** Fewer errors since the deploy are never a spike. */
  eventsAtLeast: z._default(count, 10),
  /** Issues that came first with this release, since the deploy; those with fewer events do not count. */
  newIssues: z._default(
    eitherOr(z.strictObject({ eventsAtLeast: z._default(count, 1) }), offSchema, "{ eventsAtLeast } or off('reason')"),
    {
      eventsAtLeast: 1,
    },
  ),
});
type Context = CheckContext<z.output<typeof settings>, 'sentry' | 'secretsManager'>;
type Query = SentryQuery & { readonly release: string };

/** In milliseconds: Sentry keeps the times of errors in whole ones. */
const second = 1000;

export const errorSpikes = defineCheck({
  id: 'error-spikes',
  needs: ['sentry', 'secretsManager'],
  config: settings,
  needsRelease: true,
  needsDeployment: true,
  remediation:
    'Look at the project in Sentry. Roll back where the release brought the errors; archive issues that it did not bring.',
  resources: ({ token }) => ({ secretsManager: [token.secret] }),
  run: async (context) => {
    const { config, release, now, deployedAt } = context;
    const { endpoint: address, organization, environment, projects } = config;
    const since = sinceDeployment(deployedAt, now, second);
    const name = sentryReleaseOf(config.release, release);
    const token = await readToken(context);
    const parts = projects.flatMap((project): Part[] => {
      const query = { endpoint: address, organization, project, environment, release: name, token };
      const of = { project, environment, release: name, since };
      const counted = countErrors(context, query, of);
      // One after the other: Sentry limits how many questions of one who asks it works at.
      const issues = counted.catch(() => undefined).then(() => lookForIssues(context, query, of));
      return [
        { name: `errors of ${project} in Sentry`, found: counted },
        { name: `new issues of ${project} in Sentry`, found: issues },
      ];
    });
    return judgeAll(parts, (found) => found.map(({ summary }) => summary).join('; '));
  },
});

async function readToken({ config: { token }, sources, signal }: Context): Promise<Secret> {
  const text = secretText(token, await sources.secretsManager.read(token.secret, signal))?.trim();
  if (text === undefined) throw new SourceError(`Secrets Manager has no ${placeOfSecret(token)}`);
  if (!/^[\x21-\x7E]+$/.test(text)) throw new SourceError(`${placeOfSecret(token)} is no token of Sentry`);
  return new Secret(text);
}

async function countErrors({ config, sources, signal }: Context, query: Query, of: ErrorsOf): Promise<Finding> {
  const { release: _, ...ofAny } = query;
  const errors = await sources.sentry.countErrors(query, of.since, signal);
  const before = await sources.sentry.countErrors(ofAny, spanBefore(of.since), signal);
  const isKnown = errors > 0 || (await sources.sentry.knowsRelease(query, signal));
  const ofAll = isKnown ? {} : { ofAll: await sources.sentry.countErrors(ofAny, of.since, signal) };
  return judgeErrors(of, { errors, before, ...ofAll }, config);
}

async function lookForIssues({ config, sources, signal }: Context, query: Query, of: ErrorsOf): Promise<Finding> {
  const { newIssues } = config;
  if (!isOff(newIssues)) return judgeNewIssues(of, await sources.sentry.newIssues(query, of.since, signal), newIssues);
  const where = `new issues of project ${of.project} in Sentry`;
  return pass('new issues are not looked at', [{ where, observed: 'not looked at', expected: newIssues.off }]);
}
