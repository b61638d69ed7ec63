import { describe, expect, test } from 'vitest';
import { manualItem, waiverItem } from '../support/approval-samples.ts';
import { browserRunsHere } from '../support/browser.ts';
import { ask } from './support/asked.ts';
import { article, browsing, focusedText, newRun } from './support/browsing.ts';

describe.skipIf(!browserRunsHere)('a decision in the console', { timeout: 60_000 }, () => {
  const here = browsing();

  test('to approve is one press, is told where the form was, and moves the execution on', async () => {
    const run = newRun();
    await ask(here.server.store, { run });
    await here.server.store.saveToken(run, 'smoke-tests', `token of ${run}`);
    const { page, said } = await here.openRun(run);
    await page.getByText('3 decisions wait for you.').waitFor();
    const item = article(page, 'Smoke tests passed');
    await item.getByLabel('Comment').fill('green <3');
    await item.getByRole('button', { name: 'Approve' }).click();
    await item.locator('.result', { hasText: 'Approved.' }).waitFor();
    await item.getByText('green <3').waitFor();
    expect(await focusedText(page)).toBe('Approved.');
    expect(await item.getByRole('button').count()).toBe(0);
    await page.getByText('2 decisions wait for you.').waitFor();
    expect(await here.itemOf(run, 'smoke-tests')).toMatchObject({
      status: 'approved',
      votes: [{ by: 'Mona Lisa (mona@acme.example)', comment: 'green <3' }],
    });
    expect(here.server.completed).toContain(`token of ${run}`);
    expect(said).toEqual([]);
  });

  test('to reject needs a comment, says so beside the field, and leads there', async () => {
    const run = newRun();
    await ask(here.server.store, { run });
    const { page } = await here.openRun(run);
    const item = article(page, 'Smoke tests passed');
    await item.getByRole('button', { name: 'Reject' }).click();
    const comment = item.getByLabel('Comment');
    expect(await comment.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);
    expect(await comment.getAttribute('aria-invalid')).toBe('true');
    await item.getByText('Write why you reject it.').waitFor();
    expect(await here.itemOf(run, 'smoke-tests')).toMatchObject({ status: 'open', revision: 1 });
    await comment.fill('checkout is broken in Safari');
    await item.getByRole('button', { name: 'Reject' }).click();
    await item.getByText('the release does not go to production').waitFor();
    expect(await here.itemOf(run, 'smoke-tests')).toMatchObject({ status: 'rejected' });
  });

  test('that the API refuses is told in its words, and what was typed stays', async () => {
    const run = newRun();
    await ask(here.server.store, { run });
    const { page } = await here.openRun(run);
    const item = article(page, 'Smoke tests passed');
    await item.getByLabel('Comment').fill('<b>fine</b>');
    await item.getByRole('button', { name: 'Approve' }).click();
    await item.getByRole('alert').getByText('HTML tag (<b>)').waitFor();
    expect(await item.getByLabel('Comment').inputValue()).toBe('<b>fine</b>');
    expect(await here.itemOf(run, 'smoke-tests')).toMatchObject({ revision: 1 });
  });

  test('of the author is not offered, and the page says why', async () => {
    const run = newRun();
    await ask(here.server.store, { run });
    const { page } = await here.openRun(run, 'author');
    await page.getByText('Nothing waits for you here. 3 decisions wait for others.').waitFor();
    const why = 'You cannot decide this: You asked for this release and wrote commit 3f786850e387';
    await article(page, 'Smoke tests passed').getByText(why).waitFor();
    expect(await page.getByRole('button', { name: /Approve|Reject|Accept/ }).count()).toBe(0);
    expect(await page.getByText('Emergency powers').count()).toBe(0);
  });

  test('that came too late is told with who was first, and the form goes', async () => {
    const run = newRun();
    await ask(here.server.store, { run });
    const [mona, ada] = [await here.openRun(run), await here.openRun(run, 'second-approver')];
    // So that nothing arrives by itself before the button is pressed.
    await ada.page.route('**/api/runs/*', (route) => route.abort());
    await article(mona.page, 'Smoke tests passed').getByRole('button', { name: 'Approve' }).click();
    await article(mona.page, 'Smoke tests passed').locator('.result').waitFor();
    const item = article(ada.page, 'Smoke tests passed');
    await item.getByLabel('Comment').fill('no');
    await item.getByRole('button', { name: 'Reject' }).click();
    await item.getByText(/Already decided by Mona Lisa \(mona@acme.example\) at \d+ \w+ \d{4}/).waitFor();
    await ada.page.unroute('**/api/runs/*');
    await item.getByText('Approved', { exact: true }).waitFor();
    expect(await item.getByRole('button').count()).toBe(0);
    expect(await here.itemOf(run, 'smoke-tests')).toMatchObject({ status: 'approved', votes: { length: 1 } });
  });

  test('of one of two can be taken back by rejecting', async () => {
    const run = newRun();
    await ask(here.server.store, { run });
    const { page } = await here.openRun(run);
    const item = article(page, 'Support knows what changes');
    await item.getByRole('button', { name: 'Approve' }).click();
    await item.getByText('Your approval is recorded; 1 more approval is needed.').waitFor();
    await item.getByText('I have changed my mind').click();
    await item.getByLabel('Comment').fill('the Polish notes are missing');
    await item.getByRole('button', { name: 'Reject after all' }).click();
    await item.getByText('the release does not go to production').waitFor();
    expect(await here.itemOf(run, 'support-briefed')).toMatchObject({ status: 'rejected', votes: { length: 2 } });
  });

  test('to accept a failure needs a reason, and may hold for later runs', async () => {
    const run = newRun();
    await ask(here.server.store, { run, items: [{ ...waiverItem, quorum: 1 }] });
    const { page } = await here.openRun(run);
    const item = article(page, 'Accept: Memory >2GB free failed');
    await item.getByText('1 of 2 instances has too little memory.').waitFor();
    await item.getByRole('link', { name: 'See the evidence' }).click();
    await page.getByText('1.4 GiB free').waitFor();
    await item.getByRole('button', { name: 'Accept', exact: true }).click();
    await item.getByText('Write the reason.').waitFor();
    await item.getByLabel('Reason').fill('the second host is drained');
    const until = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    await item.getByLabel('Accept it in later runs too').fill(until);
    // Enter in a field would press a button: nothing is accepted by that.
    await item.getByLabel('Accept it in later runs too').press('Enter');
    expect(await here.itemOf(run, 'memory')).toMatchObject({ revision: 1 });
    await item.getByRole('button', { name: 'Accept', exact: true }).click();
    await item.getByText(`In later runs too, until ${until}`).waitFor();
    expect(await here.itemOf(run, 'memory')).toMatchObject({ status: 'approved', votes: [{ until }] });
  });

  test('by emergency powers is folded away, and needs a reason and a tick', async () => {
    const run = newRun();
    await ask(here.server.store, { run });
    const { page } = await here.openRun(run, 'incident-commander');
    const item = article(page, 'Support knows what changes');
    const button = item.getByRole('button', { name: 'Approve alone by emergency powers' });
    expect(await button.isVisible()).toBe(false);
    await item.getByText('Emergency powers (break-glass)').click();
    await button.click();
    await item.getByText('Write the reason.').waitFor();
    await item.getByLabel('Reason for the emergency').fill('checkout is down, this repairs it');
    await button.click();
    await item.getByText('Tick this if you mean it.').waitFor();
    expect(await here.itemOf(run, 'support-briefed')).toMatchObject({ revision: 1 });
    await item.getByLabel('I decide this alone').check();
    await button.click();
    await item.getByText('By emergency powers (break-glass), alone').waitFor();
    expect(await here.itemOf(run, 'support-briefed')).toMatchObject({
      status: 'approved',
      votes: [{ breakGlass: true }],
    });
  });

  test('is sent once, however often the button is pressed', async () => {
    const run = newRun();
    await ask(here.server.store, { run });
    const { page, requests } = await here.openRun(run);
    await article(page, 'Smoke tests passed')
      .getByRole('button', { name: 'Approve' })
      .evaluate((one) => {
        for (let presses = 0; presses < 3; presses += 1) (one as unknown as { click(): void }).click();
      });
    await article(page, 'Smoke tests passed').locator('.result').waitFor();
    expect(requests.filter((one) => one.startsWith('POST') && one.includes('/items/'))).toHaveLength(1);
  });

  test('is not sent by a form that is submitted without one of its buttons', async () => {
    const run = newRun();
    await ask(here.server.store, { run });
    const { page, requests } = await here.openRun(run);
    await page.locator('form').first().evaluate('document.forms[0].requestSubmit()');
    await page.getByText('3 decisions wait for you.').waitFor();
    expect(requests.filter((one) => one.startsWith('POST') && one.includes('/items/'))).toEqual([]);
  });

  test('is reached and given by the keyboard alone', async () => {
    const run = newRun();
    await ask(here.server.store, { run, items: [manualItem] });
    const { page } = await here.openRun(run);
    const pressTo = async (words: string) => {
      for (let presses = 0; presses < 20; presses += 1) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate('document.activeElement.textContent || document.activeElement.name')) === words)
          return;
      }
      throw new Error(`twenty presses of Tab do not lead to ${words}`);
    };
    await pressTo('Skip to the content');
    await page.keyboard.press('Enter');
    await pressTo('comment');
    await page.keyboard.type('seen');
    await pressTo('Approve');
    await page.keyboard.press('Enter');
    await article(page, 'Smoke tests passed').locator('.result').waitFor();
    expect(await here.itemOf(run, 'smoke-tests')).toMatchObject({ status: 'approved', votes: [{ comment: 'seen' }] });
  });
});
