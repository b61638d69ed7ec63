import { describe, expect, it } from 'vitest';
import { fakeAws, type Look, stackOutputs } from './support/fake-aws.ts';
import { gateRun } from './support/gate-run.ts';
import { gate } from './support/run-gate.ts';

const context = 'preflight/production';
const refused = { context, set: false, reason: 'GitHub refused the\u001B[31m status' };

/** A GO as a gate with a commit status comes to it. */
async function go(commitStatus: unknown): Promise<Look> {
  const { groups, decision, conclusion } = await gateRun();
  const output = { ...conclusion, commitStatus };
  return { status: 'SUCCEEDED', output, answers: [...groups, decision, conclusion, commitStatus] };
}

/** A NO-GO has no output: what became of the status stands in the payload that the history holds. */
async function noGo(commitStatus: unknown): Promise<Look> {
  const { groups, decision, conclusion } = await gateRun('fail');
  const payload = { run: { id: 'run-1' }, decision, conclusion: { ...conclusion, commitStatus } };
  const answers = [...groups, decision, conclusion, commitStatus, payload];
  return { status: 'FAILED', error: 'NoGo', cause: conclusion.text, answers };
}

const run = async (look: Look, args: readonly string[] = []) =>
  gate(args, await fakeAws({ outputs: stackOutputs, looks: [look] }));

describe('preflight gate, where a commit status is configured', () => {
  it('says on stderr that it was not set, and the verdict stands', async () => {
    const ran = await run(await go(refused));
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/ GO /);
    expect(ran.stderr).toContain(`the commit status ${context} was not set: GitHub refused the [31m status\n`);
  });

  it('says so after a no-go too', async () => {
    const ran = await run(await noGo(refused));
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`the commit status ${context} was not set: GitHub refused the`);
  });

  it('says nothing of one that was set', async () => {
    const ran = await run(await go({ context, set: true }));
    expect(ran.code).toBe(0);
    expect(ran.stderr).not.toContain('commit status');
  });

  it('has it in its JSON', async () => {
    const ofGo = await run(await go({ context, set: true }), ['--json']);
    expect(JSON.parse(ofGo.stdout)).toMatchObject({ verdict: 'go', commitStatus: { context, set: true } });
    const ofNoGo = await run(await noGo(refused), ['--json']);
    expect(JSON.parse(ofNoGo.stdout)).toMatchObject({ verdict: 'no-go', blocking: ['memory'], commitStatus: refused });
  });

  it.each([
    ['is missing', undefined],
    ['cannot be read', { context: 7, set: 'yes' }],
    ['is nothing', null],
  ])('comes to its verdict where the answer about it %s', async (_what, answer) => {
    const ran = await run(await go(answer), ['--json']);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ verdict: 'go' });
    expect(JSON.parse(ran.stdout)).not.toHaveProperty('commitStatus');
  });
});
