import { breakGlassVotes } from '../domain/approvals/reported-people.ts';
import type { WindowReport } from '../domain/window/window-report.ts';
import { inCode, inMarkdown } from './escape.ts';
import { factBlocks, factLine, momentOf, signs } from './markdown-parts.ts';
import { breakGlassNotice, itemEntry } from './markdown-people.ts';
import { safeLink } from './safe-link.ts';
import { rollbackFacts, triggerFacts, windowFacts } from './window-facts.ts';
import { verificationsSection } from './window-markdown-verifications.ts';
import { blindSection, criteriaSection, timelineSection } from './window-markdown-watch.ts';
import { drillSentence, triggeredBy } from './window-trigger-words.ts';
import { deploymentName, resultLooks, resultWords, secondsWords, stepLines, windowSentence } from './window-words.ts';

/** The window's report in GitHub-flavoured Markdown, for a job summary or a comment. */
export function windowAsMarkdown(report: WindowReport): string {
  const blocks = [
    ...head(report),
    ...nextSection(report),
    ...triggerSection(report),
    ...rollbackSection(report),
    ...schemaSection(report),
    ...(report.approvals === undefined ? [] : ['## Decided by people', ...report.approvals.flatMap(itemEntry)]),
    ...blindSection(report),
    ...verificationsSection(report),
    ...criteriaSection(report),
    ...timelineSection(report),
    ...factBlocks('Release and window', windowFacts(report)),
    '---',
    `Preflight report of rollback window ${inCode(report.run.id)}. All times are UTC.`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function head(report: WindowReport): string[] {
  const { result, environment, release, openedAt, endsAt, closedAt, go, withoutGo, supersedes } = report;
  const look = resultLooks[result];
  const sign = look === 'waived' ? '🔵' : signs[look];
  const drill = drillSentence(report);
  const lines = [
    `Commit ${inCode(release.commit)}, requested by ${inCode(release.requestedBy)}`,
    `Opened ${momentOf(openedAt)}, ${closedAt === undefined ? `until ${momentOf(endsAt)}` : `closed ${momentOf(closedAt)}`}`,
    ...(go === undefined ? [] : [`GO of run ${inCode(go.run)}`]),
    ...(withoutGo === undefined ? [] : [`⚠️ **Opened without a GO:** ${inMarkdown(withoutGo)}`]),
    ...(supersedes === undefined ? [] : [`Took over from window ${inCode(supersedes)}`]),
  ];
  return [
    `# ${sign} ${resultWords[result]}: ${inMarkdown(deploymentName(report))} in ${inMarkdown(environment)}`,
    ...(drill === undefined ? [] : [`> **${inMarkdown(drill)}**`]),
    ...breakGlassNotice(breakGlassVotes(report.approvals), 'this result rests'),
    `**${inMarkdown(windowSentence(report))}**`,
    lines.map((line) => `- ${line}`).join('\n'),
  ];
}

function nextSection({ next }: WindowReport): string[] {
  if (next.length === 0) return [];
  const lines = next.map(({ text, link, command }) => {
    const href = link === undefined ? undefined : safeLink(link);
    const more = href === undefined ? '' : ` [Runbook](${href})`;
    return `- ${inMarkdown(text)}${more}${command === undefined ? '' : `\n  - ${inCode(command)}`}`;
  });
  return ['## What to do now', lines.join('\n')];
}

function triggerSection(report: WindowReport): string[] {
  if (report.trigger === undefined) return [];
  const watched = triggeredBy(report);
  const title = watched === undefined ? [] : [`**${inMarkdown(watched.title)}** (${watched.severity})`];
  return ['## The trigger', ...title, inMarkdown(report.trigger.reason), triggerFacts(report).map(factLine).join('\n')];
}

function rollbackSection(report: WindowReport): string[] {
  const { trigger, tookSeconds } = report;
  const facts = rollbackFacts(report).map(factLine).join('\n');
  if (trigger === undefined) return ['## What a rollback would have gone back to', facts];
  const rows = stepLines(report).map(({ words, at, took = '' }) => {
    const when = at === undefined ? 'it did not come to that' : momentOf(at);
    return `| ${words} | ${when} | ${took} |`;
  });
  return [
    '## The rollback',
    ...(tookSeconds === undefined
      ? []
      : [`**${secondsWords(tookSeconds)}** from the trigger to the verified rollback.`]),
    ['| Step | When | Took |', '| --- | --- | ---: |', ...rows].join('\n'),
    facts,
  ];
}

function schemaSection({ schemaGuard, schemaGuardOff }: WindowReport): string[] {
  if (schemaGuard !== undefined) {
    const { state, summary, at } = schemaGuard;
    return ['## The database schema', `${state === 'compatible' ? '✅' : '⚠️'} ${inMarkdown(summary)}, ${momentOf(at)}`];
  }
  return schemaGuardOff === undefined
    ? []
    : ['## The database schema', `⚪ Nobody looked at it: ${inMarkdown(schemaGuardOff)}`];
}
