import { Choice, Condition, Fail, type IChainable, JsonPath, Succeed, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { WindowResult } from '../domain/window/window.ts';
import type { GateFunction } from './gate-function.ts';
import { InvokeFunction, retryAnyFailure, retryWhatMatters } from './invoke-function.ts';
import { pagePeople } from './page-people.ts';
import { pascalCase } from './pascal-case.ts';
import { publishResult } from './publish-message.ts';
import { thisRun } from './this-run.ts';
import type { WindowDefinitionProps } from './window-definition.ts';

/** Why an execution fails that ends so. */
const failures: Readonly<Record<Exclude<WindowResult, 'healthy'>, string>> = {
  'rolled-back': 'The old version serves, and the alarm is OK again.',
  'rollback-failed': 'People must act now; the cause says how far the rollback came.',
  inconclusive: 'Something could not be seen, or nobody knows how it ended: blind is never healthy.',
  superseded: 'A later deployment of the same service has taken over.',
};

/** From the end of the loop: the result, its report, and who is told. */
export function endWindow(scope: Construct, props: WindowDefinitionProps): IChainable {
  const answer = answerByResult(scope);
  const { service, environment } = props.settings;
  const message = {
    service,
    environment,
    results: props.results,
    answer: 'result',
    headline: '$.conclusion.result',
  } as const;
  const publish = publishResult(scope, message, answer);
  const { recordRehearsals } = props.functions;
  const then = recordRehearsals === undefined ? publish : recordWhatItProved(scope, props, recordRehearsals, publish);
  return closeWindow(scope, props).next(writeReport(scope, props)).next(then);
}

/**
 * Where that cannot be done, the execution fails, and its window is swept. What kept it from being written down may keep that from
 * working, too: people are told first.
 */
function closeWindow(scope: Construct, props: WindowDefinitionProps): InvokeFunction {
  const close = new InvokeFunction(scope, 'CloseWindow', {
    function: props.functions.closeWindow,
    comment: 'Writes down how the window ended, by what the table says and nothing else, and cleans up after it.',
    payload: TaskInput.fromObject({ run: thisRun }),
    resultPath: '$.closed',
  });
  close.addRetry(retryWhatMatters);
  const tell = pagePeople(scope, 'TellNotClosed', props, {
    comment: 'Tells people that nobody knows how the window ended. When that fails, the failure stands.',
    headline: 'not closed',
    text: 'could not be closed: {}. If something triggered, nobody knows whether it was rolled back: look which version serves, and go back by hand where it must not.',
    failure: '$.failure',
    entry: 'rollback-failed',
    resultPath: '$.publication',
  });
  const notClosed = new Fail(scope, 'WindowNotClosed', {
    comment: 'Nobody wrote down how it ended; its window is swept.',
    error: 'WindowNotClosed',
    causePath: JsonPath.jsonToString(JsonPath.objectAt('$.failure')),
  });
  tell.addCatch(notClosed, { errors: ['States.ALL'], resultPath: '$.publication' });
  close.addCatch(tell.next(notClosed), { errors: ['States.ALL'], resultPath: '$.failure' });
  return close;
}

function writeReport(scope: Construct, { functions }: WindowDefinitionProps): InvokeFunction {
  const write = new InvokeFunction(scope, 'WriteReport', {
    function: functions.writeWindowReport,
    comment: 'Stores the report; without one no window is healthy.',
    payload: TaskInput.fromObject({ run: thisRun }),
    resultPath: '$.conclusion',
  });
  // S3's own failures, after the SDK's three attempts: 6 s at most. Writing the same report again does no harm.
  write.addRetry(retryAnyFailure);
  const notWritten = new Fail(scope, 'ReportNotWritten', {
    comment: 'Whatever the result was: it does not count without its report.',
    error: 'ReportNotWritten',
    causePath: JsonPath.format(
      'the report of the window could not be written; its result is {}: {}',
      JsonPath.stringAt('$.closed.result'),
      JsonPath.jsonToString(JsonPath.objectAt('$.failure')),
    ),
  });
  write.addCatch(notWritten, { errors: ['States.ALL'], resultPath: '$.failure' });
  return write;
}

/** Only a report that is stored proves anything. A rehearsal that is not recorded makes a gate say no, and lets none say go. */
function recordWhatItProved(
  scope: Construct,
  props: WindowDefinitionProps,
  target: GateFunction,
  next: IChainable,
): IChainable {
  const record = new InvokeFunction(scope, 'RecordRehearsals', {
    function: target,
    comment:
      'Records what the window proved, for the environments that are rehearsed here. The result stands whatever becomes of it.',
    payload: TaskInput.fromObject({ run: thisRun }),
    resultPath: JsonPath.DISCARD,
  });
  // 6 s at most: done again, it writes the same records.
  record.addRetry(retryAnyFailure);
  const tell = pagePeople(scope, 'TellNotRecorded', props, {
    comment: 'Tells people that a rehearsal is missing. When that fails, the gate that misses it tells them.',
    headline: 'not recorded',
    text: 'is closed, but what it proved of the release could not be recorded: {}. The gate of an environment that is rehearsed here will miss it: record it by hand with preflight rehearsal record, or deploy here again.',
    failure: '$.notRecorded',
    urgency: 'notice',
    resultPath: JsonPath.DISCARD,
  });
  tell.addCatch(next, { errors: ['States.ALL'], resultPath: JsonPath.DISCARD });
  record.addCatch(tell.next(next), { errors: ['States.ALL'], resultPath: '$.notRecorded' });
  return record.next(next);
}

function answerByResult(scope: Construct): Choice {
  const choice = new Choice(scope, 'WhatResult', { comment: 'Only what was seen, and well, is healthy.' });
  const healthy = new Succeed(scope, 'Healthy', {
    comment: 'The time is over, everything was seen, and nothing spoke against the release.',
    outputPath: '$.conclusion',
  });
  choice.when(Condition.stringEquals('$.conclusion.result', 'healthy'), healthy);
  const { inconclusive, ...others } = failures;
  for (const [result, comment] of Object.entries(others)) {
    choice.when(Condition.stringEquals('$.conclusion.result', result), failed(scope, result, comment));
  }
  return choice.otherwise(failed(scope, 'inconclusive', inconclusive));
}

function failed(scope: Construct, result: string, comment: string): Fail {
  const error = pascalCase(result);
  return new Fail(scope, error, { comment, error, causePath: '$.conclusion.text' });
}
