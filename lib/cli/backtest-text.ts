import type { BacktestReport, Suggestion } from '../backtest/backtest.ts';
import {
  afterWords,
  choiceOf,
  countWords,
  foundWords,
  headlineWords,
  leftOutWords,
  minuteWords,
  numberWords,
  rateWords,
  replayedStandings,
  rolledBackOf,
  standingOfReplayed,
  triedWords,
  valuesWords,
} from '../reports/backtest-words.ts';
import { responseWords } from '../reports/window-words.ts';
import { durationWords } from '../reports/words.ts';
import { hanging } from './hanging.ts';
import { outcomeSymbol } from './outcome-style.ts';
import type { Terminal } from './output.ts';
import { clean } from './text.ts';

/** More windows stand in the report. */
const mostWindows = 20;

/** A backtest for people: what would have rolled back, then each criterion, then what could be set otherwise. */
export function backtestText(report: BacktestReport, notes: readonly string[], terminal: Terminal): string {
  return [
    ...headLines(report, terminal),
    ...criteriaLines(report, terminal),
    ...windowLines(report, terminal),
    ...suggestionLines(report, terminal),
    ...(notes.length === 0 ? [] : ['', ...notes.flatMap((note) => hanging('', 0, clean(note), terminal))]),
    '',
  ].join('\n');
}

function headLines(report: BacktestReport, terminal: Terminal): string[] {
  const { service, environment, from, to, opened, windowSeconds, lateSeconds, minutes, windows } = report;
  const rolledBack = rolledBackOf(report);
  const inIncidents = rolledBack.filter(({ incident }) => incident).length;
  const incident = inIncidents === 0 ? '' : `, ${inIncidents} of these in an incident`;
  const dim = (line: string): string => terminal.paint('dim', line);
  const leftOut = leftOutWords(report);
  const facts = [
    `${minuteWords(from)} to ${minuteWords(to)}: ${countWords(minutes.all, 'minute')}, ${numberWords(minutes.withData)} of them with any datapoint`,
    `${countWords(windows.length, 'window')}, opened ${opened}, each open for ${durationWords(windowSeconds * 1000)}; datapoints seen ${durationWords(lateSeconds * 1000)} late`,
    ...(leftOut === undefined ? [] : [leftOut]),
  ];
  return [
    ...hanging('', 0, `${headlineWords(report)}${incident}`, terminal, (line) => terminal.paint('bold', line)),
    ...hanging('', 0, `False rollbacks: ${rateWords(report.falseRollbacks)}`, terminal),
    terminal.paint('bold', clean(`${service} in ${environment}`)),
    ...facts.flatMap((line) => hanging('', 0, clean(line), terminal, dim)),
  ];
}

function criteriaLines({ criteria, windows }: BacktestReport, terminal: Terminal): string[] {
  const width = Math.max(...criteria.map(({ id }) => id.length));
  return [
    '',
    terminal.paint('bold', 'Criteria'),
    ...criteria.flatMap((criterion) => {
      const { id, severity, response, notReplayed, gaps, red } = criterion;
      const { look } = replayedStandings[standingOfReplayed(criterion)];
      const found = notReplayed === undefined ? `red in ${red} of ${windows.length}` : `not replayed: ${notReplayed}`;
      const head = `  ${outcomeSymbol(terminal, look)} ${id.padEnd(width)}  `;
      const text = clean(`${severity}, ${responseWords[response]}: ${found}`);
      const indent = ' '.repeat(6);
      return [
        ...hanging(head, width + 6, text, terminal),
        ...gaps.flatMap((gap) =>
          hanging(`${indent}– `, 8, clean(gap), terminal, (line) => terminal.paint('dim', line)),
        ),
      ];
    }),
  ];
}

function windowLines(report: BacktestReport, terminal: Terminal): string[] {
  const all = rolledBackOf(report);
  if (all.length === 0) return [];
  const rest = all.length - mostWindows;
  return [
    '',
    terminal.paint('bold', 'Would have rolled back'),
    ...all.slice(0, mostWindows).flatMap(({ openedAt, incident, rolledBack }) => {
      const { criterion, alarm, at } = rolledBack;
      const after = afterWords(openedAt, at);
      const kind = incident ? 'in an incident' : 'false';
      return [
        ...hanging('  ', 2, clean(`opened ${minuteWords(openedAt)}: ${criterion} ${after}, ${kind}`), terminal),
        ...hanging('    ', 4, clean(`${alarm}: ${valuesWords(rolledBack)}`), terminal, (line) =>
          terminal.paint('dim', line),
        ),
      ];
    }),
    ...(rest > 0 ? [`  and ${rest} more: --report DIR or --json has them all`] : []),
  ];
}

function suggestionLines({ suggestions }: BacktestReport, terminal: Terminal): string[] {
  if (suggestions.length === 0) return [];
  return [
    '',
    terminal.paint('bold', 'Other settings, on the same history'),
    ...suggestions.flatMap((one) => [
      ...hanging('  ', 2, clean(`${one.criterion} (${one.alarm})`), terminal),
      ...choiceLines(one, terminal),
    ]),
  ];
}

function choiceLines(suggestion: Suggestion, terminal: Terminal): string[] {
  const { now, better } = choiceOf(suggestion);
  const line = (words: string, tried: typeof now): string[] =>
    tried === undefined
      ? []
      : hanging(
          `    ${words.padEnd(10)}  `,
          16,
          `${triedWords(tried)}: ${foundWords(tried)}; ${rateWords(tried.falseRollbacks)}`,
          terminal,
          (text) => terminal.paint('dim', text),
        );
  // Where something else is suggested, the two lines say why.
  const why = better === undefined ? hanging('    ', 4, clean(suggestion.why), terminal) : [];
  return [...line('configured', now), ...line('suggested', better), ...why];
}
