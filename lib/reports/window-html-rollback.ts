import type { WindowReport } from '../domain/window/window-report.ts';
import { html, type Markup } from './escape.ts';
import type { Fact } from './facts.ts';
import { badge, fact, moment, quote, table } from './html-parts.ts';
import { rollbackFacts, triggerFacts } from './window-facts.ts';
import { triggeredBy } from './window-trigger-words.ts';
import { secondsWords, stepLines } from './window-words.ts';

export function triggerSection(report: WindowReport): Markup | undefined {
  const { trigger } = report;
  if (trigger === undefined) return undefined;
  const watched = triggeredBy(report);
  const title = watched?.title ?? 'A rollback was triggered';
  const severity = watched === undefined ? undefined : badge('fail', watched.severity);
  return html`<section aria-labelledby="trigger"><h2 id="trigger">The trigger</h2><div class="card o-fail">${severity}<h3>${quote(title)}</h3>
<p class="found">${quote(trigger.reason)}</p>${factList(triggerFacts(report))}</div></section>`;
}

export function rollbackSection(report: WindowReport): Markup {
  const { trigger, result, tookSeconds } = report;
  const facts = factList(rollbackFacts(report));
  if (trigger === undefined) {
    const tone = 'problem' in report.target ? 'warn' : 'skipped';
    return html`<section aria-labelledby="rollback"><h2 id="rollback">What a rollback would have gone back to</h2><div class="card o-${tone}">${facts}</div></section>`;
  }
  const rows = stepLines(report).map(({ words, at, took }) => [
    html`${words}`,
    at === undefined ? html`<strong class="broken">it did not come to that</strong>` : moment(at),
    html`${took ?? '–'}`,
  ]);
  const took =
    tookSeconds === undefined
      ? undefined
      : html`<p class="lede"><strong class="took-all">${secondsWords(tookSeconds)}</strong> from the trigger to the verified rollback.</p>`;
  const tone = { 'rolled-back': 'pass', 'rollback-failed': 'fail' }[String(result)] ?? 'warn';
  return html`<section aria-labelledby="rollback"><h2 id="rollback">The rollback</h2>${took}<div class="card o-${tone}">${facts}
${table(['Step', 'When', 'Took'], rows)}</div></section>`;
}

export function schemaSection({ schemaGuard, schemaGuardOff }: WindowReport): Markup | undefined {
  if (schemaGuard !== undefined) {
    const { state, summary, at } = schemaGuard;
    const look = state === 'compatible' ? 'pass' : state === 'unknown' ? 'error' : 'fail';
    return schemaCard(
      look,
      html`${badge(look, schemaWords[state])}<p class="found">${quote(summary)}</p><p class="ran">looked at ${moment(at)}</p>`,
    );
  }
  if (schemaGuardOff === undefined) return undefined;
  return schemaCard('skipped', html`${badge('skipped', 'Not looked at')}<p class="found">${quote(schemaGuardOff)}</p>`);
}

const schemaWords = {
  compatible: 'The old version knows it',
  ahead: 'Ahead of the old version',
  dirty: 'Half migrated',
  unknown: 'Unknown',
} as const satisfies Record<NonNullable<WindowReport['schemaGuard']>['state'], string>;

function schemaCard(tone: string, inside: Markup): Markup {
  return html`<section aria-labelledby="schema"><h2 id="schema">The database schema</h2><div class="card o-${tone}">${inside}</div></section>`;
}

/** Facts within a card. */
export function factList(facts: readonly Fact[]): Markup {
  const entries = facts.map(({ term, values, code }) =>
    fact(
      term,
      html`${values.map((value) => html`<p>${code === true ? html`<code>${quote(value)}</code>` : quote(value)}</p>`)}`,
    ),
  );
  return html`<dl class="said">${entries}</dl>`;
}
