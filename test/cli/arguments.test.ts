import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../lib/cli/arguments.ts';

const specs = {
  env: { type: 'string', placeholder: 'NAME', help: 'where', required: true },
  only: { type: 'string', help: 'which', multiple: true },
  release: { type: 'string', help: 'what' },
  json: { type: 'boolean', help: 'how' },
} as const;

const parse = (...args: string[]) => parseArguments(args, specs, undefined);

describe('parseArguments', () => {
  it('reads options in any form and order', () => {
    expect(parse('--json', '--only=a', '--env', 'x', '--only', 'b', '--release', '-')).toEqual({
      values: { env: 'x', only: ['a', 'b'], release: '-', json: true },
      operand: '',
      problems: [],
    });
  });

  it('leaves out what was not given', () => {
    expect(parse('--env', 'x').values).toEqual({ env: 'x', only: [], release: undefined, json: false });
  });

  it.each([
    [['--env', '--json'], '--env', 'needs a value: --env NAME'],
    [['--env='], '--env', 'needs a value: --env NAME'],
    [['--env', 'x', '--env', 'y'], '--env', 'is given more than once; write it once'],
    [['--env', 'x', '--json=false'], '--json', 'takes no value'],
    [['--env', 'x', '-j'], '-j', 'is not an option'],
    [['--env', 'x', '--__proto__'], '--__proto__', 'is not an option'],
    [['--env', 'x', 'y'], 'y', 'is an argument too many; this command takes options only'],
    [['--env', 'x', '--', '--json'], '--json', 'is an argument too many; this command takes options only'],
    [[], '--env', 'is missing; write --env NAME (where)'],
  ])('refuses %j', (args, path, message) => {
    expect(parse(...args).problems).toEqual([{ path, message }]);
  });

  it('takes a value that begins with a dash when it is joined', () => {
    expect(parse('--env=-x')).toMatchObject({ values: { env: '-x' }, problems: [] });
  });

  it('takes one operand where the command has one', () => {
    const operand = { placeholder: 'RUN', help: 'the run' };
    expect(parseArguments(['a', '--env', 'x'], specs, operand)).toMatchObject({ operand: 'a', problems: [] });
    expect(parseArguments(['--env', 'x'], specs, operand).problems).toEqual([
      { path: 'RUN', message: 'is missing: the run' },
    ]);
    expect(parseArguments(['a', 'b', '--env', 'x'], specs, operand).problems).toEqual([
      { path: 'b', message: 'is an argument too many after RUN' },
    ]);
  });
});
