import { darkPalette, lightPalette } from './palette.ts';

/**
 * The report's style sheet. Every pair of text and ground keeps a contrast of 4.5 or more in both colour schemes (a test
 * measures them). No url(), no import: the page's policy would refuse them.
 */
export const styles = `
:root {
  color-scheme: light dark;
${lightPalette}--go: #0f6638; --no-go: #a5151b;
}
@media (prefers-color-scheme: dark) {
  :root {
${darkPalette}--go: #0c5430; --no-go: #84161b;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4, p, ul, ol, dl, dd, table { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h2 { font-size: 1.375rem; line-height: 1.25; letter-spacing: -.01em; margin-bottom: .75rem; text-wrap: balance; }
h3 { font-size: 1.0625rem; line-height: 1.35; }
code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
a { color: var(--link); text-underline-offset: .2em; }
bdi { white-space: pre-wrap; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
main, .inner, footer { max-width: 62rem; margin: 0 auto; padding: 0 1rem; }
main > section { margin-top: 2.5rem; }
.lede { color: var(--muted); margin-bottom: 1rem; }
.sprite { position: absolute; }
.icon { width: 1em; height: 1em; flex: none; }
svg { fill: currentColor; }
.cut { fill: none; stroke: var(--on, var(--panel)); stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.ring { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; }
.o-pass { --tone: var(--pass); --tone-soft: var(--pass-soft); }
.o-warn { --tone: var(--warn); --tone-soft: var(--warn-soft); }
.o-fail { --tone: var(--fail); --tone-soft: var(--fail-soft); }
.o-error { --tone: var(--error); --tone-soft: var(--error-soft); }
.o-waived { --tone: var(--waived); --tone-soft: var(--waived-soft); }
.o-skipped { --tone: var(--skipped); --tone-soft: var(--skipped-soft); }

.alarm { background: #b80d14; color: #fff; padding: .875rem 0; border-bottom: 4px solid #fff; }
.alarm strong { display: block; font-size: 1.375rem; line-height: 1.3; text-transform: uppercase; letter-spacing: .04em; }
.alarm ul { display: grid; gap: .25rem; margin-top: .5rem; }
.alarm code { font-weight: 700; }
.broken { color: var(--fail); }
.badges { display: flex; flex-wrap: wrap; gap: .25rem .375rem; justify-self: start; }
.said > div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0 .75rem; padding: .2rem 0; }
.said { background: var(--soft); border-radius: 8px; padding: .6rem .9rem; margin-top: .875rem; }
.said dt { color: var(--muted); font-size: .875rem; }
.card table { margin-top: .75rem; }

.banner { --on: var(--banner); background: var(--banner); color: #fff; padding: 1.75rem 0 1.5rem; }
.banner.go { --banner: var(--go); }
.banner.no-go { --banner: var(--no-go); }
.eyebrow { font-size: .875rem; font-weight: 600; letter-spacing: .02em; }
h1 { display: flex; align-items: center; gap: .22em; font-size: clamp(3.25rem, 15vw, 5.5rem); line-height: 1.1; font-weight: 800; letter-spacing: -.03em; margin: .1em 0 .08em; }
h1 .icon { width: .8em; height: .8em; }
.release { font-size: 1.25rem; line-height: 1.35; }
.summary { margin-top: .25rem; }
.tally { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1.125rem; }
.tally li { display: flex; align-items: center; gap: .4rem; padding: .2rem .7rem; border: 1px solid rgb(255 255 255 / .55); border-radius: 99px; font-size: .9375rem; font-weight: 600; }
.banner dl { display: flex; flex-wrap: wrap; gap: .75rem 2.25rem; margin-top: 1.25rem; padding-top: 1rem; border-top: 1px solid rgb(255 255 255 / .3); }
.banner dt { font-size: .8125rem; }
.banner dd, .banner code { font-weight: 600; }

.badge { display: inline-flex; align-items: center; gap: .4rem; padding: .1rem .6rem .1rem .5rem; border-radius: 99px; background: var(--tone-soft); color: var(--tone); --on: var(--tone-soft); font-size: .8125rem; line-height: 1.5rem; font-weight: 700; white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; margin-bottom: 1rem; color: var(--muted); font-size: .9375rem; }
.legend li { display: flex; align-items: baseline; gap: .5rem; }
.clear { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 1.125rem 1.25rem; }
.clear h2 { margin-bottom: .25rem; }
.cards { display: grid; gap: 1rem; }
.card { background: var(--panel); border: 1px solid var(--line); border-inline-start: 5px solid var(--tone); border-radius: 12px; padding: 1.125rem 1.25rem; min-width: 0; }
.card h3 { font-size: 1.1875rem; margin-top: .5rem; }
.card .found { margin-top: .25rem; }
.todo { background: var(--soft); border-radius: 8px; padding: .7rem .9rem .8rem; margin-top: .875rem; }
.todo h4 { font-size: .875rem; color: var(--muted); }
.links { display: flex; flex-wrap: wrap; align-items: baseline; gap: .125rem .75rem; font-size: .875rem; color: var(--muted); margin-top: .75rem; }

.group { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; margin-top: 1rem; overflow: clip; }
.group-head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 1rem; padding: .875rem 1.25rem; background: var(--soft); border-bottom: 1px solid var(--line); }
.group-head p { color: var(--muted); font-size: .875rem; }
.check + .check { border-top: 1px solid var(--line); }
.row { display: grid; grid-template-columns: 9.75rem minmax(0, 1fr) auto; gap: .25rem .75rem; align-items: start; padding: .75rem 1.25rem; }
.row .badge { justify-self: start; }
summary { cursor: pointer; }
summary.row { list-style: none; position: relative; padding-inline-end: 2.75rem; }
summary.row::-webkit-details-marker { display: none; }
summary.row::after { content: ""; position: absolute; inset-inline-end: 1.35rem; top: 1.15rem; width: .5rem; height: .5rem; border: solid var(--muted); border-width: 0 2px 2px 0; transform: rotate(45deg); }
details[open] > summary.row::after { transform: rotate(225deg); top: 1.4rem; }
summary.row:hover, .as-table summary:hover { background: var(--soft); }
summary.row:focus-visible { outline-offset: -3px; border-radius: 10px; }
.title { font-weight: 600; display: block; }
.row .found, .all-off .found { color: var(--muted); font-size: .9375rem; }
.took { color: var(--muted); font-size: .875rem; line-height: 1.7rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.more { padding: 0 1.25rem 1rem 11.75rem; }
.more > * + * { margin-top: .625rem; }
.ran, .none { color: var(--muted); font-size: .875rem; }
.all-off { padding: .875rem 1.25rem 1rem; }
.all-off .found { margin: .375rem 0; }
.all-off ul { display: flex; flex-wrap: wrap; gap: .375rem; }
.all-off li { border: 1px solid var(--line); border-radius: 6px; padding: .1rem .55rem; font-size: .875rem; }
:target { scroll-margin-top: 1rem; box-shadow: inset 4px 0 0 var(--link); }

table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th { text-align: start; color: var(--muted); font-size: .8125rem; font-weight: 600; }
th, td { padding: .4rem .875rem .4rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child td { border-bottom: 0; }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 1.125rem 1.25rem; }
.as-table { margin-top: .75rem; }
.as-table summary { padding: .375rem .25rem; border-radius: 6px; color: var(--link); }

.timeline { display: block; overflow: visible; }
.timeline text { fill: var(--text); font-size: 13px; }
.timeline .axis, .timeline .right { fill: var(--muted); font-size: 12px; font-variant-numeric: tabular-nums; }
.timeline .lane { font-size: 14px; font-weight: 700; }
.timeline use { color: var(--tone); }
.timeline .o-fail .right, .timeline .o-error .right, .timeline .o-warn .right { fill: var(--tone); font-weight: 600; }
.grid { stroke: var(--line); }
.bar { fill: var(--tone); stroke: var(--tone); stroke-width: 2; }
.o-error .bar { fill: url(#hatch); }
.hatch-ground { fill: var(--panel); }
.hatch-line { fill: var(--error); }
.lane-bar { fill: var(--muted); stroke: var(--muted); }
.never { stroke: var(--tone); stroke-width: 2; stroke-dasharray: 2 6; stroke-linecap: round; }

.fact-lists { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); align-items: start; }
.facts h3 { margin-bottom: .5rem; }
.facts dl > div { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 0 .75rem; padding: .3rem 0; }
.facts dt { color: var(--muted); font-size: .9375rem; }
footer { color: var(--muted); font-size: .875rem; padding-top: 2rem; padding-bottom: 2.5rem; }

@media (min-width: 46rem) {
  .timeline { padding: 0 10.5rem 0 13.5rem; }
  .timeline .left { transform: translateX(-13.5rem); }
  .timeline .right { transform: translateX(10.5rem); }
  .lift { transform: translateY(-15px); }
  .lift-lane { transform: translateY(-14px); }
}
@media (max-width: 45.99rem) {
  .row { grid-template-columns: minmax(0, 1fr) auto; padding-inline: 1rem; }
  .row .what { grid-column: 1 / -1; grid-row: 2; }
  summary.row { padding-inline-end: 1rem; }
  summary.row .took { padding-inline-end: 1.625rem; }
  summary.row::after { inset-inline-end: 1.1rem; }
  .more { padding: 0 1rem 1rem; }
  .group-head, .all-off, .card, .panel, .clear { padding-inline: 1rem; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { background: var(--soft); border-radius: 8px; padding: .6rem .75rem; }
  tr + tr { margin-top: .5rem; }
  td { display: grid; grid-template-columns: 5.25rem minmax(0, 1fr); gap: .5rem; padding: .1rem 0; border: 0; }
  td::before { content: attr(data-label); color: var(--muted); font-size: .8125rem; line-height: 1.4rem; }
  .said > div { grid-template-columns: 5.25rem minmax(0, 1fr); gap: 0 .5rem; font-size: .9375rem; }
  .facts dl > div:has(code) { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 23rem) { .timeline .word { display: none; } }
@media print {
  :root { color-scheme: light; }
  body { background: #fff; font-size: 10pt; }
  .banner { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .badge, .bar, .hatch-line { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary.row::after { display: none; }
  .card, .check, .fact-lists > *, .timeline { break-inside: avoid; }
  h2, h3, .group-head { break-after: avoid; }
}
`;
