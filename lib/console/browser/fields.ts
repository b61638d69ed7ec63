import { type Child, el } from './dom.ts';

export interface Field<Input extends HTMLElement> {
  readonly element: HTMLElement;
  readonly input: Input;
  /** What is wrong with it, beside it; undefined once it is right. */
  say(problem: string | undefined): void;
}

interface Described {
  /** Unique in the page. */
  readonly id: string;
  readonly label: string;
  readonly hint: Child;
}

/** A labelled field with its hint, and a place for what is wrong with it, which is read out with it. */
export function field<Input extends HTMLInputElement | HTMLTextAreaElement>(
  input: Input,
  { id, label, hint }: Described,
): Field<Input> {
  const wrong = el('p', { class: 'wrong', id: `${id}-wrong` });
  input.id = id;
  input.setAttribute('aria-describedby', `${id}-hint ${id}-wrong`);
  const element = el(
    'div',
    {},
    el('label', { for: id }, label),
    el('p', { class: 'hint', id: `${id}-hint` }, hint),
    input,
    wrong,
  );
  return {
    element,
    input,
    say(problem) {
      wrong.replaceChildren(...(problem === undefined ? [] : [problem]));
      if (problem === undefined) input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
    },
  };
}
