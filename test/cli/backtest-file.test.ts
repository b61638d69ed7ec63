import { describe, expect, it } from 'vitest';
import { type FileInput, readMetricsFile } from '../../lib/cli/backtest-file.ts';
import { Refusal } from '../../lib/cli/refusal.ts';
import { folderWith } from './support/run-cli.ts';

const wanted = ['AWS/Lambda Errors Sum FunctionName=shop', 'AWS/Lambda Invocations Sum FunctionName=shop,live'];
const [errors = '', invocations = ''] = wanted;
const header = `minute,${errors},"${invocations}"`;

const read = (text: string | Buffer, more: Partial<FileInput> = {}) =>
  readMetricsFile({
    file: 'metrics.csv',
    folder: folderWith({ 'metrics.csv': text as string }),
    wanted,
    at: () => undefined,
    ...more,
  });

async function problemsOf(text: string | Buffer, more: Partial<FileInput> = {}): Promise<string[]> {
  const cause: unknown = await read(text, more).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(cause).toBeInstanceOf(Refusal);
  return (cause as Refusal).problems.map(({ path, message }) => `${path}: ${message}`);
}

const row = (minute: string, ...cells: readonly string[]): string => [minute, ...cells].join(',');
const at = (minute: number): string => `2026-10-01T00:${String(minute).padStart(2, '0')}Z`;
const columnOf = async (text: string, name: string, more: Partial<FileInput> = {}): Promise<number[]> => [
  ...((await read(text, more)).history.columns.get(name) ?? []),
];

