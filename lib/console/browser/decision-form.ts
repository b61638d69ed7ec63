import type { VoteChoice } from '../../domain/approvals/approval.ts';
import { day, dayOf, daysInWords } from '../../domain/duration.ts';
import type { DecisionBody, ItemView } from '../api.ts';
import { el } from './dom.ts';
import { dropDrafts, keepDraft } from './drafts.ts';
import { type Field, field } from './fields.ts';
import { type Deciding, sender } from './send-decision.ts';

/** Approve or reject. Nothing is sent but by one of the two buttons. */
export function decisionForm(item: ItemView, deciding: Deciding): HTMLFormElement {
  const isWaiver = item.kind === 'waiver';
  const until = isWaiver && (item.failure?.longestDays ?? 0) > 0 ? untilField(item) : undefined;
  const approve = button(item, 'primary', isWaiver ? 'Accept' : 'Approve');
  const reject = button(item, 'against', isWaiver ? 'Do not accept' : 'Reject');
  return formOf({
    item,
    deciding,
    until,
    buttons: [approve, reject],
    choiceOf: (pressed) => (pressed === approve ? 'approve' : pressed === reject ? 'reject' : undefined),
  });
}

/** For who approved an item that still waits for others, and has seen something since. */
export function rejectForm(item: ItemView, deciding: Deciding): HTMLElement {
  const reject = button(item, 'against', item.kind === 'waiver' ? 'Do not accept after all' : 'Reject after all');
  const form = formOf({
    item,
    deciding,
    until: undefined,
    buttons: [reject],
    choiceOf: (pressed) => (pressed === reject ? 'reject' : undefined),
  });
  return el('details', { class: 'after-all' }, el('summary', {}, 'I have changed my mind'), form);
}

interface FormParts {
  readonly item: ItemView;
  readonly deciding: Deciding;
  readonly until: Field<HTMLInputElement> | undefined;
  readonly buttons: readonly HTMLButtonElement[];
  /** undefined where none of the buttons was pressed. */
  readonly choiceOf: (pressed: HTMLElement | null) => VoteChoice | undefined;
}

function formOf({ item, deciding, until, buttons, choiceOf }: FormParts): HTMLFormElement {
  const problem = el('div', { class: 'wrong', role: 'alert' });
  const comment = commentField(item);
  const bar = el('div', { class: 'buttons' }, buttons);
  const form = el(
    'form',
    { novalidate: true, 'aria-labelledby': `title-${item.id}` },
    comment.element,
    until?.element,
    bar,
    problem,
  );
  const send = sender(form, problem, {
    ...deciding,
    onRecorded(answer) {
      dropDrafts(item.run, item.id, ['comment', 'until']);
      deciding.onRecorded(answer);
    },
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const choice = choiceOf(event.submitter);
    if (choice !== undefined && isComplete(choice, item, comment))
      send(bodyOf(choice, comment.input.value, until?.input.value ?? ''));
  });
  // Enter in the date's field would press the first button: approving is never a side effect.
  until?.input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
  return form;
}

function button(item: ItemView, tone: 'primary' | 'against', words: string): HTMLButtonElement {
  return el('button', { type: 'submit', class: tone, 'aria-describedby': `title-${item.id}` }, words);
}

function commentField(item: ItemView): Field<HTMLTextAreaElement> {
  const isWaiver = item.kind === 'waiver';
  const input = el('textarea', { name: 'comment', rows: '2' });
  keepDraft(input, item.run, item.id);
  return field(input, {
    id: `comment-${item.id}`,
    label: isWaiver ? 'Reason' : 'Comment',
    hint: isWaiver
      ? 'Needed. Why this failure may be accepted, or may not. It stands in the report. Plain text, at most 1,000 characters.'
      : 'Needed to reject. It stands in the report. Plain text, at most 1,000 characters.',
  });
}

function untilField(item: ItemView): Field<HTMLInputElement> {
  const longest = item.failure?.longestDays ?? 0;
  const dayIn = (days: number): string => dayOf(new Date(Date.now() + days * day));
  const input = el('input', { name: 'until', type: 'date', min: dayIn(0), max: dayIn(longest) });
  keepDraft(input, item.run, item.id);
  return field(input, {
    id: `until-${item.id}`,
    label: 'Accept it in later runs too, until (optional)',
    hint: `The last day, in UTC, ${daysInWords(longest)} from now at most. Leave it empty to accept it in this run alone.`,
  });
}

/** Says beside the field what is missing, and leads there. */
function isComplete(choice: VoteChoice, item: ItemView, comment: Field<HTMLTextAreaElement>): boolean {
  const isNeeded = choice === 'reject' || item.kind === 'waiver';
  const isMissing = isNeeded && comment.input.value.trim() === '';
  comment.say(isMissing ? (item.kind === 'waiver' ? 'Write the reason.' : 'Write why you reject it.') : undefined);
  if (isMissing) comment.input.focus();
  return !isMissing;
}

function bodyOf(decision: VoteChoice, comment: string, until: string): DecisionBody {
  return {
    decision,
    ...(comment.trim() === '' ? {} : { comment }),
    ...(until === '' || decision === 'reject' ? {} : { until }),
  };
}
