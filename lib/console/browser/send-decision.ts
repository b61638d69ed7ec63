import type { DecisionAnswer, DecisionBody } from '../api.ts';
import { sentence } from './announce.ts';
import { ApiError } from './ask-api.ts';
import { el } from './dom.ts';

/** What a form of an item needs of the page around it. */
export interface Deciding {
  send(body: DecisionBody): Promise<DecisionAnswer>;
  /** The decision is recorded: shows it. */
  onRecorded(answer: DecisionAnswer): void;
  /** The decision came too late, or is not this person's: the page looks again. */
  onRefused(): void;
  signIn(): void;
}

/**
 * Sends once, however often the button is pressed meanwhile, and puts into words what came of it. Nothing else on the page
 * sends a decision.
 */
export function sender(form: HTMLFormElement, problem: HTMLElement, deciding: Deciding): (body: DecisionBody) => void {
  let isSending = false;
  const setBusy = (busy: boolean): void => {
    isSending = busy;
    for (const button of form.querySelectorAll('button')) button.setAttribute('aria-disabled', String(busy));
  };
  async function send(body: DecisionBody): Promise<void> {
    if (isSending) return;
    setBusy(true);
    problem.replaceChildren();
    try {
      deciding.onRecorded(await deciding.send(body));
    } catch (cause) {
      tell(cause);
    } finally {
      setBusy(false);
    }
  }
  function tell(cause: unknown): void {
    const error = cause instanceof ApiError ? cause : new ApiError('failed', String(cause));
    const again = el('button', { type: 'button', class: 'plain', click: () => deciding.signIn() }, 'Sign in again');
    problem.replaceChildren(
      el(
        'p',
        {},
        sentence(
          error.kind === 'unreachable' ? `${error.message}. Pressing the button again does no harm` : error.message,
        ),
      ),
      ...error.problems.map((one) => el('p', {}, one)),
      ...(error.kind === 'unauthenticated' ? [el('p', {}, 'What you have written is kept. ', again)] : []),
    );
    if (error.kind === 'decided' || error.kind === 'closed' || error.kind === 'forbidden') deciding.onRefused();
  }
  return (body) => void send(body);
}