describe('a file of metrics', () => {
  it('is one column a metric, a value a minute, and none where the cell or the line is missing', async () => {
    const text = `\uFEFF${header}\r\n${row(at(0), '1', '100')}\r\n${row(at(1), '', '1e2')}\r\n\r\n${row(at(3), '-0.5', '')}\r\n`;
    const { history, missing, outside } = await read(text);
    expect(history).toMatchObject({ startMs: Date.parse(at(0)), minutes: 4 });
    expect([...(history.columns.get(errors) ?? [])]).toEqual([1, NaN, NaN, -0.5]);
    expect([...(history.columns.get(invocations) ?? [])]).toEqual([100, 100, NaN, NaN]);
    expect({ missing, outside }).toEqual({ missing: [], outside: 0 });
  });

  it('may be in any order, its columns too, and in milliseconds', async () => {
    const ms = (minute: number): string => String(Date.parse(at(minute)));
    const text = [
      `minute,"${invocations}",${errors}`,
      row(ms(5), '5', '50'),
      row(at(2), '2', '20'),
      row(ms(4), '4', '40'),
      row(at(0), '0', '0'),
    ];
    expect(await columnOf(text.join('\n'), invocations)).toEqual([0, NaN, 2, NaN, 4, 5]);
    expect(await columnOf(text.join('\n'), errors)).toEqual([0, NaN, 20, NaN, 40, 50]);
  });

  it.each([
    ['first', (index: number) => index],
    ['last', (index: number) => 4999 - index],
  ])('is kept whole where the oldest minute comes %s', async (_, placeOf) => {
    const start = Date.parse(at(0));
    const rows = Array.from({ length: 5000 }, (_ignored, index) => {
      const minute = placeOf(index);
      return row(String(start + minute * 60_000), String(minute));
    });
    const column = await columnOf([`minute,${errors}`, ...rows].join('\n'), errors);
    expect(column).toEqual(Array.from({ length: 5000 }, (_ignored, index) => index));
  });

  it('tells of columns that it lacks, and counts the lines outside of what is asked for', async () => {
    const text = [`minute,${errors}`, row(at(0), '1'), row(at(1), '2'), row(at(2), '3'), row(at(3), '4')].join('\n');
    const asked = { fromMs: Date.parse(at(1)), toMs: Date.parse(at(3)) };
    const found = await read(text, asked);
    expect(found).toMatchObject({ missing: [invocations], outside: 2 });
    expect(found.history).toMatchObject({ startMs: asked.fromMs, minutes: 2 });
    expect(await problemsOf(text, { fromMs: Date.parse('2026-10-02T00:00Z') })).toEqual([
      '--file: metrics.csv: all of its 4 lines lie outside --from and --to',
    ]);
  });

  it('says with its line what is wrong with it', async () => {
    const rows = [
      header,
      row('2026-10-01T00:00:30Z', '1', '1'),
      row('soon', '1', '1'),
      row(at(1), 'many', '0x10'),
      row(at(2), '1'),
      row(at(3), '1', '1', '1'),
      row(at(4), '1', '1'),
      row(at(4), '2', '2'),
      row(at(5), 'NaN', 'Infinity'),
    ];
    expect(await problemsOf(rows.join('\n'))).toEqual([
      'metrics.csv:2: "2026-10-01T00:00:30Z" is no whole minute; write when the minute begins',
      expect.stringMatching(/^metrics\.csv:3: "soon" is no minute; write it as ISO 8601 has it/),
      `metrics.csv:4: "many" in ${errors} is no number; leave the cell empty where there is none`,
      `metrics.csv:4: "0x10" in ${invocations} is no number; leave the cell empty where there is none`,
      'metrics.csv:5: has 2 cells, and the header 3',
      'metrics.csv:6: has 4 cells, and the header 3',
      `metrics.csv:8: minute "${at(4)}" stands on line 7 already`,
      `metrics.csv:9: "NaN" in ${errors} is no number; leave the cell empty where there is none`,
      `metrics.csv:9: "Infinity" in ${invocations} is no number; leave the cell empty where there is none`,
    ]);
  });

  it('names twenty problems, and counts the others', async () => {
    const rows = Array.from({ length: 1000 }, () => row('never', '1', '1'));
    const problems = await problemsOf([header, ...rows].join('\n'));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('and: 980 more, which are not listed');
  });

  it('refuses columns that are not replayed, and those that stand twice', async () => {
    const text = `time,${errors.replace('Errors', 'Eror')},${errors},${errors},foo\n`;
    expect(await problemsOf(text)).toEqual([
      'metrics.csv:1: must begin with the column minute, not "time"',
      `metrics.csv:1: "${errors.replace('Errors', 'Eror')}" is no column that is replayed here; did you mean ${errors}?`,
      `metrics.csv:1: "${errors}" stands twice; leave one of them out`,
      'metrics.csv:1: "foo" is no column that is replayed here; preflight backtest --columns prints those that are',
    ]);
    expect(await problemsOf('minute\n')).toEqual([
      expect.stringContaining('metrics.csv:1: has no column beside the minute'),
    ]);
  });

  it.each([
    ['an empty one', '', '--file: metrics.csv: has no line of values'],
    ['a header alone', `${header}\n`, '--file: metrics.csv: has no line of values'],
    [
      'a quotation mark that is not closed',
      `${header}\n${at(0)},"1,2\n${at(1)},1,2\n`,
      'metrics.csv:3: a quotation mark is opened, on this line or above, and never closed',
    ],
    [
      'one within a cell',
      `${header}\n${at(0)},1"5,2\n`,
      'metrics.csv:2: a quotation mark stands within a cell; quote the whole cell, and double the mark',
    ],
    ['text after one', `${header}\n${at(0)},"1"5,2\n`, 'metrics.csv:2: something follows a closing quotation mark'],
    [
      'an endless line',
      `minute,${errors}\n${at(0)},${'9'.repeat(300_000)}\n`,
      'metrics.csv:2: is longer than 200000 characters',
    ],
    [
      'a header of 50,000 columns',
      `minute,${'x,'.repeat(50_000)}\n${at(0)},1\n`,
      'metrics.csv:1: has 50001 columns, and 2 are replayed; leave the others out',
    ],
    ['semicolons', `minute;${errors}\n`, 'metrics.csv:1: must begin with the column minute, not "minute;AWS'],
    [
      'minutes of another century',
      `${header}\n2026-10-01T00:00Z,1,1\n1999-01-01T00:00Z,1,1\n`,
      'metrics.csv:3: minute "1999-01-01T00:00Z" lies more than 455 days from other lines',
    ],
    ['what is no text', `\u0000\u0001\u0002`, 'metrics.csv:1: must begin with the column minute'],
  ])('refuses %s', async (_, text, message) => {
    expect((await problemsOf(text))[0]).toContain(message);
  });

  it('is told apart from a folder, and from nothing', async () => {
    expect(await problemsOf('', { file: '.' })).toEqual(['--file: is a folder: .']);
    expect(await problemsOf('', { file: 'none.csv' })).toEqual(['--file: there is no file none.csv']);
  });

  it('tells how far it is, to the end', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => row(String(Date.parse(at(0)) + index * 60_000), '1'));
    const text = [`minute,${errors}`, ...rows].join('\n');
    const shares: number[] = [];
    await read(text, { at: (done, all) => void shares.push(done / all) });
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});
