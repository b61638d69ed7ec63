import { describe, expect, test } from 'vitest';
import { runPath } from '../../lib/domain/run-path.ts';
import { browserRunsHere } from '../support/browser.ts';
import { ask } from './support/asked.ts';
import { article, browsing, newRun } from './support/browsing.ts';
import { signInAs } from './support/visitor.ts';

describe.skipIf(!browserRunsHere)('signing in to the console', { timeout: 60_000 }, () => {
  const here = browsing();

  test('loads the page with one request, goes to the issuer with PKCE, and comes back to the run that was asked for', async () => {
    const run = newRun();
    await ask(here.server.store, { run });
    const { page, said, requests } = await here.open(runPath(run));
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(requests).toEqual([`GET ${here.server.url}${runPath(run)}`]);
    await signInAs(page, 'first-approver');
    await page.getByRole('heading', { name: 'Smoke tests passed' }).waitFor();
    expect(page.url()).toBe(`${here.server.url}${runPath(run)}`);
    const asked = new URL(requests.find((one) => one.includes('/auth?'))?.slice(4) ?? '').searchParams;
    expect(asked.get('redirect_uri')).toBe(`${here.server.url}/`);
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect([asked.get('state'), asked.get('nonce'), asked.get('code_challenge')]).not.toContain(null);
    expect(said).toEqual([]);
    const origins = new Set(requests.map((one) => new URL(one.replace(/^\w+ /, '')).origin));
    expect([...origins].toSorted()).toEqual([here.server.url, here.server.issuer.url].toSorted());
    // The token is in no address, and no code is left in the history.
    expect(requests.join('\n')).not.toContain('eyJ');
    await page.goBack();
    expect(page.url()).not.toContain('code=');
  });

  test('is refused where the answer is not to a question of this tab', async () => {
    const { page } = await here.open('/?code=stolen&state=forged');
    await page.getByRole('alert').getByText('This sign-in was not begun in this tab.').waitFor();
    expect(page.url()).toBe(`${here.server.url}/`);
  });

  test('is refused where the state is another one, and nothing goes to the issuer with the code', async () => {
    const { page, requests } = await here.open('/');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: /Sign in to the sandbox/ }).waitFor();
    await page.goto(`${here.server.url}/?code=stolen&state=forged&iss=${encodeURIComponent(here.server.issuer.url)}`);
    await page.getByRole('alert').getByText('The issuer did not sign you in').waitFor();
    expect(requests.filter((one) => one.includes('/token'))).toEqual([]);
  });

  test('is told in words where the issuer refuses', async () => {
    const { page, requests } = await here.open('/');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: /Sign in to the sandbox/ }).waitFor();
    const state = new URL(requests.find((one) => one.includes('/auth?'))?.slice(4) ?? '').searchParams.get('state');
    const answer = new URLSearchParams({
      error: 'access_denied',
      error_description: 'ask <b>somebody</b> else',
      state: state ?? '',
      iss: here.server.issuer.url,
    });
    await page.goto(`${here.server.url}/?${answer.toString()}`);
    await page.getByRole('alert').getByText('The issuer did not sign you in: ask <b>somebody</b> else.').waitFor();
  });

  test('ends with Sign out: nothing is left in the tab, and another person can sign in', async () => {
    const run = newRun();
    await ask(here.server.store, { run });
    const { page } = await here.openRun(run);
    await article(page, 'Smoke tests passed').getByLabel('Comment').fill('half a thought');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out here.').waitFor();
    expect(await page.evaluate('JSON.stringify({ ...sessionStorage, ...localStorage })')).toBe(
      '{"preflight.signed-out":"true"}',
    );
    await page.reload();
    await signInAs(page, 'second-approver');
    await page.getByText('Ada Lovelace').first().waitFor();
    expect(await article(page, 'Smoke tests passed').getByLabel('Comment').inputValue()).toBe('');
  });
});
