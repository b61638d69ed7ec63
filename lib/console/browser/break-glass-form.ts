import type { ItemView } from '../api.ts';
import { el } from './dom.ts';
import { dropDrafts, keepDraft } from './drafts.ts';
import { type Field, field } from './fields.ts';
import { type Deciding, sender } from './send-decision.ts';

/** Emergency powers: folded away, and only with a reason and a tick that says that it is meant. */
export function breakGlassForm(item: ItemView, deciding: Deciding): HTMLElement {
  const problem = el('div', { class: 'wrong', role: 'alert' });
  const reason = el('textarea', { name: 'emergency', rows: '2' });
  keepDraft(reason, item.run, item.id);
  const described = field(reason, {
    id: `emergency-${item.id}`,
    label: 'Reason for the emergency',
    hint: 'Needed. It stands in red in every report of this run.',
  });
  const meant = tickThatItIsMeant(item);
  const button = el(
    'button',
    { type: 'submit', class: 'alone', 'aria-describedby': `title-${item.id}` },
    'Approve alone by emergency powers',
  );
  const form = el(
    'form',
    { novalidate: true, 'aria-label': 'Emergency powers' },
    el(
      'p',
      {},
      'This decides alone, whoever may decide otherwise and however many must agree. Use it when waiting would do more harm. Everyone is told.',
    ),
    described.element,
    meant.element,
    button,
    problem,
  );
  const send = sender(form, problem, {
    ...deciding,
    onRecorded(answer) {
      dropDrafts(item.run, item.id, ['emergency']);
      deciding.onRecorded(answer);
    },
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.submitter !== button) return;
    const comment = reason.value.trim();
    described.say(comment === '' ? 'Write the reason.' : undefined);
    meant.say(meant.input.checked ? undefined : 'Tick this if you mean it.');
    if (comment === '') reason.focus();
    else if (!meant.input.checked) meant.input.focus();
    else send({ decision: 'approve', comment, breakGlass: true });
  });
  return el('details', { class: 'danger' }, el('summary', {}, 'Emergency powers (break-glass)'), form);
}

function tickThatItIsMeant({ id }: ItemView): Field<HTMLInputElement> {
  const input = el('input', { type: 'checkbox', id: `meant-${id}`, 'aria-describedby': `meant-${id}-wrong` });
  const wrong = el('p', { class: 'wrong', id: `meant-${id}-wrong` });
  const label = el('span', {}, 'I decide this alone, against the rules that hold for everyone else.');
  return {
    element: el('div', {}, el('label', { class: 'check-line' }, input, label), wrong),
    input,
    say(problem) {
      wrong.textContent = problem ?? '';
    },
  };
}
