import * as z from 'zod/mini';
import { endpointSchema } from '../domain/endpoint.ts';
import { secretLocation } from './variable-location.ts';

/** GitHub's own bounds: 39 characters of an owner, 100 of a repository. */
const repository = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)[\w.-]{1,100}$/,
      'must be owner/name, for example acme/shop-api',
    ),
  );

const app = z.strictObject({
  /** The App's ID, or its client ID. */
  id: z.union([z.int().check(z.positive()), z.string().check(z.regex(/^[\w.-]{1,64}$/))]),
  /** The number of its installation on the repository's owner. */
  installation: z.int().check(z.positive()),
  /** The App's private key in PEM form, as GitHub gives it. */
  privateKey: secretLocation,
});

/** How GitHub is asked: always about this one repository, whatever a release names. */
export const githubSettings = z.strictObject({
  repository,
  /** The API: GitHub's own, or that of a GitHub Enterprise Server (`https://github.example.com/api/v3`). */
  apiUrl: z._default(endpointSchema, 'https://api.github.com'),
  /**
   * A GitHub App (read access to checks, commit statuses, contents, deployments, issues, pull requests and code scanning
   * alerts), or a token that may read the same.
   */
  auth: z.union(
    [z.strictObject({ app }), z.strictObject({ token: secretLocation })],
    "must be { app: { id, installation, privateKey: secret('name', 'key') } } or { token: secret('name', 'key') }",
  ),
  /** Whether only the application's own network reaches it, as with an internal GitHub Enterprise Server. */
  inNetwork: z._default(z.boolean(), false),
  /** Tells the verdict on the release's commit. The App or token then needs write access to commit statuses. */
  commitStatus: z.optional(
    z.strictObject({
      /** The status's name. @default `preflight/<environment>` */
      context: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
    }),
  ),
});
export type GithubSettings = z.output<typeof githubSettings>;
