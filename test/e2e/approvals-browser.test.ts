import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UserName } from '../../sandbox/world/users.ts';
import { article } from '../console/support/browsing.ts';
import { signInAs, type Visitor, visit } from '../console/support/visitor.ts';
import { browserRunsHere, launchBrowser } from '../support/browser.ts';
import { approvalRows, peopleOf, startWaiting, taskTokensIn } from './support/attended.ts';
import { formsOf } from './support/secrets.ts';
import { useSandbox } from './support/use-sandbox.ts';

/** Three people with a browser each, at the deployed console, API and issuer. */
describe.skipIf(!browserRunsHere)('a release in the console', () => {
  const production = useSandbox({ environment: 'production-attended' });
  const started: { browser?: Browser } = {};

  beforeAll(async () => {
    started.browser = await launchBrowser();
  }, 120_000);
  afterAll(() => started.browser?.close());

  test('its author is refused, one approves, sees the other person decide, and it goes out', async () => {
    const { sandbox } = production();
    const { name: run, decided } = await startWaiting(production());
    const [author, mona, ada] = await Promise.all([
      openRun(run, 'author'),
      openRun(run, 'first-approver'),
      openRun(run, 'second-approver'),
    ]);

    const why = 'You cannot decide this: You asked for this release and wrote commit';
    await article(author.page, 'No blocking issues in tracker').getByText(why).waitFor();
    expect(await author.page.getByRole('button', { name: /Approve|Reject/ }).count()).toBe(0);

    // What it rests on: the release, and what every check saw.
    await mona.page.getByText('3f786850e387').first().waitFor();
    await mona.page.getByText('the newest backup of RDS instance shop-production').first().waitFor();
    const tracker = article(mona.page, 'No blocking issues in tracker');
    await tracker.getByLabel('Comment').fill('Nothing that keeps it back.');
    await tracker.getByRole('button', { name: 'Approve' }).click();
    await tracker.locator('.result', { hasText: 'Approved.' }).waitFor();

    const support = 'Customer support knows what changes';
    await article(ada.page, support).getByRole('button', { name: 'Approve' }).click();
    // It arrives by itself.
    await article(mona.page, support).getByText('Ada Lovelace (ada@acme.example)').waitFor();
    const tokens = taskTokensIn(await approvalRows(sandbox));
    expect(tokens.length).toBeGreaterThan(0);
    const pages = await Promise.all([author, mona, ada].map(({ page }) => page.content()));
    await article(mona.page, support).getByRole('button', { name: 'Approve' }).click();

    const { report } = await decided;
    expect(report).toMatchObject({ verdict: 'go', approvals: [{ status: 'approved' }, { status: 'approved' }] });
    for (const { said, requests } of [author, mona, ada]) {
      expect(said).toEqual([]);
      // No token of anybody's in an address; what the issuer sends back is a code that works once.
      expect(requests.filter((one) => /eyJ[\w-]{8,}|token=/.test(one))).toEqual([]);
    }
    const shown = tokens.filter((token) => pages.some((page) => formsOf(token).some((form) => page.includes(form))));
    expect(shown).toEqual([]);
    expect(pages.filter((page) => /eyJ[\w-]{8,}\.eyJ/.test(page))).toEqual([]);
  });

  async function openRun(run: string, user: UserName): Promise<Visitor> {
    if (started.browser === undefined) throw new Error('the browser has not started');
    const { console: url } = peopleOf(production().sandbox);
    const visitor = await visit(started.browser, { url }, `/runs/${run}`);
    await signInAs(visitor.page, user);
    await visitor.page.getByRole('heading', { name: 'Decisions' }).waitFor();
    return visitor;
  }
});
