import { type Child, nodesOf } from './dom.ts';

/** A part of the page that is filled anew only when what it shows has changed: focus, selection and typed text stay. */
export interface Slot<Data> {
  /** @returns whether it was filled anew. */
  show(data: Data): boolean;
}

/**
 * @param focusAfter what gets the focus where the part that had it is gone; nothing may fall back to the page's start while
 * somebody reads or types there.
 */
export function slot<Data>(element: HTMLElement, render: (data: Data) => Child, focusAfter?: HTMLElement): Slot<Data> {
  let shown: string | undefined;
  return {
    show(data) {
      const key = JSON.stringify(data) ?? '';
      if (key === shown) return false;
      shown = key;
      const hadFocus = element.contains(document.activeElement);
      element.replaceChildren(...nodesOf([render(data)]));
      if (hadFocus && !element.contains(document.activeElement)) focusAfter?.focus();
      return true;
    },
  };
}
