import type { GithubSettings } from '../config/github-settings.ts';
import type { Release } from '../domain/release.ts';
import type { RunAnswer } from './api.ts';

/** The release's pages on GitHub. What a run names goes into a path only: the configuration alone chooses the host. */
export function releaseLinks(
  { commit, previous, pullRequest }: Pick<Release, 'commit' | 'previous' | 'pullRequest'>,
  github: Pick<GithubSettings, 'apiUrl' | 'repository'> | undefined,
): RunAnswer['links'] {
  if (github === undefined) return {};
  const repository = `${webOf(github.apiUrl)}/${github.repository}`;
  return {
    commit: `${repository}/commit/${commit}`,
    ...(previous === undefined ? {} : { compare: `${repository}/compare/${previous.commit}...${commit}` }),
    ...(pullRequest === undefined ? {} : { pullRequest: `${repository}/pull/${pullRequest}` }),
  };
}

/**
 * Where people look at what the API serves: `api.github.com` and `api.NAME.ghe.com` (GitHub Enterprise Cloud with data
 * residency) are without `api.`, a GitHub Enterprise Server serves its API below `/api/v3`.
 */
function webOf(apiUrl: string): string {
  const { protocol, host } = new URL(apiUrl);
  return `${protocol}//${host === 'api.github.com' || /^api\.[\w-]+\.ghe\.com$/.test(host) ? host.slice(4) : host}`;
}
