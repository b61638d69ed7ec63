import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPath } from '../../lib/domain/run-path.ts';
import { vote, waiverItem } from '../support/approval-samples.ts';
import { browserRunsHere } from '../support/browser.ts';
import { ask, ownItem } from './support/asked.ts';
import { article, browsing, focusedText, newRun } from './support/browsing.ts';
import { type ConsoleServer, startConsole } from './support/console-server.ts';
import { signInAs, visit } from './support/visitor.ts';

describe.skipIf(!browserRunsHere)('the console, while others decide', { timeout: 60_000 }, () => {
  const here = browsing();

  describe('live', () => {
    test("another person's decision arrives without a reload, is announced, and disturbs nobody who types", async () => {
      const run = newRun();
      await ask(here.server.store, { run });
      const [mona, ada] = [await here.openRun(run), await here.openRun(run, 'second-approver')];
      const field = article(mona.page, 'Support knows what changes').getByLabel('Comment');
      await field.pressSequentially('I am still re');
      const other = article(ada.page, 'Support knows what changes');
      await other.getByLabel('Comment').fill('all is written');
      await other.getByRole('button', { name: 'Approve' }).click();
      const item = article(mona.page, 'Support knows what changes');
      await item.getByText('all is written').waitFor();
      await mona.page
        .getByRole('status')
        .getByText('Ada Lovelace (ada@acme.example) approved “Support knows what changes”.')
        .waitFor();
      await mona.page.keyboard.type('ading');
      expect(await field.inputValue()).toBe('I am still reading');
      await item.getByRole('button', { name: 'Approve' }).click();
      await item.locator('.result', { hasText: 'Approved.' }).waitFor();
      await other.getByText('Mona Lisa (mona@acme.example)').waitFor();
      expect(mona.requests.filter((one) => one === `GET ${here.server.url}${runPath(run)}`)).toHaveLength(1);
    });

    test('where the form goes, the focus goes to the title of its item', async () => {
      const run = newRun();
      await ask(here.server.store, { run });
      const { page } = await here.openRun(run);
      await article(page, 'Smoke tests passed').getByLabel('Comment').focus();
      const item = await here.itemOf(run, 'smoke-tests');
      if (item === undefined) throw new Error('the item is gone');
      const by = vote({ by: 'Ada Lovelace', choice: 'reject', comment: 'red' });
      await here.server.store.replace({ ...item, status: 'rejected', votes: [by], revision: item.revision + 1 });
      await article(page, 'Smoke tests passed').getByText('Rejected', { exact: true }).waitFor();
      expect(await focusedText(page)).toBe('Smoke tests passed');
    });

    test('a lost connection is told, and that it is back', async () => {
      const run = newRun();
      await ask(here.server.store, { run });
      const { page } = await here.openRun(run);
      here.server.setReachable(false);
      try {
        await page.getByText(/Not up to date: the console could not be reached.*Trying again/).waitFor();
        const item = article(page, 'Smoke tests passed');
        await item.getByRole('button', { name: 'Approve' }).click();
        await item.getByText('Pressing the button again does no harm.').waitFor();
      } finally {
        here.server.setReachable(true);
      }
      await page.getByText('Not up to date').waitFor({ state: 'hidden', timeout: 20_000 });
    });

    test('a sign-in that has ended asks for another one, and keeps what was typed', async () => {
      const stale = await startConsole();
      try {
        const run = newRun();
        await ask(stale.store, { run });
        const { page, context } = await visit(here.browser, stale, runPath(run));
        await signInAs(page, 'first-approver');
        const item = article(page, 'Smoke tests passed');
        await item.getByLabel('Comment').fill('half a thought');
        stale.refuseTokens();
        await page.getByRole('status').getByText('What you have written is kept.').waitFor();
        await item.getByRole('button', { name: 'Approve' }).click();
        await item.getByRole('alert').getByText('Your sign-in has ended: sign in again.').waitFor();
        expect(await stale.store.item(run, 'smoke-tests')).toMatchObject({ revision: 1 });
        stale.refuseTokens(false);
        await signInAs(page, 'first-approver');
        expect(await item.getByLabel('Comment').inputValue()).toBe('half a thought');
        await context.close();
      } finally {
        await stale.close();
      }
    });
  });
  describe('the list', () => {
    let other: ConsoleServer;
    beforeAll(async () => {
      other = await startConsole();
    });
    afterAll(() => other?.close());

    test('says that nothing waits, then shows by itself what comes to wait: what waits for you first', async () => {
      const { page, context, said } = await visit(here.browser, other, '/');
      await signInAs(page, 'first-approver');
      await page.getByRole('heading', { name: 'Nothing waits for a decision' }).waitFor();
      const forOthers = { ...ownItem, approvers: { groups: ['support'], principals: [] } };
      await ask(other.store, { run: 'run-1', items: [forOthers, waiverItem] });
      await page.getByRole('heading', { name: 'Waits for you (1)' }).waitFor();
      expect(await page.title()).toBe('(1) Approvals');
      expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
        'Waits for you (1)',
        'Waits for others (1)',
      ]);
      await page.getByText('You are in none of the groups support').waitFor();
      await page
        .getByRole('status')
        .getByText('New: “Accept: Memory >2GB free failed” of 1.42.0 waits for you.')
        .waitFor();
      await page.getByRole('link', { name: /Accept: Memory >2GB free failed/ }).click();
      await page.getByRole('button', { name: 'Do not accept' }).waitFor();
      expect(page.url()).toBe(`${other.url}/runs/run-1#item-memory`);
      expect(await focusedText(page)).toBe('Accept: Memory >2GB free failed');
      await page.getByRole('link', { name: 'Preflight approvals' }).click();
      await page.getByRole('heading', { name: 'Waits for you (1)' }).waitFor();
      expect(said).toEqual([]);
      await context.close();
    });

    test('of a run that does not exist says so, and leads back', async () => {
      const { page, context } = await visit(here.browser, other, '/runs/no-such-run');
      await signInAs(page, 'first-approver');
      await page.getByRole('heading', { name: 'There is no such run' }).waitFor();
      expect(await page.getByRole('link', { name: 'What waits for a decision' }).getAttribute('href')).toBe('/');
      await context.close();
    });
  });
});
