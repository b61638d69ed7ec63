import type { WindowEvent, WindowRecord } from '../domain/window/window.ts';
import type { WindowReport } from '../domain/window/window-report.ts';
import { fitted } from './fitted.ts';
import type { Style, Terminal } from './output.ts';
import { cutToFit } from './text.ts';
import type { WindowCondition } from './window-state.ts';
import type { AlarmValue } from './window-values.ts';

/** A window that goes on, with all that one look at it told. */
export interface WindowSight {
  readonly record: WindowRecord;
  readonly events: readonly WindowEvent[];
  readonly report: WindowReport;
  readonly values: readonly AlarmValue[];
  readonly condition: WindowCondition;
}

/** Where and when it is shown. */
export interface Page {
  readonly terminal: Terminal;
  readonly now: Date;
  /** Whether each thing takes one line, however much there is to say of it. */
  readonly isShort: boolean;
}

/** Text after a head; on one line where it says that all is well, or where there is room for no more. */
export function entry(
  head: string,
  headWidth: number,
  text: string,
  { terminal, isShort }: Page,
  { style, isWell = false }: { readonly style?: Style; readonly isWell?: boolean } = {},
): string[] {
  const paint = (line: string): string => (style === undefined ? line : terminal.paint(style, line));
  const room = Math.max(8, terminal.columns() - headWidth);
  return fitted(head, headWidth, isShort || isWell ? cutToFit(text, room) : text, terminal, paint);
}
