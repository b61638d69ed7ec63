import type { Report, ReportedItem } from '../domain/report.ts';
import type { Markup } from './escape.ts';
import { badge } from './html-parts.ts';
import { itemLooks } from './item-looks.ts';
import { statusWords } from './item-words.ts';

export function itemBadge(item: ReportedItem): Markup {
  return badge(itemLooks[item.status], statusWords(item));
}

/** Where an item stands in the page: by its place, since its id is the configuration's to choose. */
export function anchorOf(item: ReportedItem, { approvals = [] }: Pick<Report, 'approvals'>): string {
  return `item-${approvals.indexOf(item) + 1}`;
}
