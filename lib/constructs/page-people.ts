import { JsonPath, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { WindowNotice } from '../domain/window/notice.ts';
import { type RunbookEntry, runbookLine } from '../domain/window/runbook.ts';
import { PublishMessage } from './publish-message.ts';
import { thisRun } from './this-run.ts';
import type { WindowDefinitionProps } from './window-definition.ts';

export interface Page {
  readonly comment: string;
  /** What is wrong with the window, for a subject: 16 characters at most. */
  readonly headline: string;
  /** What goes on behind `The rollback window NAME of SERVICE in ENVIRONMENT `; `{}` stands for the error's name. */
  readonly text: string;
  /** Where the failure stands that is told. Its cause is not: what a function says in its own words may be anything. */
  readonly failure: string;
  /** @default - none: there is nothing that they would have to do at once */
  readonly entry?: RunbookEntry;
  /** @default 'page' */
  readonly urgency?: WindowNotice['urgency'];
  readonly resultPath: string;
}

/** Tells people what none of the functions can tell. */
export function pagePeople(
  scope: Construct,
  id: string,
  { settings, notices }: Pick<WindowDefinitionProps, 'settings' | 'notices'>,
  { comment, headline, text, failure, entry, urgency = 'page', resultPath }: Page,
): PublishMessage {
  const { service, environment, runbook } = settings;
  const line = entry === undefined ? '' : ` ${runbookLine(inFormat(runbook), entry)}`;
  const template = `The rollback window {} of ${service} in ${environment} ${text}${line}`;
  return new PublishMessage(scope, id, {
    comment,
    topic: notices,
    message: TaskInput.fromText(JsonPath.format(template, thisRun.id, JsonPath.stringAt(`${failure}.Error`))),
    // At most 100 characters, SNS's limit: a service has 48 at most, an environment 32.
    subject: `${service} ${environment}: ${headline}`,
    // As the functions' own notices.
    messageAttributes: { urgency: { value: urgency }, run: { value: thisRun.id } },
    resultPath,
  });
}

/** States.Format takes none of these as they are; an address may have them so. */
function inFormat(address: string): string {
  return address.replaceAll(/[\\'{}]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
