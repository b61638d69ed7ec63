import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { ItemRecord } from '../../../lib/domain/approvals/approval-record.ts';
import { runPath } from '../../../lib/domain/run-path.ts';
import type { UserName } from '../../../sandbox/world/users.ts';
import { browserRunsHere, launchBrowser } from '../../support/browser.ts';
import { type ConsoleServer, startConsole } from './console-server.ts';
import { signInAs, type VisitOptions, type Visitor, visit } from './visitor.ts';

if (!browserRunsHere && process.env['CI']) {
  throw new Error(`no browser runs on ${process.platform}-${process.arch}, and CI may not skip its tests`);
}

export interface Browsing {
  readonly browser: Browser;
  readonly server: ConsoleServer;
  /** Opens a page of the console, as somebody whom it does not know yet. */
  open(path: string, options?: VisitOptions): Promise<Visitor>;
  /** Opens a run, and signs in. */
  openRun(run: string, user?: UserName, options?: VisitOptions): Promise<Visitor>;
  itemOf(run: string, item: string): Promise<ItemRecord | undefined>;
}

/** Within a `describe`: one browser and one console for its tests; what a test opened is closed after it. */
export function browsing(): Browsing {
  const visitors: Visitor[] = [];
  const started: { browser?: Browser; server?: ConsoleServer } = {};

  beforeAll(async () => {
    [started.browser, started.server] = await Promise.all([launchBrowser(), startConsole()]);
  }, 120_000);
  afterEach(async () => {
    await Promise.all(visitors.splice(0).map(({ context }) => context.close()));
  });
  afterAll(async () => {
    await started.browser?.close();
    await started.server?.close();
  });

  const given = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('not started');
    return value;
  };
  const here: Browsing = {
    get browser() {
      return given(started.browser);
    },
    get server() {
      return given(started.server);
    },
    async open(path, options = {}) {
      const visitor = await visit(here.browser, here.server, path, options);
      visitors.push(visitor);
      return visitor;
    },
    async openRun(run, user = 'first-approver', options = {}) {
      const visitor = await here.open(runPath(run), options);
      await signInAs(visitor.page, user);
      await visitor.page.getByRole('heading', { name: 'Decisions' }).waitFor();
      return visitor;
    },
    itemOf: (run, item) => here.server.store.item(run, item),
  };
  return here;
}

let runs = 0;

/** Each test asks about a run of its own. */
export function newRun(): string {
  runs += 1;
  return `shop-api-1.42.0-run-${runs}`;
}

/** An item of a run, by its title. */
export const article = (page: Page, name: string): Locator => page.getByRole('article', { name });

export const focusedText = (page: Page): Promise<string> => page.evaluate('document.activeElement.textContent');
