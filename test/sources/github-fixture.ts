import { afterEach } from 'vitest';
import type { GithubSettings } from '../../lib/config/github-settings.ts';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { Github } from '../../lib/sources/github.ts';
import { github } from '../../lib/sources/github.ts';
import type { GithubClientOptions } from '../../lib/sources/github-client.ts';
import type { SecretsManager } from '../../lib/sources/secrets-manager.ts';
import {
  type GithubRoutes,
  type GithubServer,
  type GithubServerOptions,
  serveGithubRoutes,
} from '../support/github-server.ts';

export const never = new AbortController().signal;
export const commit = '7d9f6a1c2b3e4f5061728394a5b6c7d8e9f00112';
export const repo = '/repos/acme/shop-api';
/** Made up, in the form of GitHub's fine-grained tokens. */
export const token = 'github_pat_11TESTONLY0000000000_notARealTokenOfAnybody';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** GitHub's API until the end of the test. */
export async function serve(routes: GithubRoutes, options?: GithubServerOptions): Promise<GithubServer> {
  const server = await serveGithubRoutes(routes, options);
  closing.push(server.close);
  return server;
}

/** Secrets Manager with these texts, and what it was asked for. */
export function secretsOf(texts: Record<string, string>): SecretsManager & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    read: async (id) => {
      asked.push(id);
      const text = texts[id];
      return text === undefined ? undefined : new Secret(text);
    },
    credentials: async () => {
      throw new SourceError('not asked for here');
    },
  };
}

export interface SourceOptions extends Partial<GithubClientOptions> {
  readonly auth?: GithubSettings['auth'];
  readonly trustedAuthorities?: readonly string[];
}

/** The source as the application configures it; a second of waiting takes no time. */
export function sourceAt(apiUrl: string, options: SourceOptions = {}): Github {
  const { auth = { token: { secret: 'shop/github' } }, trustedAuthorities = [], ...rest } = options;
  const settings = { repository: 'acme/shop-api', apiUrl, auth, inNetwork: false };
  return github(
    { github: settings, trustedAuthorities },
    { deadlineSeconds: 10, secretsManager: secretsOf({ 'shop/github': token }), secondMs: 1, ...rest },
  );
}

/** The source, asking a GitHub with these routes. */
export async function githubWith(routes: GithubRoutes, options?: SourceOptions) {
  const server = await serve(routes);
  return { source: sourceAt(server.apiUrl, options), server };
}

/** A commit that is not the asked one. */
export const other = 'b'.repeat(40);
/** The repository is there for whoever asks. */
export const shown = { [`GET ${repo}`]: { body: { full_name: 'acme/shop-api' } } };
export const pages = (count: number, of: (index: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, i) => of(i));
