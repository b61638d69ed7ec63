import type { ApprovalItem } from '../domain/approvals/approval.ts';
import type { AskedRunDetails, ItemRecord } from '../domain/approvals/approval-record.ts';
import { cutText } from '../domain/evidence.ts';
import { listed } from '../domain/listed.ts';
import { onOneLine } from '../domain/one-line.ts';
import { shortCommit } from '../domain/short-commit.ts';
import { instantWords, type Standing, type Tally, tally, tallyWords } from './words.ts';

/** What a topic's subscribers are told when people are asked. No task token is near it, and its one link opens a page. */
export interface ApprovalNotice {
  readonly subject: string;
  /** For `MessageStructure: json`: one text for each protocol (SNS's documentation, "Publish"). */
  readonly message: string;
}

/** What programs get, as JSON: a subscribed queue, function or HTTP endpoint. */
export interface ApprovalEvent {
  readonly event: 'approvals-needed';
  readonly run: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly commit: string;
  readonly requestedBy: string;
  /** The page on which people decide. */
  readonly page: string;
  /** How many checks stand how so far, those left out that people decide. */
  readonly checks: Readonly<Partial<Record<Standing, number>>>;
  readonly items: readonly Pick<
    ItemRecord,
    'id' | 'kind' | 'title' | 'instructions' | 'approvers' | 'quorum' | 'expiresAt' | 'failure'
  >[];
  /** How many more items there are, which only the page shows. */
  readonly more: number;
}

/** SNS: "less than 100 characters", ASCII, without line breaks and control characters. */
const longestSubject = 99;
/**
 * In bytes, as it stands in the state machine's payload: beside what the checks found, twice 60 KB at most, it stays far
 * below Step Functions' 256 KiB, and so below SNS's 256 KiB.
 */
export const messageLimitBytes = 64 * 1024;
/** Programs get the beginning; the mail and the page have it whole. */
const longestInstructions = 300;
const encoder = new TextEncoder();

/** @param page the console's page of this run. */
export function approvalNotice(run: AskedRunDetails, page: string): ApprovalNotice {
  const whole = messageOf(run, page, run.items.length);
  const message = sizeOf(whole) <= messageLimitBytes ? whole : messageOf(run, page, mostThatFit(run, page));
  return { subject: subjectOf(run), message };
}

/** How many of the items can be told, by halving. */
function mostThatFit(run: AskedRunDetails, page: string): number {
  let [fitting, tooMany] = [0, run.items.length];
  while (tooMany - fitting > 1) {
    const tried = Math.floor((fitting + tooMany) / 2);
    if (sizeOf(messageOf(run, page, tried)) <= messageLimitBytes) fitting = tried;
    else tooMany = tried;
  }
  return fitting;
}

function subjectOf(run: AskedRunDetails): string {
  const text = `${countOf(run.items.length)} needed: ${nameOf(run)} to ${run.environment}`;
  const ascii = text.replaceAll(/[^\x20-\x7e]+/g, '?');
  return ascii.length > longestSubject ? `${ascii.slice(0, longestSubject - 3)}...` : ascii;
}

function messageOf(run: AskedRunDetails, page: string, shown: number): string {
  const event = JSON.stringify(eventOf(run, page, shown));
  return JSON.stringify({
    // What is left, such as text messages: short.
    default: `${headline(run)} Look and decide here: ${page}`,
    email: textOf(run, page, shown),
    sqs: event,
    http: event,
    https: event,
    lambda: event,
  });
}

function eventOf(run: AskedRunDetails, page: string, shown: number): ApprovalEvent {
  const { version, commit, requestedBy } = run.release;
  const items = run.items
    .slice(0, shown)
    .map(({ id, kind, title, instructions, approvers, quorum, expiresAt, failure }) => ({
      ...{ id, kind, title, approvers, quorum, expiresAt },
      instructions: cutText(instructions, longestInstructions),
      ...(failure === undefined ? {} : { failure: { ...failure, summary: cutText(failure.summary) } }),
    }));
  return {
    event: 'approvals-needed',
    run: run.run.id,
    service: run.service,
    environment: run.environment,
    ...{ version, commit, requestedBy, page },
    checks: Object.fromEntries(tallyOf(run).map(({ standing, count }) => [standing, count])),
    items,
    more: run.items.length - shown,
  };
}

/** For people, in a mail. */
function textOf(run: AskedRunDetails, page: string, shown: number): string {
  const { release, items } = run;
  const target = `--run ${run.run.id} --env ${run.environment}`;
  const checks = tallyOf(run).map(tallyWords);
  const rest = items.length - shown;
  const authorsOff = items.some((item) => item.authorsOff !== undefined);
  return [
    headline(run),
    '',
    `Release: ${nameOf(run)}, commit ${shortCommit(release.commit)}`,
    `Requested by: ${release.requestedBy}`,
    `Checks so far: ${checks.length === 0 ? 'none ran' : checks.join(', ')}`,
    `Run: ${run.run.id}`,
    '',
    'Look and decide here. Opening the page decides nothing.',
    page,
    '',
    ...items.slice(0, shown).flatMap((item, index) => [...itemLines(item, index + 1, target), '']),
    ...(rest > 0 ? [`And ${rest} more, which the page shows.`, ''] : []),
    'Each item by the command line as above. To reject one:',
    `  preflight approvals reject ITEM ${target} --comment 'why not'`,
    '',
    authorsOff
      ? 'Whoever asked for the release cannot decide on it.'
      : 'Whoever asked for the release, or wrote a part of it, cannot decide on it.',
  ].join('\n');
}

function itemLines(item: ItemRecord, number: number, target: string): string[] {
  const { id, kind, title, instructions, failure, quorum, expiresAt } = item;
  const reason = kind === 'waiver' ? " --comment 'why it is acceptable'" : '';
  return [
    `${number}. ${title} (${id})`,
    ...(failure === undefined
      ? []
      : [
          `   ${failure.outcome === 'fail' ? 'It failed' : 'Nobody could look'}: ${cutText(onOneLine(failure.summary))}`,
        ]),
    ...instructions.split('\n').map((line) => `   ${line}`.trimEnd()),
    `   Decided by: ${approversWords(item)}${quorum > 1 ? `; ${quorum} different people` : ''}`,
    `   Until: ${instantWords(expiresAt) ?? expiresAt}`,
    `   preflight approvals approve ${id} ${target}${reason}`,
  ];
}

function approversWords({ approvers: { groups, principals } }: ApprovalItem): string {
  const members = groups.length === 0 ? [] : [`members of ${listed(groups, 'or')}`];
  return listed([...members, ...principals], 'or');
}

const headline = (run: AskedRunDetails): string =>
  `${countOf(run.items.length)} ${run.items.length === 1 ? 'is' : 'are'} needed before ${nameOf(run)} may go to ${run.environment}.`;

const nameOf = ({ service, release }: AskedRunDetails): string => `${service} ${release.version}`;

const countOf = (items: number): string => (items === 1 ? '1 decision' : `${items} decisions`);

/** Of the checks that were run: what people are asked has no outcome yet. */
function tallyOf({ groups, items }: AskedRunDetails): Tally[] {
  const asked = new Set<string>(items.filter(({ kind }) => kind === 'manual').map(({ id }) => id));
  return tally(groups.flatMap(({ checks }) => checks).filter(({ id }) => !asked.has(id)));
}

/** As a text within the payload, in UTF-8. */
function sizeOf(message: string): number {
  return encoder.encode(JSON.stringify(message)).length;
}
