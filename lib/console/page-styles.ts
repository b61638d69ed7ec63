import { darkPalette, lightPalette } from '../reports/palette.ts';

/**
 * The console's style sheet, in the colours of the report's. Every pair of text and ground keeps a
 * contrast of 4.5 or more in both colour schemes (a test measures them). Controls are 44 pixels high or more: people use
 * this on a phone, at night.
 */
export const pageStyles = `
:root {
  color-scheme: light dark;
${lightPalette}--open: #0b57b0; --open-soft: #e4eefb;
  --go: #0f6638; --go-on: #0b522c; --no-go: #a5151b; --band: #17202b; --field: #fff; --edge: #7a8390;
}
@media (prefers-color-scheme: dark) {
  :root {
${darkPalette}--open: #84b8ff; --open-soft: #13294a;
    --go: #14713f; --go-on: #0f5c33; --no-go: #9c1d22; --band: #1a212b; --field: #0e1115; --edge: #77818d;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, ol, dl, dd, table, fieldset { margin: 0; padding: 0; }
ul, ol { list-style: none; }
fieldset { border: 0; min-width: 0; }
h1 { font-size: clamp(1.75rem, 6vw, 2.375rem); line-height: 1.15; letter-spacing: -.02em; text-wrap: balance; }
h2 { font-size: 1.375rem; line-height: 1.25; letter-spacing: -.01em; margin-bottom: .75rem; text-wrap: balance; }
h3 { font-size: 1.1875rem; line-height: 1.35; text-wrap: balance; }
h1:focus, h2:focus, h3:focus, main:focus, .result:focus { outline: none; }
code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
a { color: var(--link); text-underline-offset: .2em; }
bdi { white-space: pre-wrap; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
main, .inner, footer { width: 100%; max-width: 56rem; margin: 0 auto; padding: 0 1rem; }
main { padding-top: 1.5rem; }
main > section { margin-top: 2rem; }
.list > * { margin-top: 1.5rem; }
.list > .note { margin-top: 1rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; inset-block-start: -6rem; inset-inline-start: 1rem; z-index: 1; background: var(--panel); padding: .75rem 1rem; border-radius: 0 0 8px 8px; }
.skip:focus { inset-block-start: 0; }
.sprite { position: absolute; }
.icon { width: 1em; height: 1em; flex: none; }
svg { fill: currentColor; }
.cut { fill: none; stroke: var(--on, var(--panel)); stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.ring { fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.o-pass, .s-approved { --tone: var(--pass); --tone-soft: var(--pass-soft); }
.o-warn { --tone: var(--warn); --tone-soft: var(--warn-soft); }
.o-fail, .s-rejected { --tone: var(--fail); --tone-soft: var(--fail-soft); }
.o-error, .s-expired { --tone: var(--error); --tone-soft: var(--error-soft); }
.o-skipped, .s-others { --tone: var(--skipped); --tone-soft: var(--skipped-soft); }
.o-waived { --tone: var(--waived); --tone-soft: var(--waived-soft); }
.s-open { --tone: var(--open); --tone-soft: var(--open-soft); }

.band { background: var(--band); color: #fff; }
.band .inner { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem 1rem; min-height: 3.5rem; padding-block: .5rem; }
.band a { color: #fff; }
.brand { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .75rem; font-weight: 700; }
.brand a { display: inline-block; padding: .625rem 0; text-decoration-color: rgb(255 255 255 / .5); }
.place { font-weight: 400; font-size: .9375rem; color: #cdd5df; }
.who { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; font-size: .9375rem; color: #cdd5df; }
.band :focus-visible { outline-color: #fff; }
.trouble:not(:empty) { background: var(--warn-soft); color: var(--text); padding: .625rem 1rem; text-align: center; position: sticky; inset-block-start: 0; z-index: 1; border-bottom: 1px solid var(--warn); }
.trouble button { margin-inline-start: .75rem; }

button, input, textarea { font: inherit; color: inherit; }
button { flex: none; white-space: nowrap; min-height: 2.75rem; padding: .5rem 1.125rem; border-radius: 8px; border: 2px solid transparent; font-weight: 700; cursor: pointer; }
button[aria-disabled="true"] { opacity: .65; cursor: progress; }
.primary { background: var(--go); border-color: var(--go); color: #fff; }
.primary:hover { background: var(--go-on); }
.calm { background: var(--link); border-color: var(--link); color: var(--panel); }
.against { background: var(--panel); border-color: var(--fail); color: var(--fail); }
.against:hover { background: var(--fail-soft); }
.alone { white-space: normal; background: var(--no-go); border-color: var(--no-go); color: #fff; }
.plain { background: none; border: 1px solid var(--edge); font-weight: 600; }
.band .plain { border-color: #8f9bab; color: #fff; min-height: 2.5rem; padding-block: .25rem; }

.badge { display: inline-flex; align-items: center; gap: .4rem; padding: .1rem .6rem .1rem .5rem; border-radius: 99px; background: var(--tone-soft); color: var(--tone); --on: var(--tone-soft); font-size: .8125rem; line-height: 1.5rem; font-weight: 700; white-space: nowrap; }
.panel, .note, .item { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 1.125rem 1.25rem; }
.note { margin-top: 1rem; }
.note > * + * { margin-top: .875rem; }
.lede { color: var(--muted); margin-top: .375rem; }
.headline { font-size: 1.1875rem; line-height: 1.4; font-weight: 700; margin-top: 1rem; }
.summary { margin-top: .625rem; }
.quiet { color: var(--muted); font-size: .9375rem; }

.runs { display: grid; gap: 1rem; }
.runs .panel { padding: 0; overflow: clip; }
.run-head { padding: .875rem 1.25rem; background: var(--soft); border-bottom: 1px solid var(--line); }
.asked li + li { border-top: 1px solid var(--line); }
.asked a { display: block; padding: .875rem 1.25rem; color: inherit; text-decoration: none; }
.asked a:hover { background: var(--soft); }
.asked a:focus-visible { outline-offset: -3px; border-radius: 10px; }
.asked .title { display: block; font-weight: 700; color: var(--link); text-decoration: underline; text-underline-offset: .2em; margin-bottom: .25rem; }
.meta { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .875rem; color: var(--muted); font-size: .9375rem; }
.left { font-variant-numeric: tabular-nums; }
.left.soon { color: var(--fail); font-weight: 700; }

.facts { display: grid; gap: .3rem 1.5rem; margin-top: 1rem; }
.facts > div { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: 0 .75rem; }
.facts dt { color: var(--muted); font-size: .9375rem; }
.items { display: grid; gap: 1rem; }
.item { border-inline-start: 5px solid var(--tone); min-width: 0; }
.item > * + * { margin-top: .75rem; }
.item > :empty { display: none; }
.votes + .quiet { margin-top: .625rem; }
.outcome:not(:empty) + * > .why { display: none; }
.item-head { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem .875rem; }
.instructions { max-width: 44rem; }
.failure { background: var(--tone-soft); border-radius: 8px; padding: .7rem .9rem .8rem; }
.failure > * + * { margin-top: .375rem; }
.votes { display: grid; gap: .5rem; }
.vote { display: grid; grid-template-columns: 1.25rem minmax(0, 1fr); gap: 0 .375rem; }
.vote > .icon { margin-top: .27em; color: var(--tone); }
.vote blockquote { margin: .125rem 0 0; padding-inline-start: .75rem; border-inline-start: 3px solid var(--line); }
.emergency { color: var(--fail); font-weight: 700; }
.why { background: var(--soft); border-radius: 8px; padding: .7rem .9rem; }
.result { border-radius: 8px; padding: .7rem .9rem; background: var(--tone-soft); font-weight: 600; }
form { border-top: 1px solid var(--line); padding-top: .875rem; }
form > * + * { margin-top: .875rem; }
label, legend { font-weight: 700; padding: 0; }
.hint { color: var(--muted); font-size: .9375rem; margin-top: .125rem; }
textarea, input[type="date"] { display: block; width: 100%; margin-top: .375rem; padding: .625rem .75rem; border: 1px solid var(--edge); border-radius: 8px; background: var(--field); }
textarea { min-height: 4.75rem; resize: vertical; }
input[type="date"] { max-width: 14rem; min-height: 2.75rem; }
[aria-invalid="true"] { border-color: var(--fail); box-shadow: inset 0 0 0 1px var(--fail); }
.buttons { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
.wrong { color: var(--fail); font-weight: 600; }
.wrong:not(:empty) { margin-top: .625rem; }
.wrong:empty { margin: 0; }
.check-line { display: grid; grid-template-columns: 1.5rem minmax(0, 1fr); gap: .5rem; align-items: start; font-weight: 600; padding: .375rem 0; }
.check-line input { width: 1.375rem; height: 1.375rem; margin: .0625rem 0 0; accent-color: var(--no-go); }
.danger { border: 2px solid var(--fail); border-radius: 8px; }
.danger > summary { padding: .75rem .9rem; color: var(--fail); font-weight: 700; }
.danger form { border: 0; padding: 0 .9rem 1rem; }
summary { cursor: pointer; }
.after-all summary { padding: .625rem 0; color: var(--link); }
.after-all form { border: 0; padding-top: 0; }

.tally { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; margin-top: .75rem; }
.tally ul { display: contents; }
.tally a { font-size: .9375rem; padding: .25rem 0; }
.badges { display: flex; flex-wrap: wrap; gap: .25rem; }
.group { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; margin-top: 1rem; overflow: clip; }
.group-head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 1rem; padding: .75rem 1.25rem; background: var(--soft); border-bottom: 1px solid var(--line); }
.group-head h3 { font-size: 1.0625rem; }
.check + .check { border-top: 1px solid var(--line); }
.row { display: grid; grid-template-columns: 9.75rem minmax(0, 1fr); gap: .25rem .75rem; align-items: start; padding: .75rem 1.25rem; }
.row .badge { justify-self: start; }
summary.row { list-style: none; position: relative; padding-inline-end: 2.75rem; }
summary.row::-webkit-details-marker { display: none; }
summary.row::after { content: ""; position: absolute; inset-inline-end: 1.35rem; top: 1.15rem; width: .5rem; height: .5rem; border: solid var(--muted); border-width: 0 2px 2px 0; transform: rotate(45deg); }
details[open] > summary.row::after { transform: rotate(225deg); top: 1.4rem; }
summary.row:hover { background: var(--soft); }
summary.row:focus-visible { outline-offset: -3px; border-radius: 10px; }
.row .title { font-weight: 600; display: block; }
.row .found { color: var(--muted); font-size: .9375rem; }
.more { padding: 0 1.25rem 1rem 11.75rem; font-size: .9375rem; }
.more > * + * { margin-top: .625rem; }
.evidence { display: grid; gap: .5rem; }
.evidence dl { background: var(--soft); border-radius: 8px; padding: .5rem .75rem; }
.evidence dl > div { display: grid; grid-template-columns: 5.25rem minmax(0, 1fr); gap: .5rem; padding: .1rem 0; }
.evidence dt { color: var(--muted); font-size: .8125rem; line-height: 1.4rem; }
:target, .pointed { box-shadow: inset 4px 0 0 var(--link); }
.changed { animation: changed 2.5s ease-out; }
@keyframes changed { from { background: var(--open-soft); } }
footer { color: var(--muted); font-size: .875rem; padding-top: 2rem; padding-bottom: 2.5rem; }
@media (max-width: 45.99rem) {
  .who { width: 100%; justify-content: space-between; flex-wrap: nowrap; }
  .who button { padding-inline: .75rem; }
  .row { grid-template-columns: minmax(0, 1fr); padding-inline: 1rem; }
  summary.row::after { inset-inline-end: 1.1rem; }
  .more { padding: 0 1rem 1rem; }
  .group-head, .panel, .note, .item, .run-head, .asked a { padding-inline: 1rem; }
  .facts > div { grid-template-columns: 6.75rem minmax(0, 1fr); }
}
@media (prefers-reduced-motion: reduce) { .changed { animation: none; } }
@media (forced-colors: active) { .badge, .item, button { border: 1px solid; } }
`;
