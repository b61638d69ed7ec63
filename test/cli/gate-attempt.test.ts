import { describe, expect, it } from 'vitest';
import { runName } from '../../lib/cli/run-name.ts';
import { release } from '../support/release.ts';
import { fakeAws, type Look, stackOutputs } from './support/fake-aws.ts';
import { gateRun } from './support/gate-run.ts';
import { gate } from './support/run-gate.ts';

const exists = { StartExecution: [{ status: 400, type: 'ExecutionAlreadyExists' }] };
/** 2026-11-23T12:00:00Z, when the gate of these tests ran. */
const started = { startDate: 1_795_435_200, input: JSON.stringify(release) };
const later = '2100-01-01T00:00:00.000Z';

async function ended(expiresAt: string | undefined, input = started.input): Promise<Look> {
  const { groups, decision, conclusion } = await gateRun();
  const { expiresAt: _, ...rest } = conclusion;
  const output = expiresAt === undefined ? rest : { ...rest, expiresAt };
  return { ...started, input, status: 'SUCCEEDED', output, answers: [...groups, decision, output] };
}

const nameOf = (attempt: string, changes: Partial<typeof release> = {}): string =>
  runName({ name: undefined, attempt }, { ...release, ...changes }, new Date());

describe('the name of a run of an attempt', () => {
  it('is made of version, commit and attempt, and of nothing that changes', () => {
    expect(nameOf('1712345678-1')).toBe('1-42-0-3f78685-1712345678-1');
  });

  it('is never the same for two attempts', () => {
    const attempts = [
      '1',
      '2',
      'a b',
      'a-b',
      'a/b',
      'a\nb',
      'a b ',
      'A-b',
      'ä',
      'x'.repeat(40),
      'x'.repeat(41),
      'x'.repeat(256),
    ];
    const names = attempts.flatMap((attempt) => [nameOf(attempt), nameOf(attempt, { version: 'v'.repeat(128) })]);
    // What an attempt became is no way to its name: it gets a hash of its own.
    const echoes = names.map((name) => nameOf(name.split('3f78685-')[1] ?? ''));

    expect(new Set(names).size).toBe(names.length);
    expect(echoes.filter((echo) => names.includes(echo))).toEqual(names.filter((name) => !/-[0-9a-f]{10}$/.test(name)));
    for (const name of [...names, ...echoes]) expect(name).toMatch(/^[0-9A-Za-z_-]{1,80}$/);
  });

  it('tells long versions apart that are cut', () => {
    const long = 'v'.repeat(127);
    expect(nameOf('1', { version: `${long}1` })).not.toBe(nameOf('1', { version: `${long}2` }));
  });

  it.each([
    [['--attempt', '1', '--name', 'run-1'], '--attempt: contradicts --name'],
    [['--attempt', '   '], '--attempt: must be 1 to 256 characters'],
    [['--attempt', 'x'.repeat(257)], '--attempt: must be 1 to 256 characters'],
  ])('is refused: %j', async (args, expected) => {
    const aws = await fakeAws({ outputs: stackOutputs });
    const ran = await gate(args, aws);

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(expected);
    expect(aws.calls).toEqual([]);
  });
});

