import { mkdir, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { askedRunOf } from '../lib/domain/window/asked.ts';
import { type SandboxTimes, shortTimes } from '../sandbox/addresses.ts';
import { cleanup } from '../sandbox/cleanup.ts';
import { runGate } from '../sandbox/gate.ts';
import { type Sandbox, startSandbox } from '../sandbox/launcher.ts';
import { decide, isAsked, playScript } from '../sandbox/play-script.ts';
import { playSteps, playWindow, type WindowPlay } from '../sandbox/play-window.ts';
import type { Decide, ScriptStep, WindowStep } from '../sandbox/scenario.ts';
import { sentrySpike } from '../sandbox/scenarios/sentry-spike.ts';
import { stopwatch } from '../sandbox/stopwatch.ts';
import { runWindow } from '../sandbox/window.ts';
import { versions } from '../sandbox/world/shop-function.ts';
import { signInAs, visit } from '../test/console/support/visitor.ts';
import { launchBrowser } from '../test/support/browser.ts';

/*
 * Makes the pictures of docs/images from a sandbox: a release from its gate to the healthy end of its window, and one that is rolled
 * back, each as people see it in the console, and as the report tells it afterwards.
 */

const folder = new URL('../docs/images/', import.meta.url);
const width = 1280;
const highest = 1100;
/** So long that people can be seen deciding in it. */
const window = {
  ...shortTimes.window,
  lasts: '25s',
  verification: { at: ['2s', '8s', '16s'], every: '1s' },
} satisfies SandboxTimes['window'];

interface Studio {
  readonly sandbox: Sandbox;
  readonly browser: Browser;
  readonly tell: (line: string) => void;
}

async function main(): Promise<void> {
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  const undo = cleanup((failure) => tell(String(failure)));
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const browser = await launchBrowser();
    undo.add(() => browser.close());
    const clock = stopwatch((line) => void process.stderr.write(line));
    const scenario = { environment: 'production-attended', times: { window }, world: {} } as const;
    const sandbox = await startSandbox({ clock, cleanup: undo, scenario });
    const studio = { sandbox, browser, tell };
    await showGate(studio, 'release-1_42_0');
    await showHealthyWindow(studio, 'release-1_42_0');
    await showRollback(studio, 'release-1_42_0-again');
  } finally {
    await undo.run();
  }
}

async function showGate(studio: Studio, run: string): Promise<void> {
  const { sandbox, tell } = studio;
  const { script = [] } = sentrySpike;
  const play = (steps: readonly ScriptStep[], ended: AbortSignal): Promise<void> =>
    playScript(sandbox, { scenario: { script: steps, world: {} }, run, tell, ended });
  const { files } = await besides(
    () => runGate(sandbox, { name: run, show: false }),
    async (ended) => {
      await play(script.slice(0, -1), ended);
      await shootConsole(studio, run, 'gate-console');
      await play(script.slice(-1), ended);
    },
  );
  await shootReport(studio, files.html, 'gate-report');
}

async function showHealthyWindow(studio: Studio, run: string): Promise<void> {
  const { sandbox } = studio;
  await sandbox.shop.deploy(versions.release);
  const { files } = await besides(
    () => runWindow(sandbox, { name: run, show: false }),
    (ended) => playWindow(sandbox, { script: [] }, playing(studio, run, ended)),
  );
  await shootReport(studio, files.html, 'window-healthy');
}

async function showRollback(studio: Studio, run: string): Promise<void> {
  const { sandbox, tell } = studio;
  const script = sentrySpike.window?.script ?? [];
  const at = script.findIndex(isDecision);
  const decision = script.find(isDecision);
  if (decision === undefined) throw new Error('nobody decides in the window of sentry-spike');
  await sandbox.shop.deploy(versions.previous);
  await sandbox.shop.deploy(versions.release);
  const { files } = await besides(
    () => runWindow(sandbox, { name: run, show: false }),
    async (ended) => {
      const play = playing(studio, run, ended);
      await playWindow(sandbox, { script: script.slice(0, at) }, play);
      while (!ended.aborted && !(await isAsked(sandbox, askedRunOf(run), decision.item)));
      await shootConsole(studio, askedRunOf(run), 'rollback-console');
      await decide(sandbox, askedRunOf(run), decision, tell);
      await playSteps(sandbox, script.slice(at + 1), play);
    },
  );
  await shootReport(studio, files.html, 'window-rolled-back');
}

const isDecision = (step: WindowStep): step is Decide => 'item' in step;

const playing = ({ tell }: Studio, run: string, ended: AbortSignal): WindowPlay => ({
  ...{ world: {}, run, yes: true, tell, ended },
});

async function besides<T>(work: () => Promise<T>, beside: (ended: AbortSignal) => Promise<void>): Promise<T> {
  const ended = new AbortController();
  const [result] = await Promise.all([work().finally(() => ended.abort()), beside(ended.signal)]);
  return result;
}

/** As somebody sees it who may decide. */
async function shootConsole({ sandbox, browser, tell }: Studio, run: string, name: string): Promise<void> {
  const url = sandbox.people?.console ?? '';
  const { page, context } = await visit(browser, { url }, `/runs/${run}`, { width });
  await signInAs(page, 'second-approver');
  await page.getByRole('heading', { name: 'Decisions' }).waitFor();
  await shoot(page, name, tell);
  await context.close();
}

async function shootReport({ browser, tell }: Studio, file: string, name: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: highest }, colorScheme: 'light' });
  await page.goto(pathToFileURL(file).href);
  await shoot(page, name, tell);
  await page.close();
}

/** The upper part of a page, as far as a screen shows it. */
async function shoot(page: Page, name: string, tell: Studio['tell']): Promise<void> {
  const path = fileURLToPath(new URL(`${name}.png`, folder));
  const whole = Number(await page.evaluate('document.documentElement.scrollHeight'));
  const clip = { x: 0, y: 0, width, height: Math.min(whole, highest) };
  const { length } = await page.screenshot({ path, clip, fullPage: true, animations: 'disabled' });
  tell(`${relative(process.cwd(), path)}: ${Math.round(length / 1024)} KB`);
}

await main();
