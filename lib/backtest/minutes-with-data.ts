import type { WindowSettings } from '../config/window-settings.ts';
import { columnName, type History } from './history.ts';
import { wantedColumns } from './wanted-columns.ts';

/** In how many minutes there is a datapoint of any metric that is looked at. */
export function minutesWithData(history: History, settings: Pick<WindowSettings, 'criteria'>): number {
  const seen = new Uint8Array(history.minutes);
  for (const wanted of wantedColumns(settings)) {
    const column = history.columns.get(columnName(wanted));
    if (column === undefined) continue;
    for (let index = 0; index < column.length; index += 1) {
      if (!Number.isNaN(column[index] ?? Number.NaN)) seen[index] = 1;
    }
  }
  return seen.reduce((sum, one) => sum + one, 0);
}