describe('a run that was started already', () => {
  it('is not started again once it has ended, and tells its verdict', async () => {
    const aws = await fakeAws({ outputs: stackOutputs, errors: exists, looks: [await ended(later)] });
    const ran = await gate(['--attempt', '7'], aws);

    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toMatch(/ GO {2}2 checks ran/);
    expect(ran.stderr).toContain(
      'run 1-42-0-3f78685-7 was started already at 2026-11-23T12:00:00.000Z; nothing was started again',
    );
    expect(ran.stderr).not.toContain('gate started');
    const described = aws.calls.find(({ operation }) => operation === 'DescribeExecution');
    expect(described?.input['executionArn']).toMatch(/:execution:preflight-gate:1-42-0-3f78685-7$/);
  });

  it('is the same release whatever the order of its keys', async () => {
    const input = JSON.stringify(Object.fromEntries(Object.entries(release).toReversed()), null, 2);
    const aws = await fakeAws({ outputs: stackOutputs, errors: exists, looks: [await ended(later, input)] });

    expect(await gate(['--attempt', '7'], aws)).toMatchObject({ code: 0 });
  });

  it('still runs: is followed to its verdict', async () => {
    const { conclusion } = await gateRun('fail');
    const looks = [
      { ...started, status: 'RUNNING' },
      { ...started, status: 'RUNNING' },
      { ...started, status: 'FAILED', error: 'NoGo', cause: conclusion.text },
    ] as const;
    const ran = await gate(['--attempt', '7'], await fakeAws({ outputs: stackOutputs, errors: exists, looks }));

    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('nothing was started again');
    expect(ran.stdout).toContain('NO-GO');
  });

  it('still runs, as Step Functions itself answers: says so too', async () => {
    // The date of the execution is long before that of the answer.
    const aws = await fakeAws({ outputs: stackOutputs, startDate: 1_600_000_000, looks: [await ended(later)] });
    const ran = await gate(['--attempt', '7', '--json'], aws);

    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('was started already at 2020-09-13T12:26:40.000Z; nothing was started again');
    expect(JSON.parse(ran.stdout)).toMatchObject({ verdict: 'go', startedAlready: true });
  });

  it('belongs to another release: is refused, with what differs', async () => {
    const other = { ...release, version: '1.41.9', requestedBy: 'github:hubot' };
    const looks = [await ended(later, JSON.stringify(other))];
    const ran = await gate(['--attempt', '7'], await fakeAws({ outputs: stackOutputs, errors: exists, looks }));

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(
      '--attempt: the run 1-42-0-3f78685-7 belongs to another release (shop-api 1.41.9, commit 3f786850e387), which differs in version, requestedBy',
    );
  });

  it.each([['null'], ['[]'], ['"text"'], ['{}']])('was started with something else, %s: is refused', async (input) => {
    const looks = [await ended(later, input)];
    const ran = await gate(['--name', 'run-1'], await fakeAws({ outputs: stackOutputs, errors: exists, looks }));

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--name: the run run-1 belongs to another input, no release');
  });

  it('is no GO any more once that has expired', async () => {
    const look = await ended('2020-01-01T00:00:00.000Z');
    const ran = await gate(['--attempt', '7'], await fakeAws({ outputs: stackOutputs, errors: exists, looks: [look] }));

    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('this GO expired at 2020-01-01T00:00:00.000Z; start another attempt');
  });

  it.each([['2020-01-01T00:00:00.000Z'], ['tomorrow'], [undefined]])(
    'is no GO any more for a program either: %s',
    async (expiresAt) => {
      const looks = [await ended(expiresAt)];
      const aws = await fakeAws({ outputs: stackOutputs, errors: exists, looks });
      const ran = await gate(['--attempt', '7', '--json'], aws);

      expect(ran.code).toBe(1);
      expect(JSON.parse(ran.stdout)).toMatchObject({ verdict: 'go', expired: true, expiresAt: expiresAt ?? null });
      expect(ran.stderr).toContain('start another attempt');
    },
  );

  it('is a no-go that does not expire', async () => {
    const { conclusion, decision } = await gateRun('fail');
    const look = { ...started, status: 'FAILED', error: 'NoGo', cause: '', answers: [decision, conclusion] } as const;
    const aws = await fakeAws({ outputs: stackOutputs, errors: exists, looks: [look] });
    const ran = await gate(['--attempt', '7', '--json'], aws);

    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).not.toHaveProperty('expired');
  });

  it.each([
    ['is no longer known', { ...exists, DescribeExecution: [{ status: 400, type: 'ExecutionDoesNotExist' }] }, started],
    ['hides its input', exists, { startDate: started.startDate }],
  ])('%s: comes to no verdict', async (_, errors, told) => {
    const looks = [{ ...told, status: 'SUCCEEDED' }] as const;
    const ran = await gate(['--attempt', '7', '--json'], await fakeAws({ outputs: stackOutputs, errors, looks }));

    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { kind: 'not-run' }, run: '1-42-0-3f78685-7' });
    expect(ran.stderr).toContain('was started already, but');
  });
});
