import { describe, expect, test } from 'vitest';
import { runPath } from '../../lib/domain/run-path.ts';
import { manualItem, vote, waiverItem } from '../support/approval-samples.ts';
import { browserRunsHere } from '../support/browser.ts';
import { checkStructure, lowContrasts, widest } from '../support/page-checks.ts';
import { ask, groups, ownItem } from './support/asked.ts';
import { browsing, newRun } from './support/browsing.ts';

const schemes = ['light', 'dark'] as const;

describe.skipIf(!browserRunsHere)('the console in a browser', { timeout: 60_000 }, () => {
  const here = browsing();

  describe('opened by whatever opens links', () => {
    test('nothing changes: not by GET, HEAD or a page that runs its script, signed in or not', async () => {
      const run = newRun();
      await ask(here.server.store, { run });
      const before = JSON.stringify(await here.server.store.run(run));
      const paths = [runPath(run), '/', `/api${runPath(run)}`, `/api${runPath(run)}/items/smoke-tests`];
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
        await Promise.all(paths.map((path) => fetch(`${here.server.url}${path}`, { method })));
      }
      await (await here.open(runPath(run))).page.waitForLoadState('networkidle');
      const { page } = await here.openRun(run);
      await page.reload();
      await page.getByRole('heading', { name: 'Decisions' }).waitFor();
      await page.goto(`${here.server.url}${runPath(run)}?decision=approve&item=smoke-tests#item-smoke-tests`);
      await page.getByRole('heading', { name: 'Decisions' }).waitFor();
      expect(JSON.stringify(await here.server.store.run(run))).toBe(before);
    });

    test('a form of another page reaches nothing, also in the browser of who is signed in', async () => {
      const run = newRun();
      await ask(here.server.store, { run });
      const { page, context } = await here.openRun(run);
      const evil = await context.newPage();
      const action = `${here.server.url}/api${runPath(run)}/items/smoke-tests`;
      await evil.route('https://evil.example/', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<form method="post" enctype="text/plain" action="${action}"><input name='{"decision":"approve","x":"' value='"}'><button>Win a prize</button></form>`,
        }),
      );
      await evil.goto('https://evil.example/');
      const answer = evil.waitForResponse(action);
      await evil.getByRole('button').click();
      expect((await answer).status()).toBe(401);
      expect(await here.itemOf(run, 'smoke-tests')).toMatchObject({ revision: 1 });
      await page.bringToFront();
    });
  });
  describe('hostile text', () => {
    test('of evidence, items and comments is text, and nothing that is hidden stays hidden', async () => {
      const run = newRun();
      const hostile = '</p><script>alert(1)</script><img src=x onerror=alert(1)> \u202Egnp.exe\u0000';
      const item = { ...manualItem, title: hostile, instructions: hostile };
      const asked = groups.map((group) => ({
        ...group,
        checks: group.checks.map((one) => ({
          ...one,
          summary: hostile,
          title: hostile,
          evidence: [{ where: hostile, observed: hostile, expected: hostile, when: hostile }],
        })),
      }));
      const votes = [vote({ by: hostile, comment: hostile, person: 'somebody' })];
      await ask(here.server.store, {
        run,
        items: [item],
        groups: asked,
        changes: { votes, quorum: 2, version: hostile },
      });
      const { page, said } = await here.openRun(run);
      await page.getByText('gnp.exe').first().waitFor();
      const texts = await page.locator('main').innerText();
      expect(texts).toContain('<script>alert(1)</script>');
      expect(texts).toContain('[U+202E]gnp.exe[U+0000]');
      expect(texts).not.toContain('\u202E');
      expect(await page.locator('main').locator('script, img, iframe').count()).toBe(0);
      await page.goto(`${here.server.url}/`);
      await page.getByText('<script>alert(1)</script>').first().waitFor();
      expect(said).toEqual([]);
    });

    test('that got in as markup would not run: the policy holds', async () => {
      const { page } = await here.open('/');
      const inject = (code: string) => page.evaluate(code).then(() => 'ran', String);
      expect(await inject('document.body.innerHTML = "<b>x</b>"')).toContain('TrustedHTML');
      expect(await inject('Object.assign(document.createElement("script"), { textContent: "1" })')).toContain(
        'TrustedScript',
      );
      expect(await inject('fetch("https://evil.example/?")')).toContain('Failed to fetch');
      expect(await inject('setTimeout("document.title = 1")')).toContain('TrustedScript');
    });
  });
  describe('the look', () => {
    for (const colorScheme of schemes) {
      test(`has a contrast of 4.5 or more everywhere (${colorScheme})`, async () => {
        const run = newRun();
        const breakGlass = vote({ person: 'grace', breakGlass: true, comment: 'it burns', until: '2026-12-01' });
        await ask(here.server.store, { run, items: [ownItem, waiverItem], changes: { votes: [breakGlass] } });
        for (const user of ['first-approver', 'incident-commander'] as const) {
          const { page } = await here.openRun(run, user, { width: 1200, colorScheme });
          await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
          await page
            .getByRole('button', { name: /Reject|emergency/ })
            .first()
            .click();
          const { measured, low } = await page.evaluate(lowContrasts);
          expect(measured).toBeGreaterThan(100);
          expect(low).toEqual([]);
        }
      });
    }

    test.each([320, 390, 1200])('fits %d pixels, with the longest words', async (width) => {
      const run = newRun();
      const long = 'x'.repeat(100);
      await ask(here.server.store, { run, items: [{ ...ownItem, title: long, instructions: long }, waiverItem] });
      const { page } = await here.openRun(run, 'first-approver', { width });
      await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
      expect(await page.evaluate(widest)).toBeLessThanOrEqual(width);
      const heights = await page
        .getByRole('button')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(40);
      await page.goto(`${here.server.url}/`);
      await page.getByRole('heading', { name: /Waits for you/ }).waitFor();
      expect(await page.evaluate(widest)).toBeLessThanOrEqual(width);
    });

    test('has one outline, one of each landmark, and no reference to what is not there', async () => {
      const run = newRun();
      await ask(here.server.store, { run });
      const { page } = await here.openRun(run);
      const elsewhere = /^nothing has the id (?:\/|https?:|data:)/;
      const problems = async () => (await page.evaluate(checkStructure)).filter((one) => !elsewhere.test(one));
      expect(await problems()).toEqual([]);
      const named = await page.getByRole('button').evaluateAll((all) => all.every((one) => one.textContent !== ''));
      expect(named).toBe(true);
      await page.goto(`${here.server.url}/`);
      await page.getByRole('heading', { name: /Waits for you/ }).waitFor();
      expect(await problems()).toEqual([]);
    });
  });
});
