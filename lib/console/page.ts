import { createHash } from 'node:crypto';
import { html, type Markup } from '../reports/escape.ts';
import { quote } from '../reports/html-parts.ts';
import { iconSprite } from '../reports/icons.ts';
import type { ConsoleSettings } from './handler.ts';
import type { IssuerMetadata, PageSettings } from './page-settings.ts';
import { pageStyles } from './page-styles.ts';

interface PageContent {
  readonly type: string;
  readonly body: string;
  readonly contentSecurityPolicy: string;
}

type Shown = Pick<ConsoleSettings, 'service' | 'environment'>;

interface ConsolePage {
  readonly settings: Shown & Pick<ConsoleSettings, 'clientId' | 'consoleUrl' | 'signIn'>;
  readonly base: string;
  readonly issuer: IssuerMetadata;
  readonly script: string;
}

/**
 * The one page of the console, for the list and for each run. It holds nothing of any run: its script asks the API, once
 * somebody has signed in, and decides nothing by itself.
 */
export function consolePage({ settings, base, issuer, script }: ConsolePage): PageContent {
  const { clientId, consoleUrl, signIn } = settings;
  const forScript: PageSettings = { base, issuer, clientId, redirectUri: rootOf(consoleUrl), scopes: signIn.scopes };
  const main = html`<main id="main" tabindex="-1"><h1>Approvals</h1>
<noscript><p class="note">This page needs JavaScript. Without it, decide with the command line: <code>npx preflight approvals list</code></p></noscript></main>`;
  return {
    type: 'text/html; charset=utf-8',
    body: shell(
      settings,
      main,
      html`<script data-settings="${JSON.stringify(forScript)}" id="script">${{ markup: script }}</script>`,
    ),
    contentSecurityPolicy: policy([
      `script-src ${hashOf(script)}`,
      `connect-src 'self' ${new URL(issuer.token_endpoint).origin}`,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]),
  };
}

/** In its place while the issuer cannot be asked. */
export function unavailablePage(settings: Shown): PageContent {
  const main = html`<main id="main"><h1>Sign-in is not available now</h1>
<p class="note">The issuer at which people sign in does not answer as it should. Nothing was changed. Load this page again in a minute, or decide with the command line and AWS credentials: <code>npx preflight approvals list</code></p></main>`;
  return { type: 'text/html; charset=utf-8', body: shell(settings, main), contentSecurityPolicy: policy([]) };
}

/** Everything that is not named is forbidden; the icon in the tab is the one image, and it is in the page itself. */
function policy(further: readonly string[]): string {
  return [
    "default-src 'none'",
    `style-src ${hashOf(pageStyles)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ...further,
  ].join('; ');
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Where people return to from the issuer: the address that the client is registered with. */
const rootOf = (consoleUrl: string): string => (consoleUrl.endsWith('/') ? consoleUrl : `${consoleUrl}/`);

const tabIcon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7.5' fill='%231d6fd1'/%3E%3Cpath d='M4.8 8.3l2.3 2.3 4.2-4.8' fill='none' stroke='%23fff' stroke-width='1.8'/%3E%3C/svg%3E";

const waiting = html`<svg class="sprite" aria-hidden="true" focusable="false" width="0" height="0"><symbol id="i-open" viewBox="0 0 16 16"><circle class="ring" cx="8" cy="8" r="6.7"/><path class="ring" d="M8 4.2V8l2.6 1.8"/></symbol></svg>`;

function shell({ service, environment }: Shown, main: Markup, script?: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Approvals: ${service} to ${environment}</title>
<link rel="icon" href="${tabIcon}">
<style>${{ markup: pageStyles }}</style>
</head>
<body>
${iconSprite}${waiting}
<a class="skip" href="#main">Skip to the content</a>
<header class="band"><div class="inner"><p class="brand"><span id="home">Preflight approvals</span><span class="place">${quote(service)} to ${quote(environment)}</span></p><div class="who" id="who"></div></div></header>
<div class="trouble" id="trouble" role="status"></div>
${main}
<p class="unseen" id="live" role="status"></p>
<footer><p>Nothing changes by opening this page. All times are UTC.</p></footer>
${script}
</body>
</html>
`.markup;
}
