import type { CheckResult } from '../../domain/check-result.ts';
import { findingWords, standingOf, tally, tallyWords } from '../../reports/words.ts';
import type { RunAnswer } from '../api.ts';
import { el, fact, lookBadge, moment, outcomeBadge, quote } from './dom.ts';
import { tookWords } from './item-words.ts';

type Groups = RunAnswer['groups'];

/** How many checks came to which outcome, in one line. */
export function tallyLine(groups: Groups): HTMLElement {
  const counts = tally(groups.flatMap(({ checks }) => checks));
  const badges = counts.map((one) => lookBadge('li', one.standing, tallyWords(one)));
  const list = el('ul', { 'aria-label': 'Checks' }, badges);
  return el('div', { class: 'tally' }, list, el('a', { href: '#checks' }, 'What the checks found'));
}

/** Every check with its evidence; what failed, or could not be seen, stands open. */
export function groupSections(groups: Groups): HTMLElement[] {
  return groups.map(({ group, title, checks }) =>
    el(
      'section',
      { class: 'group', 'aria-labelledby': `group-${group}` },
      el(
        'div',
        { class: 'group-head' },
        el('h3', { id: `group-${group}` }, title),
        el('p', { class: 'quiet' }, tally(checks).map(tallyWords).join(', ')),
      ),
      el('ul', {}, checks.map(checkRow)),
    ),
  );
}

function checkRow(check: CheckResult): HTMLElement {
  const { id, title, outcome, evidence, startedAt, waiver } = check;
  const head = [
    el('span', { class: 'badges' }, outcomeBadge(standingOf(check)), waiver && lookBadge('span', 'waived', 'Waived')),
    el(
      'span',
      {},
      el('span', { class: 'title' }, quote(title)),
      ' ',
      el('span', { class: 'found' }, quote(findingWords(check))),
    ),
  ];
  const place = { class: 'check', id: `check-${id}` };
  // What never ran has nothing to unfold.
  if (startedAt === undefined && evidence.length === 0) return el('li', place, el('div', { class: 'row' }, ...head));
  const open = (outcome === 'fail' || outcome === 'error') && waiver === undefined;
  return el('li', place, el('details', { open }, el('summary', { class: 'row' }, ...head), more(check)));
}

function more({ id, evidence, remediation, waiver, startedAt, durationMs }: CheckResult): HTMLElement {
  const rows = evidence.map(({ where, observed, expected, when }) =>
    el(
      'li',
      {},
      el(
        'dl',
        {},
        fact('Where', quote(where)),
        fact('Observed', quote(observed)),
        fact('Expected', quote(expected)),
        when === undefined ? undefined : fact('When', moment(when)),
      ),
    ),
  );
  const ran = startedAt === undefined ? ['never ran'] : ['looked at ', moment(startedAt)];
  const took = tookWords(durationMs);
  return el(
    'div',
    { class: 'more' },
    rows.length === 0
      ? el('p', { class: 'quiet' }, 'No evidence: nothing was seen.')
      : el('ul', { class: 'evidence' }, rows),
    remediation === undefined ? undefined : el('p', {}, el('strong', {}, 'What to do: '), quote(remediation)),
    ...(waiver === undefined ? [] : acceptance(waiver)),
    el('p', { class: 'quiet' }, el('code', {}, id), ' ', ran, took === undefined ? undefined : `, ${took}`),
  );
}

/** Who accepted a failure in an earlier run, and for how long: nobody is asked about it in this one. */
function acceptance({ by, until, run, reason, breakGlass }: NonNullable<CheckResult['waiver']>): HTMLElement[] {
  const where = until === undefined ? ' in run ' : ` until ${until} in run `;
  return [
    el('p', {}, el('strong', {}, 'Accepted by '), quote(by.join(', ')), where, quote(run), ': ', quote(reason)),
    ...(breakGlass === true ? [el('p', { class: 'emergency' }, 'By emergency powers (break-glass), alone')] : []),
  ];
}
