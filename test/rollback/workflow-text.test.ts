import { describe, expect, it } from 'vitest';
import { problemOfWorkflow } from '../../lib/rollback/workflow-text.ts';
import { goodWorkflow } from './support/fake-workflows.ts';

/** As a workflow writes it. */
const expression = (text: string): string => `\${{ ${text} }}`;
const withName = (name: string): string => goodWorkflow.replace(/^run-name.*$/m, name);

describe('problemOfWorkflow', () => {
  it.each([
    ['as it should be', goodWorkflow],
    ['with line ends of Windows', goodWorkflow.replaceAll('\n', '\r\n')],
    ['with a name over two lines', withName(`run-name: >-\n  Roll back\n  for ${expression('inputs.run')}`)],
    ['with the older context', withName(`run-name: ${expression('github.event.inputs.run')}`)],
    ['with brackets', withName(`'run-name': "\${{ inputs['run'] }}"`)],
    ['with inputs in one line', goodWorkflow.replaceAll(/: \{ required: true \}/g, ': {}')],
  ])('sees nothing in a workflow %s', (_name, text) => {
    expect(problemOfWorkflow(text)).toBeUndefined();
  });

  it.each([
    ['no run-name', withName(''), /give it a `run-name`/],
    ['a run-name that is a remark', withName(`# run-name: ${expression('inputs.run')}`), /give it a `run-name`/],
    [
      'a run-name without the run',
      withName(`run-name: Roll back ${expression('inputs.version')}`),
      /give it a `run-name`/,
    ],
    ['a run-name with another input', withName(`run-name: ${expression('inputs.runner')}`), /give it a `run-name`/],
    [
      'the run further down alone',
      withName(`run-name: Roll back\nenv:\n  RUN: ${expression('inputs.run')}`),
      /give it a `run-name`/,
    ],
    ['no dispatch', goodWorkflow.replace('workflow_dispatch', 'push'), /cannot be dispatched/],
    [
      'inputs missing',
      goodWorkflow.replace(/^ +commit.*$/m, '').replace(/^ +service.*$/m, ''),
      /declares no input commit and service/,
    ],
    ['nothing in it', '', /cannot be dispatched/],
  ])('tells of %s', (_name, text, problem) => {
    expect(problemOfWorkflow(text)).toMatch(problem);
  });
});
