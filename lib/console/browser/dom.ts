/** The one way in which this script makes elements: every text becomes a text node, so none can be markup. */
import { visible } from '../../reports/escape.ts';
import { type Look, lookOf } from '../../reports/icons.ts';
import { instantWords, outcomeWords, type Standing } from '../../reports/words.ts';

export type Child = Node | string | number | undefined | readonly Child[];

type Attribute = string | boolean | undefined | ((event: Event) => void);

/** Attributes that are functions are listeners, by the name of their event. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...nodesOf(children));
  return element;
}

export function nodesOf(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child): (Node | string)[] => {
    if (child === undefined) return [];
    if (typeof child === 'number') return [String(child)];
    if (typeof child === 'string') return [visible(child)];
    return child instanceof Node ? [child] : nodesOf(child);
  });
}

/** An element that the page brought. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element ${id}`);
  return element;
}

/** Text of others: kept apart, so that one written from right to left does not turn its surroundings around. */
export const quote = (text: string): HTMLElement => el('bdi', {}, text);

export type IconName = Look | 'open';

const svg = 'http://www.w3.org/2000/svg';

/** Shapes that the page brought; decoration beside words. */
export function icon(name: IconName): SVGElement {
  const element = document.createElementNS(svg, 'svg');
  for (const [key, value] of [
    ['class', 'icon'],
    ['viewBox', '0 0 16 16'],
    ['aria-hidden', 'true'],
    ['focusable', 'false'],
  ] as const) {
    element.setAttribute(key, value);
  }
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `#i-${name === 'open' ? name : lookOf(name)}`);
  element.append(use);
  return element;
}

/** What became of a check, by words, shape and colour. */
export function outcomeBadge(standing: Standing): HTMLElement {
  return lookBadge('span', standing, outcomeWords[standing]);
}

export function lookBadge(name: 'span' | 'li', look: Look, words: string): HTMLElement {
  return el(name, { class: `badge o-${lookOf(look)}` }, icon(look), words);
}

/** A moment in UTC; a text that is none stands as it is. */
export function moment(text: string): HTMLElement {
  const words = instantWords(text);
  return words === undefined ? quote(text) : el('time', { datetime: text }, words);
}

export function fact(term: string, ...value: readonly Child[]): HTMLElement {
  return el('div', {}, el('dt', {}, term), el('dd', {}, ...value));
}

/** A link to another site; nothing that is not an address of the web becomes one. */
export function outLink(url: string, ...children: readonly Child[]): HTMLElement {
  const isWeb = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  return isWeb ? el('a', { href: url, rel: 'noopener noreferrer' }, ...children) : el('span', {}, ...children);
}
