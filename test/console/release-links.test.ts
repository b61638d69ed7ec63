import { expect, it } from 'vitest';
import { releaseLinks } from '../../lib/console/release-links.ts';
import { release } from '../support/release.ts';

const repository = 'acme/shop-api';

it.each([
  ['https://api.github.com', 'https://github.com'],
  ['https://api.github.com/', 'https://github.com'],
  ['https://github.acme.example/api/v3', 'https://github.acme.example'],
  ['https://github.acme.example:8443/api/v3/', 'https://github.acme.example:8443'],
  ['https://api.acme.ghe.com', 'https://acme.ghe.com'],
  ['http://localhost:27108', 'http://localhost:27108'],
])('the API %s has its pages at %s', (apiUrl, web) => {
  expect(releaseLinks(release, { apiUrl, repository })).toEqual({
    commit: `${web}/acme/shop-api/commit/${release.commit}`,
    compare: `${web}/acme/shop-api/compare/${release.previous?.commit}...${release.commit}`,
    pullRequest: `${web}/acme/shop-api/pull/118`,
  });
});

it('links only what the release names', () => {
  const { commit } = release;
  const links = releaseLinks({ commit }, { apiUrl: 'https://api.github.com', repository });
  expect(Object.keys(links)).toEqual(['commit']);
});

it('links nothing where GitHub is not configured', () => {
  expect(releaseLinks(release, undefined)).toEqual({});
});
