import { windowStyles } from './window-styles.ts';

/** The style sheet of a backtest's report: the window's, and the plots. Each pair of text and ground has a contrast of 4.5 or more. */
export const backtestStyles = `${windowStyles}
.banner h1 { font-size: clamp(1.75rem, 6.5vw, 3.25rem); line-height: 1.15; letter-spacing: -.02em; margin: .25em 0 .2em; align-items: flex-start; }
.banner h1 .icon { margin-top: .16em; }
.gaps { margin-top: .25rem; color: var(--muted); font-size: .9375rem; }
.gaps li { padding-inline-start: 1rem; text-indent: -1rem; }
.gaps li::before { content: "– "; }
.row .took { white-space: normal; text-align: end; }
.suggestions { display: grid; gap: 1rem; }
.suggestion h3 { margin-bottom: .375rem; }
.suggestion .why { margin-bottom: .875rem; max-width: 46rem; }
.suggestion .found { color: var(--muted); font-size: .875rem; margin-bottom: .625rem; }
.chosen { display: grid; gap: .5rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); margin-bottom: 1.125rem; }
.chosen dt { display: flex; align-items: center; gap: .375rem; color: var(--muted); font-size: .875rem; }
.chosen dd strong { display: block; }
.plot-frame { padding: 0 .75rem 0 2.75rem; }
.plot { display: block; overflow: visible; }
.plot text { fill: var(--text); font-size: 12px; font-variant-numeric: tabular-nums; }
.plot .label { paint-order: stroke; stroke: var(--panel); stroke-width: 7px; stroke-linejoin: round; }
.plot .axis { fill: var(--muted); }
.plot .grid { stroke: var(--line); }
.plot .dashed { stroke-dasharray: 2 4; }
.plot .goal { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 6 4; }
.plot .whisker { stroke: var(--muted); stroke-width: 1.5; opacity: .45; }
.plot .whisker.p-configured, .plot .whisker.p-both { stroke: var(--text); stroke-width: 2; opacity: 1; }
.plot .whisker.p-suggested { stroke: var(--pass); stroke-width: 2; opacity: 1; }
.mark { overflow: visible; }
.dot { fill: var(--panel); stroke: var(--muted); stroke-width: 2; }
.square { fill: var(--text); stroke: var(--panel); stroke-width: 1.5; }
.diamond { fill: var(--pass); stroke: var(--panel); stroke-width: 1.5; }
.p-configured .label, .p-suggested .label, .p-both .label { font-weight: 700; }
.plot .p-suggested .label, .plot .p-both .label { fill: var(--pass); }
.plot .p-other .label { fill: var(--muted); }
.key .goal { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 6 4; }
.key .whisker { stroke: var(--text); stroke-width: 2; }
.as-table table { margin-top: .5rem; }
@media print { .suggestion { break-inside: avoid; } .dot, .square, .diamond { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
`;
