/** The console's script. Loading it decides nothing: a decision is sent by a button of a form alone. */

import { runOf } from '../../domain/run-path.ts';
import type { PageSettings } from '../page-settings.ts';
import { sentence } from './announce.ts';
import { ApiError, approvalApi } from './ask-api.ts';
import { byId, el, quote } from './dom.ts';
import { listPage } from './list-page.ts';
import type { Page, PageContext } from './page.ts';
import { type Polling, poll } from './poll.ts';
import { runPage } from './run-page.ts';
import { endSession, session } from './session.ts';
import { completeSignIn, rememberSignOut, signIn } from './sign-in.ts';

const settings = JSON.parse(byId('script').dataset['settings'] ?? '') as PageSettings;
const { base } = settings;
const main = byId('main');
const trouble = byId('trouble');
let polling: Polling | undefined;
let lastSeen: string | undefined;

async function start(): Promise<void> {
  byId('home').replaceChildren(el('a', { href: `${base}/` }, 'Preflight approvals'));
  try {
    await completeSignIn(settings);
  } catch (cause) {
    askToSignIn(cause instanceof Error ? cause.message : String(cause));
    return;
  }
  if (session() === undefined) askToSignIn();
  else show();
}

function show(): void {
  const context: PageContext = { main, base, signIn: leave, lookNow: () => polling?.now() };
  const api = approvalApi(base);
  const run = runOf(location.pathname.slice(base.length));
  const page = run === undefined ? listPage(api, context) : runPage(run, api, context);
  main.replaceChildren(el('h1', {}, 'Approvals'), el('p', { class: 'lede' }, 'Asking what waits for a decision…'));
  showWho();
  polling = poll(() => look(page), onTrouble);
}

async function look(page: Page): Promise<'soon' | 'rarely'> {
  const { you, next } = await page.look();
  if (lastSeen === undefined) showWho(you.name);
  lastSeen = new Date().toISOString().slice(11, 19);
  trouble.replaceChildren();
  return next;
}

function showWho(name?: string): void {
  byId('who').replaceChildren(
    el('span', {}, ...(name === undefined ? [] : [el('span', { class: 'unseen' }, 'Signed in as '), quote(name)])),
    el('button', { type: 'button', class: 'plain', click: signOut }, 'Sign out'),
  );
}

function signOut(): void {
  polling?.stop();
  // Drafts too: the next person at this screen is another one.
  sessionStorage.clear();
  endSession();
  rememberSignOut();
  askToSignIn('you are signed out here');
  main.focus();
}

/** What is on the page stays there, with what is typed: it is only not up to date. */
function onTrouble(cause: unknown): void {
  const error = cause instanceof ApiError ? cause : new ApiError('failed', String(cause));
  const isSignedOut = error.kind === 'unauthenticated';
  if (isSignedOut) polling?.stop();
  if (lastSeen === undefined && isSignedOut) askToSignIn(error.message);
  else if (lastSeen === undefined) showFailure(error);
  else if (isSignedOut) sayTrouble(`${sentence(error.message)} What you have written is kept.`, signInAgain());
  else sayTrouble(`Not up to date: ${error.message}. What you see is of ${lastSeen} UTC. Trying again.`);
}

const signInAgain = (): HTMLElement => el('button', { type: 'button', class: 'plain', click: leave }, 'Sign in again');

function sayTrouble(text: string, ...further: readonly HTMLElement[]): void {
  // Said once, not at each try.
  if (trouble.firstChild?.textContent !== text) trouble.replaceChildren(el('span', {}, text), ...further);
}

function showFailure(error: ApiError): void {
  if (error.kind === 'unknown') polling?.stop();
  const heading = error.kind === 'unknown' ? 'There is no such run' : 'This cannot be shown now';
  main.replaceChildren(
    el('h1', { tabindex: '-1' }, heading),
    el(
      'div',
      { class: 'note', role: 'alert' },
      el('p', {}, sentence(error.message)),
      el('p', {}, el('a', { href: `${base}/` }, 'What waits for a decision')),
    ),
  );
}

function askToSignIn(why?: string): void {
  byId('who').replaceChildren();
  main.replaceChildren(
    el('h1', {}, 'Approvals'),
    el(
      'div',
      { class: 'note' },
      why === undefined ? undefined : el('p', { role: 'alert' }, sentence(why)),
      el('p', {}, 'Sign in to see which releases wait for a decision, what their checks found, and to decide.'),
      el('button', { type: 'button', class: 'calm', click: leave }, 'Sign in'),
    ),
  );
}

function leave(): void {
  void signIn(settings);
}

void start();
