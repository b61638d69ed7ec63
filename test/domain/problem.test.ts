import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { describeProblems, InvalidInputError, problemsOf } from '../../lib/domain/problem.ts';

const schema = z.strictObject({
  name: z.string().check(z.minLength(3)),
  size: z.optional(z.int().check(z.maximum(10))),
  mode: z.optional(z.enum(['fast', 'safe'])),
  where: z.optional(z.union([z.strictObject({ host: z.string(), port: z.int() }), z.strictObject({ url: z.url() })])),
  tags: z.optional(z.array(z.string()).check(z.maxLength(2))),
  map: z.optional(z.record(z.string().check(z.regex(/^[A-Z]+$/, 'must be a name in capitals')), z.boolean())),
});

function problems(input: unknown): string[] {
  const parsed = schema.safeParse(input, { reportInput: true });
  return parsed.success ? [] : problemsOf(parsed.error, 'config').map(({ path, message }) => `${path}: ${message}`);
}
const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;

describe('problemsOf', () => {
  it.each([
    [{}, 'config.name: is missing; write a text'],
    [{ name: 7 }, 'config.name: must be a text, not 7'],
    [{ name: 'ab' }, 'config.name: must be at least 3 characters long, not "ab"'],
    [{ name: 'abc', size: 11 }, 'config.size: must be at most 10, not 11'],
    [{ name: 'abc', size: 1.5 }, 'config.size: must be a whole number, not 1.5'],
    [{ name: 'abc', mode: 'quick' }, 'config.mode: must be "fast" or "safe", not "quick"'],
    [{ name: 'abc', tags: ['a', 'b', 'c'] }, 'config.tags: must be at most 2 entries long, not ["a","b","c"]'],
    [{ name: 'abc', tags: ['a', 7] }, 'config.tags[1]: must be a text, not 7'],
    [{ name: 'abc', where: { url: 'nowhere' } }, 'config.where.url: must be a valid url, not "nowhere"'],
    [{ name: 'abc', where: 7 }, 'config.where: is none of the accepted forms, not 7'],
    [{ name: 'abc', map: { lower: true } }, 'config.map.lower: must be a name in capitals, not "lower"'],
    [{ name: 'abc', nmae: 'abc' }, 'config.nmae: unknown key; remove it, or correct its spelling'],
    [{ name: [] }, 'config.name: must be a text, not []'],
    [{ name: 10n }, 'config.name: must be a text, not a bigint'],
    [{ name: () => 7 }, 'config.name: must be a text, not a function'],
    [{ name: cycle }, 'config.name: must be a text, not an object'],
    [{ name: 'abc', size: 'x'.repeat(500) }, `config.size: must be a number, not "${'x'.repeat(78)}…`],
  ])('says of %o what to write', (input, problem) => {
    expect(problems(input)).toEqual([problem]);
  });

  it.each([
    ['github', { auth: { token: 'ghp_pasted' } }],
    ['variables', { JWT_SECRET: 'ghp_pasted' }],
    ['credentials', 'ghp_pasted'],
    ['endpoint', 'https://me:ghp_pasted@search.example.com'],
    ['endpoint', 'https://search.example.com/?key=ghp_pasted'],
    ['headers', { 'x-api-key': 7, authorization: 'ghp_pasted' }],
    ['body', 'ghp_pasted'],
    ['password', 'ghp_pasted'],
    ['probe', { url: 'https://shop.example.com', headers: { 'x-api-key': 'ghp_pasted' } }],
    ['probe', { url: 'https://shop.example.com', body: 'ghp_pasted' }],
    ['probe', [{ token: 'ghp_pasted', password: 'ghp_pasted' }]],
  ])('shows no secret that was written in place of its place: %s', (key, value) => {
    const place = z.strictObject({ secret: z.string() }, "must be secret('name')");
    const places = z.strictObject({
      github: z.optional(z.strictObject({ auth: z.union([z.strictObject({ token: place })], 'must be a login') })),
      variables: z.optional(z.record(z.string(), place)),
      credentials: z.optional(z.string().check(z.regex(/^shop/, "must be a secret's name"))),
      endpoint: z.optional(z.string().check(z.startsWith('http:', 'must be here'))),
      headers: z.optional(z.record(z.string(), z.string('must be a text'))),
      body: z.optional(z.string().check(z.startsWith('{', 'must be JSON'))),
      password: z.optional(place),
      probe: z.optional(z.union([z.literal('none')], 'must be none')),
    });
    const { error } = places.safeParse({ [key]: value }, { reportInput: true });
    const [problem] = error === undefined ? [] : problemsOf(error, 'environments.production');
    expect(problem?.path).toMatch(new RegExp(`^environments\\.production\\.${key}`));
    expect(problem?.message).toMatch(/^must be /);
    expect(problem?.message).not.toContain('ghp_pasted');
  });

  it('names several at once', () => {
    expect(problems({ name: 7, size: 11, extra: 1 })).toHaveLength(3);
  });
});

describe('InvalidInputError', () => {
  it('lists its problems, a line each', () => {
    const list = [
      { path: 'a', message: 'is missing' },
      { path: 'b', message: 'is wrong' },
    ];
    expect(new InvalidInputError('the release is not valid', list).message).toBe(
      'the release is not valid: 2 problems\n  a: is missing\n  b: is wrong',
    );
    expect(describeProblems(list.slice(1))).toBe('1 problem\n  b: is wrong');
  });
});
