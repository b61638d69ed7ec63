import type { WindowRecord } from '../domain/window/window.ts';
import { drillSentence } from '../reports/window-trigger-words.ts';
import type { Style } from './output.ts';
import { clean, cutToFit } from './text.ts';
import { timeLeft } from './time-left.ts';
import { timeOf } from './window-looks.ts';
import { entry, type Page, type WindowSight } from './window-page.ts';
import type { WindowCondition } from './window-state.ts';

/** Which window it is, how much of it is left, and what is wrong with it as a whole. */
export function headLines({ record, report, condition }: WindowSight, page: Page): string[] {
  const { service, release, environment, run, target, withoutGo, trigger, rollback } = record;
  const { terminal } = page;
  const drill = drillSentence(report);
  const back = 'problem' in target ? `a rollback would not work: ${target.problem}` : `goes back to ${target.what}`;
  const [stamp, stampStyle] = stampOf(condition);
  const name = clean(`${service} ${release.version} → ${environment}`);
  const line = (text: string | undefined, style?: Style, head = ''): string[] =>
    text === undefined ? [] : entry(head, head.length, clean(text), page, style === undefined ? {} : { style });
  return [
    ...entry(`${terminal.paint(stampStyle, ` ${stamp} `)} `, stamp.length + 3, name, page, { style: 'bold' }),
    barLine(record, condition, page),
    ...line(`window ${run.id}, ${back}`, 'problem' in target ? 'red' : 'dim'),
    ...line(drill, ['yellow', 'bold']),
    ...line(withoutGo === undefined ? undefined : `opened without a GO: ${withoutGo}`, 'yellow'),
    ...condition.why.flatMap((why) => line(why, ['red', 'bold'], '! ')),
    ...line(trigger?.reason, undefined, '  '),
    ...line(rollback?.detail, undefined, '  '),
  ];
}

function stampOf({ state }: WindowCondition): readonly [string, Style] {
  if (state === 'open') return ['OPEN', ['black', 'bgCyan', 'bold']];
  if (state === 'triggered' || state === 'rolling-back') return ['ROLLING BACK', ['black', 'bgYellow', 'bold']];
  return [state.toUpperCase(), ['black', 'bgWhite', 'bold']];
}

const widestBar = 30;
/** `  42 min left, until 11:00:00 UTC` */
const columnsBesideBar = 36;

/** How much of the window has passed, and what is left of it. */
function barLine({ openedAt, endsAt }: WindowRecord, { state }: WindowCondition, { now, terminal }: Page): string {
  const width = Math.max(8, Math.min(widestBar, terminal.columns() - columnsBesideBar));
  const length = Math.max(1, Date.parse(endsAt) - Date.parse(openedAt));
  const passed = Math.min(1, Math.max(0, (now.getTime() - Date.parse(openedAt)) / length));
  const filled = Math.round(passed * width);
  const bar = `${terminal.paint('cyan', '━'.repeat(filled))}${terminal.paint('dim', '─'.repeat(width - filled))}`;
  const left = state === 'open' ? `${timeLeft(endsAt, now)} left, until ${timeOf(endsAt)} UTC` : state;
  return `${bar}  ${cutToFit(left, Math.max(8, terminal.columns() - width - 2))}`;
}
