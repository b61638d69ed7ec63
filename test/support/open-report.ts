import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';

export interface ReportView {
  readonly width: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** Opens a report from a file, on a screen of this width, and notes whatever the browser has to say about it. */
export async function openReport(browser: Browser, file: string, html: string, view: ReportView) {
  writeFileSync(file, html);
  const { width, colorScheme = 'light' } = view;
  const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
  const said: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('dialog', (dialog) => said.push(dialog.message()));
  page.on('request', (request) => requests.push(request.url()));
  const url = pathToFileURL(file).href;
  await page.goto(url);
  return { page, said, requests, url };
}
