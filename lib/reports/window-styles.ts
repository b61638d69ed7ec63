import { styles } from './styles.ts';

/** The window's style sheet: the gate's, and what only a window has. Each pair of text and ground has a contrast of 4.5 or more. */
export const windowStyles = `${styles}
:root { --rolled-back: #7a4800; --inconclusive: #5a2199; --superseded: #454c55; --open: #0b4f70; }
@media (prefers-color-scheme: dark) {
  :root { --rolled-back: #6b4000; --inconclusive: #4a1d80; --superseded: #3a4149; --open: #0c4460; }
}
.banner.healthy { --banner: var(--go); }
.banner.rollback-failed { --banner: var(--no-go); }
.banner.rolled-back { --banner: var(--rolled-back); }
.banner.inconclusive { --banner: var(--inconclusive); }
.banner.superseded { --banner: var(--superseded); }
.banner.open { --banner: var(--open); }
h1 { font-size: clamp(2.25rem, 10vw, 4.5rem); }
.command { background: var(--soft); border-radius: 8px; padding: .5rem .75rem; margin-top: .625rem; }
.said + table { margin-top: 1rem; }
.said code { overflow-wrap: anywhere; }
.badge + .said, h3 + .said { margin-top: .75rem; }
.card > .said:first-child { margin-top: 0; }
.took-all { color: var(--text); font-size: 1.25rem; }
.under { margin-top: 1rem; }
.under .none { margin: .25rem 0 .5rem; }
.found code { color: var(--text); margin-inline-end: .375rem; }
.what > .found { display: block; }
.events { margin: 1.5rem 0 .625rem; }
th { overflow-wrap: normal; }
td > time, .kind { white-space: nowrap; }
.kind { font-weight: 600; }
.k-trigger { color: var(--fail); }
.k-blind { color: var(--error); }
.k-ignored, .k-told { color: var(--muted); font-weight: 400; }

.window .label { font-weight: 600; }
.timeline.window .right { fill: var(--muted); font-weight: 400; }
.timeline.window .is-red { fill: var(--fail); font-weight: 700; }
.window .mark text { font-size: 12px; font-weight: 700; }
.window .mark circle { fill: var(--panel); stroke: var(--text); stroke-width: 1.5; }
.window .mark line { stroke: var(--text); stroke-width: 1; stroke-dasharray: 2 3; opacity: .55; }
.s-ALARM { fill: var(--fail); stroke: var(--fail); stroke-width: 2; }
.s-OK { fill: var(--pass); }
.s-not-red { fill: var(--pass); }
.s-INSUFFICIENT_DATA { fill: url(#dots); stroke: var(--muted); stroke-width: 1; }
.s-unseen { fill: url(#hatch); stroke: var(--error); stroke-width: 1.5; }
.dots-ground { fill: var(--panel); }
.dots-dot { fill: var(--muted); }
.marks { display: grid; gap: .25rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); margin-top: 1rem; font-size: .9375rem; }
.number { display: inline-block; min-width: 1.375rem; border: 1.5px solid var(--text); border-radius: 99px; text-align: center; font-size: .75rem; line-height: 1.25rem; font-weight: 700; margin-inline-end: .25rem; }
.when { color: var(--muted); font-variant-numeric: tabular-nums; }
.keys { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: .875rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .875rem; }
.keys li { display: flex; align-items: center; gap: .4rem; }

.timeline .verification use { transform: translateX(-8px); }
.drill { display: inline-block; border: 2px solid #fff; border-radius: 8px; padding: .375rem .75rem; margin-top: .625rem; font-weight: 700; }
.verified td { border-inline-end: 0; }
.verified .found { display: block; color: var(--muted); font-size: .875rem; }
.cell { display: inline-flex; align-items: baseline; gap: .375rem; }
.cell .icon { color: var(--tone); transform: translateY(.125em); }
.cell.o-fail, .cell.o-error { font-weight: 700; }
.meanings { margin-top: .875rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .875rem; }
.watched { display: grid; gap: .5rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); margin-bottom: 1rem; }
.finding { margin-top: .75rem; }
.finding table { margin-top: .375rem; }
.k-verified { color: var(--muted); font-weight: 400; }
.k-drill { color: var(--warn); }

@media (max-width: 45.99rem) {
  td > time { white-space: normal; }
  .verified td:first-child { display: block; }
  .verified td:first-child::before { content: none; }
}
@media print {
  .s-ALARM, .s-OK, .s-not-red, .s-unseen, .s-INSUFFICIENT_DATA, .hatch-line, .dots-dot { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
