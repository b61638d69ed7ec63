import { describe, expect, it } from 'vitest';
import { readJsonQuery, valueAt } from '../../lib/domain/json-query.ts';

describe('a singular query', () => {
  it.each([
    ['$', []],
    ['$.status', ['status']],
    ['$.a.b', ['a', 'b']],
    ['$[0]', [0]],
    ['$[-1]', [-1]],
    ['$.items[10].name', ['items', 10, 'name']],
    ["$['build-id']", ['build-id']],
    ['$["build-id"]["x"]', ['build-id', 'x']],
    ["$[ 'a' ] .b [ 0 ]", ['a', 'b', 0]],
    ['$.größe._1', ['größe', '_1']],
    ['$.☺', ['☺']],
    ["$['.']['[0]']['*']", ['.', '[0]', '*']],
    [String.raw`$['it\'s "so"']`, ['it\'s "so"']],
    [String.raw`$["it's \"so\""]`, ['it\'s "so"']],
    [String.raw`$["\n\/\\\u263A\uD83D\uDE00"]`, ['\n/\\☺😀']],
    [String.raw`$['\\']`, ['\\']],
    ["$['']", ['']],
    ['$[9007199254740991]', [9_007_199_254_740_991]],
  ])('%s names %j', (query, steps) => {
    expect(readJsonQuery(query)).toEqual({ steps });
  });

  it.each([
    ['', 'begins with $'],
    ['status', 'begins with $'],
    ['.status', 'begins with $'],
    [' $.status', 'begins with $'],
    ['$.', 'must be a singular JSONPath query (RFC 9535), for example $.status'],
    ['$status', 'must be a singular JSONPath query'],
    ['$. status', 'must be a singular JSONPath query'],
    ['$.status ', 'must be a singular JSONPath query'],
    ['$.1st', 'must be a singular JSONPath query'],
    ['$.build-id', "write ['build-id'] for .build-id"],
    ['$.a.build-id[0]', "write ['build-id'] for .build-id"],
    ['$..status', 'must name one value'],
    ['$.*', 'must name one value'],
    ['$.a[*]', 'must name one value'],
    ['$[0:2]', 'must name one value'],
    ['$[0,1]', 'must name one value'],
    ["$['a','b']", 'must name one value'],
    ['$[?@.a==1]', 'must name one value'],
    ['$[a]', 'must have a quoted name or a whole number in brackets'],
    ['$[]', 'must have a quoted name or a whole number in brackets'],
    ['$[01]', 'must have a quoted name or a whole number in brackets'],
    ['$[-0]', 'must have a quoted name or a whole number in brackets'],
    ['$[1.0]', 'must have a quoted name or a whole number in brackets'],
    ['$[9007199254740992]', 'must have a quoted name or a whole number in brackets'],
    ['$[0', 'is not closed'],
    ["$['a]", 'is not closed'],
    [String.raw`$["\x"]`, 'has a quoted name that is not valid'],
    [String.raw`$["\'"]`, 'has a quoted name that is not valid'],
    [String.raw`$['\"']`, 'has a quoted name that is not valid'],
    [String.raw`$["\uD83D"]`, 'has a quoted name that is not valid'],
    ['$["\u0001"]', 'has a quoted name that is not valid'],
    [`$.${'a'.repeat(299)}`, 'must be at most 300 characters long'],
  ])('is not %s', (query, problem) => {
    expect(readJsonQuery(query)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('may be 300 characters long', () => {
    expect(readJsonQuery(`$.${'a'.repeat(298)}`)).toEqual({ steps: ['a'.repeat(298)] });
  });
});

describe('the value', () => {
  const json = { status: 'ok', items: [{ name: 'a' }, { name: 'b' }], none: null, '': 1 };

  it.each([
    ['$', json],
    ['$.status', 'ok'],
    ['$.items[0].name', 'a'],
    ['$.items[-1].name', 'b'],
    ['$.items[-2].name', 'a'],
    ['$.none', null],
    ["$['']", 1],
  ])('at %s is %j', (query, value) => {
    expect(valueAt(json, query)).toEqual({ value });
  });

  it.each([
    '$.nothing',
    '$.items[2]',
    '$.items[-3]',
    '$.items.length',
    '$.status.length',
    '$.status[0]',
    '$[0]',
    '$.none.a',
    '$.constructor',
    '$.__proto__',
  ])('at %s is missing', (query) => {
    expect(valueAt(json, query)).toBeUndefined();
  });

  it('of a key that is there is found, whatever it is called', () => {
    expect(valueAt(JSON.parse('{"__proto__":{"a":1}}'), '$.__proto__.a')).toEqual({ value: 1 });
  });

  it('is not looked for with what is no query', () => {
    expect(() => valueAt(json, 'status')).toThrow(TypeError);
  });
});
