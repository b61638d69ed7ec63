import { describe, expect, it } from 'vitest';
import { judgeMinimumVersion } from '../../lib/domain/minimum-version.ts';
import { Secret } from '../../lib/domain/secret.ts';

const judge = (value: unknown, mustBeAtMost = '3.2.0') =>
  judgeMinimumVersion(JSON.stringify({ minimum: value }), { query: '$.minimum', mustBeAtMost }, 'the API');

describe('the minimum version that a server wants', () => {
  it.each([
    ['3.2.0', '3.2.0'],
    ['3.2', '3.2.0'],
    ['3.1.99', '3.2.0'],
    ['3.2.0-rc.1', '3.2.0'],
    ['3.9.0', '3.10.0'],
    [3, '3.0.0'],
    ['v3.2.0', '3.2.0'],
  ])('is right where it is %j and %s is supported', (minimum, supported) => {
    expect(judge(minimum, supported)).toMatchObject({
      outcome: 'pass',
      summary: `apps from version ${minimum} on are taken`,
    });
  });

  it.each([
    ['3.2.1', '3.2.0'],
    ['3.10.0', '3.9.0'],
    ['3.2.0', '3.2.0-rc.1'],
    ['4', '3.2.0'],
    [4, '3.2.0'],
    ['3.2.0.1', '3.2.0'],
  ])('locks apps out where it is %j and %s is supported', (minimum, supported) => {
    expect(judge(minimum, supported)).toEqual({
      outcome: 'fail',
      summary: `apps older than ${minimum} are locked out, though ${supported} is still supported`,
      evidence: [
        { where: 'the API', observed: `${minimum} at $.minimum`, expected: `at most ${supported} at $.minimum` },
      ],
    });
  });

  it.each([
    [null, 'missing'],
    [undefined, 'missing'],
    ['', 'no version: ""'],
    ['latest', 'no version: "latest"'],
    [3.2, 'no version: 3.2'],
    [true, 'no version: true'],
    [{ ios: '3.2.0' }, 'no version'],
    [['3.2.0'], 'no version'],
    ['x'.repeat(1000), `no version: "${'x'.repeat(58)}…`],
    ['a\u202E\nb', 'no version: "a \\nb"'],
  ])('is not said by %j', (minimum, observed) => {
    expect(judge(minimum)).toMatchObject({
      outcome: 'fail',
      summary: `the minimum version of the app is not said: $.minimum is ${observed}`,
    });
  });

  it.each(['', '<html>', '"3.2.0"', '[]'])('is not said by the body %j', (body) => {
    expect(judgeMinimumVersion(body, { query: '$.minimum', mustBeAtMost: '3.2.0' }, 'the API')).toMatchObject({
      outcome: 'fail',
    });
  });

  it('is read behind a byte order mark', () => {
    expect(
      judgeMinimumVersion('\u{FEFF}{"minimum":"3.2.0"}', { query: '$.minimum', mustBeAtMost: '3.2.0' }, 'the API'),
    ).toMatchObject({ outcome: 'pass' });
  });

  it('shows no secret that stands in its place', () => {
    new Secret('token-of-this-very-test');
    expect(JSON.stringify(judge('token-of-this-very-test'))).not.toContain('token-of');
  });
});
