import { html, type Markup } from './escape.ts';
import type { Standing } from './words.ts';

/**
 * One shape an outcome, so that they are told apart without colour: octagon, diamond, triangle, disc, ring; and a
 * square for what somebody accepted. Drawn once, and used by reference.
 */
export const iconSprite: Markup = html`<svg class="sprite" aria-hidden="true" focusable="false" width="0" height="0">
<symbol id="i-fail" viewBox="0 0 16 16"><path d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z"/><path class="cut" d="M5.4 5.4l5.2 5.2m0-5.2l-5.2 5.2"/></symbol>
<symbol id="i-error" viewBox="0 0 16 16"><path d="M8 .2L15.8 8 8 15.8.2 8z"/><path class="cut" d="M6.2 6.4a1.8 1.8 0 1 1 2.7 1.6c-.6.35-.9.6-.9 1.2m0 2v.1"/></symbol>
<symbol id="i-warn" viewBox="0 0 16 16"><path d="M8 .9l7.6 13.9H.4z"/><path class="cut" d="M8 6v3.6m0 2.4v.1"/></symbol>
<symbol id="i-pass" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7.2"/><path class="cut" d="M4.8 8.3l2.3 2.3 4.2-4.8"/></symbol>
<symbol id="i-skipped" viewBox="0 0 16 16"><circle class="ring" cx="8" cy="8" r="6.3"/><path class="ring" d="M5 8h6"/></symbol>
<symbol id="i-waived" viewBox="0 0 16 16"><rect x="1" y="1" width="14" height="14" rx="3"/><path class="cut" d="M4.6 11.4l.5-2.3 5.2-5.2 1.8 1.8-5.2 5.2z"/></symbol>
</svg>`;

export type Look = Standing | 'waived';

/** What looks alike: nobody looked at either. */
export const lookOf = (look: Look): string => (look === 'unasked' ? 'skipped' : look);

export function icon(look: Look): Markup {
  return html`<svg class="icon" aria-hidden="true" focusable="false" viewBox="0 0 16 16"><use href="#i-${lookOf(look)}"/></svg>`;
}
