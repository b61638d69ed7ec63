import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askedRun } from '../support/approval-samples.ts';
import { browserRunsHere } from '../support/browser.ts';
import { ask, groups } from './support/asked.ts';
import { article, browsing } from './support/browsing.ts';
import { type ConsoleServer, startConsole } from './support/console-server.ts';
import { signInAs, type Visitor, visit } from './support/visitor.ts';

/** What a person gets to see of a run before they decide. */
describe.skipIf(!browserRunsHere)('a run in the console', { timeout: 60_000 }, () => {
  const here = browsing();
  const { release } = askedRun;
  const web = 'https://github.com/acme/shop-api';
  let console: ConsoleServer;
  let visitor: Visitor;

  beforeAll(async () => {
    console = await startConsole({
      sources: { github: { repository: 'acme/shop-api', apiUrl: 'https://api.github.com' } as never },
    });
    const accepted = groups.map((group) => ({
      ...group,
      checks: group.checks.map((one) =>
        one.id === 'disk-space'
          ? {
              ...one,
              outcome: 'fail' as const,
              summary: 'one volume has 12 % free',
              waiver: {
                by: ['Hubert Ot', 'Ada Lovelace'],
                at: '2026-11-20T09:00:00.000Z',
                reason: 'the volume grows tonight',
                until: '2026-11-27',
                run: 'shop-api-1.41.3-run',
                breakGlass: true as const,
              },
            }
          : one,
      ),
    }));
    await ask(console.store, { run: 'run-1', groups: accepted });
    visitor = await visit(here.browser, console, '/runs/run-1');
    await signInAs(visitor.page, 'first-approver');
    await visitor.page.getByRole('heading', { name: 'Decisions' }).waitFor();
    await visitor.page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
  }, 120_000);
  afterAll(async () => {
    await visitor?.context.close();
    await console?.close();
  });

  test('names the release: its commit, what it replaces, and every image by its digest', async () => {
    const facts = visitor.page.getByRole('region', { name: 'The release' });
    const text = await facts.innerText();
    for (const one of [release.version, release.commit, release.previous?.version, ...release.images]) {
      expect(text).toContain(one);
    }
    const hrefs = await facts.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(hrefs).toEqual([
      `${web}/commit/${release.commit}`,
      `${web}/compare/${release.previous?.commit}...${release.commit}`,
      `${web}/pull/118`,
    ]);
    // What is opened gets no hold of this page, and is not told which run it was opened from.
    const rels = await facts.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('rel') ?? ''));
    for (const rel of rels) expect(rel).toMatch(/noopener|noreferrer/);
  });

  test('leads to the comparison from its head, too', async () => {
    const link = visitor.page.getByRole('link', { name: /Compare with/ });
    expect(await link.getAttribute('href')).toContain('/compare/');
  });

  test('lists every check with its evidence, in the group that it belongs to', async () => {
    for (const { checks } of groups) {
      for (const { id, title, evidence } of checks) {
        const text = await visitor.page.locator(`#check-${id}`).innerText();
        for (const one of [
          title,
          ...evidence.flatMap(({ where, observed, expected }) => [where, observed, expected]),
        ]) {
          expect(text).toContain(one);
        }
      }
    }
  });

  test('tells who accepted a failure before, why, until when, in which run, and by which powers', async () => {
    const text = await visitor.page.locator('#check-disk-space').innerText();
    expect(text).toContain(
      'Accepted by Hubert Ot, Ada Lovelace until 2026-11-27 in run shop-api-1.41.3-run: the volume grows tonight',
    );
    expect(text).toContain('By emergency powers (break-glass), alone');
  });

  test('says of each item what is asked, of how many, and who may decide it', async () => {
    const item = await article(visitor.page, 'Support knows what changes').innerText();
    for (const words of [
      'Look at the release notes in the help centre.',
      'Approve when every visible change is described there',
      '2 approvals by different people, 0 so far',
      'release-managers',
    ]) {
      expect(item).toContain(words);
    }
  });

  test('is light on a light screen, and dark on a dark one', async () => {
    const { page } = visitor;
    const brightness = async (colorScheme: 'light' | 'dark'): Promise<number> => {
      await page.emulateMedia({ colorScheme });
      const color = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const parts = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
      return Math.max(...parts);
    };
    expect(await brightness('light')).toBeGreaterThan(200);
    expect(await brightness('dark')).toBeLessThan(60);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('is read by its roles: what changes is a status, what goes wrong an alert, and every field has its name', async () => {
    const { page } = visitor;
    expect(await page.getByRole('status').count()).toBeGreaterThanOrEqual(1);
    const nameless = await page.evaluate(
      '[...document.querySelectorAll("main input, main textarea, main select, main button")].filter((one) => one.labels.length === 0 && one.textContent === "").map((one) => one.outerHTML)',
    );
    expect(nameless).toEqual([]);
    const item = article(page, 'Support knows what changes');
    await item.getByRole('button', { name: 'Reject' }).click();
    await item.getByText('Write why you reject it.').waitFor();
    const field = item.getByRole('textbox', { name: 'Comment' });
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    const described = (await field.getAttribute('aria-describedby')) ?? '';
    const words = await page
      .locator(
        described
          .split(' ')
          .map((id) => `#${id}`)
          .join(', '),
      )
      .allInnerTexts();
    expect(words.join(' ')).toContain('Write why you reject it.');
  });

  // The last of them: nobody is signed in afterwards.
  test('keeps no token that the gateway has refused', async () => {
    const { page } = visitor;
    const kept = () => page.evaluate<string[]>('Object.keys(sessionStorage)');
    expect(await kept()).toContain('preflight.session');
    console.refuseTokens();
    await page.getByText('What you have written is kept.').waitFor();
    expect(await kept()).not.toContain('preflight.session');
  });
});
