import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { UserName } from '../../../sandbox/world/users.ts';
import type { ConsoleServer } from './console-server.ts';

/** Somebody with a browser of their own. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser had to say: breaches of the policy, errors, dialogs. */
  readonly said: readonly string[];
  /** Every request, `GET https://…`. */
  readonly requests: readonly string[];
}

export interface VisitOptions {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** Opens a page of the console, as somebody whom it does not know yet. */
export async function visit(
  browser: Browser,
  { url }: Pick<ConsoleServer, 'url'>,
  path: string,
  options: VisitOptions = {},
): Promise<Visitor> {
  const { width = 390, colorScheme = 'light' } = options;
  const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme, reducedMotion: 'reduce' });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const [said, requests]: [string[], string[]] = [[], []];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('dialog', (dialog) => said.push(dialog.message()));
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
  await page.goto(`${url}${path}`);
  return { page, context, said, requests };
}

/** Presses what there is to press, at the console and at the issuer. */
export async function signInAs(page: Page, user: UserName): Promise<void> {
  await page
    .getByRole('button', { name: /^Sign in/ })
    .first()
    .click();
  await page.locator(`button[value="${user}"]`).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}
