import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../lib/domain/outcome.ts';
import { configText } from '../cli/support/config.ts';
import { fakeAws, stackOutputs } from '../cli/support/fake-aws.ts';
import { gateRun } from '../cli/support/gate-run.ts';
import { release } from '../support/release.ts';
import { type ActionRan, action, runAction, step } from './support/run-action.ts';

const inputs = { environment: 'production', release: 'release.json' };
const files = { 'preflight.config.mts': configText(), 'release.json': JSON.stringify(release) };
const run = '1-42-0-3f78685-1712345678-2';
const stored = ['html', 'json', 'md', 'junit.xml'].map((end) => [
  `/preflight-reports/reports/run-1/report.${end}`,
  `the stored ${end}`,
]);

/** With the real command line, against a gate that came to a verdict. */
async function gate(memory: Outcome, expiresAt = '2100-01-01T00:00:00.000Z'): Promise<ActionRan> {
  const { decision, conclusion } = await gateRun(memory);
  const place = `s3://preflight-reports/reports/${run}`;
  const report = { html: `${place}/report.html`, json: `${place}/report.json`, markdown: '' };
  const output = { ...conclusion, report, expiresAt };
  const ended =
    conclusion.verdict === 'go'
      ? ({ status: 'SUCCEEDED', output } as const)
      : ({ status: 'FAILED', error: 'NoGo', cause: conclusion.text } as const);
  const taken = { input: JSON.stringify(release), startDate: 1_795_435_200 };
  const aws = await fakeAws({
    outputs: stackOutputs,
    looks: [{ ...ended, ...taken, answers: [decision, output] }],
    objects: Object.fromEntries(stored.map(([key = '', text = '']) => [key.replace('run-1', run), text])),
    ...(Date.parse(expiresAt) < Date.now()
      ? { errors: { StartExecution: [{ status: 400, type: 'ExecutionAlreadyExists' }] } }
      : {}),
  });
  return runAction({ inputs, files, env: aws.env });
}

/** A command line that prints this and ends so. */
const stub = (answer: unknown, code = 0): string =>
  `process.stdout.write(${JSON.stringify(typeof answer === 'string' ? answer : JSON.stringify(answer))}); process.exitCode = ${code};`;

const go = {
  verdict: 'go',
  run: 'run-1',
  report: { html: 's3://b/report.html' },
  files: null,
  blocking: [],
  checks: [],
};

describe('action.yml', () => {
  const text = readFileSync(new URL('../../action.yml', import.meta.url), 'utf8');

  it('puts no expression into a script', () => {
    expect(action.runs.using).toBe('composite');
    const scripts = action.runs.steps.flatMap((one) => (one.run === undefined ? [] : [one]));
    expect(scripts.map(({ id, shell }) => `${id} ${shell}`)).toEqual(['gate bash']);
    for (const one of scripts) expect(one.run).not.toContain('${{');
  });

  it('uses every input, and none that is not declared', () => {
    const used = [...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)));
  });

  it('assumes a role only where one is given, for its own step alone, with a version that cannot change', () => {
    const credentials = step('credentials');
    expect(credentials.if).toBe("inputs.role-to-assume != ''");
    expect(credentials.uses).toMatch(/^aws-actions\/configure-aws-credentials@[0-9a-f]{40}$/);
    expect(credentials.with).toMatchObject({ 'output-credentials': true, 'output-env-credentials': false });
    expect(text).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+\n/);
  });
});

describe('the action', () => {
  it('passes on a GO', async () => {
    const ran = await gate('pass');

    expect(ran).toMatchObject({ code: 0, outputs: { verdict: 'go', run }, summary: 'the stored md\n' });
    expect(ran.stdout).not.toContain('::error');
    expect(Object.keys(ran.outputs).toSorted()).toEqual(Object.keys(action.outputs).toSorted());
    expect(ran.outputs['report']).toBe(`s3://preflight-reports/reports/${run}/report.html`);
    expect(readFileSync(ran.outputs['junit'] ?? '', 'utf8')).toBe('the stored junit.xml');
    expect(readFileSync(`${ran.outputs['report-directory']}/report.html`, 'utf8')).toBe('the stored html');
  });

  it('fails on a no-go, with the same outputs and the summary', async () => {
    const ran = await gate('fail');

    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'no-go', run }, summary: 'the stored md\n' });
    expect(readFileSync(ran.outputs['junit'] ?? '', 'utf8')).toBe('the stored junit.xml');
    expect(ran.stdout).toContain('::error title=Preflight::NO-GO. What blocks: memory\n');
  });

  it('fails on a GO of an earlier start that has expired', async () => {
    const ran = await gate('pass', '2020-01-01T00:00:00.000Z');

    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'expired', run } });
    expect(ran.summary).toContain('This GO expired at 2020-01-01T00:00:00.000Z; start another attempt.');
    expect(ran.summary).toContain('the stored md');
  });

  it('tells all that is wrong with a release, and starts nothing', async () => {
    const wrong = { ...files, 'release.json': JSON.stringify({ ...release, commit: 'main', extra: '</pre><script>' }) };
    const aws = await fakeAws({ outputs: stackOutputs });
    const ran = await runAction({ inputs, files: wrong, env: aws.env });

    expect(ran).toMatchObject({ code: 2, outputs: { verdict: '', run: '', junit: '' } });
    expect(ran.summary).toContain('### Preflight: no verdict');
    expect(ran.summary).toContain('release.commit: must be the full commit');
    expect(ran.summary).toContain('release.extra: unknown key');
    expect(aws.calls).toEqual([]);
  });

  it('says so where the command line is not installed', async () => {
    const ran = await runAction({ inputs, files, cli: null });

    expect(ran).toMatchObject({ code: 2, outputs: {} });
    expect(ran.stdout).toMatch(
      /::error title=Preflight::the package preflight-gate is not installed in .*; run npm ci/,
    );
    expect(ran.summary).toContain('is not installed');
  });

  it('says so where Node is too old', async () => {
    const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });";
    const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(old)}` };
    const ran = await runAction({ inputs, cli: stub(go), env });

    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain('preflight needs Node 22.18 or newer');
  });

  it('says so where the working directory is none', async () => {
    const ran = await runAction({ inputs: { ...inputs, 'working-directory': 'no/where' }, cli: stub(go) });

    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain('see the input working-directory');
  });
});

describe('inputs stay data', () => {
  const hostile = [
    '"; rm -rf "$HOME"; echo "',
    '$(touch pwned)',
    '`touch pwned`',
    'a\nb\n::error::x',
    "'; exit 0 #",
    '--json',
    '$'.concat('{{ github.token }}'),
    ' with spaces ',
    '%0A',
  ];

  it.each(hostile)('%j', async (text) => {
    const cli = `
      import { writeFileSync } from 'node:fs';
      writeFileSync('seen.json', JSON.stringify({ argv: process.argv.slice(2), cwd: process.cwd() }));
      ${stub(go)}`;
    const all = { environment: text, release: text, attempt: text, config: text, 'report-directory': text };
    const ran = await runAction({ inputs: all, cli });
    const { argv } = JSON.parse(readFileSync(`${ran.workspace}/seen.json`, 'utf8')) as { argv: string[] };

    expect(ran.code).toBe(0);
    expect(argv).toEqual([
      'gate',
      `--env=${text}`,
      `--release=${text}`,
      `--attempt=${text}`,
      `--report=${ran.workspace}/${text}`,
      '--json',
      `--config=${text}`,
    ]);
    expect(ran.outputs['report-directory']).toBe(`${ran.workspace}/${text}`);
  });

  it('for the real command line too', async () => {
    const aws = await fakeAws({ outputs: stackOutputs });
    const ran = await runAction({
      inputs: { environment: '$(touch pwned)', release: '"; exit 0; "' },
      files,
      env: aws.env,
    });

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('$(touch pwned)');
    expect(aws.calls).toEqual([]);
  });
});

describe('what the command line says stays data', () => {
  it('in outputs', async () => {
    const text = 'x\nverdict<<EOF\ngo\nEOF\nghadelimiter_0\n';
    const ran = await runAction({
      inputs,
      cli: stub({ ...go, verdict: 'no-go', run: text, report: { html: text } }, 1),
    });

    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'no-go', run: text, report: text } });
    expect(Object.keys(ran.outputs)).toHaveLength(5);
  });

  it('in the summary and the annotation', async () => {
    const message = '</pre><img src=x>\n# heading\n::error::y %0A';
    const ran = await runAction({ inputs, cli: stub({ error: { kind: 'usage', message, problems: [] } }, 2) });

    expect(ran.code).toBe(2);
    expect(ran.summary).toBe(
      '### Preflight: no verdict\n\n<pre>&lt;/pre&gt;&lt;img src=x&gt;\n# heading\n::error::y %0A</pre>\n',
    );
    expect(ran.stdout.split('\n').filter((line) => line.startsWith('::error'))).toEqual([
      '::error title=Preflight::no verdict. </pre><img src=x>%0A# heading%0A::error::y %250A',
    ]);
  });

  it('while it prints: commands are off', async () => {
    const ran = await runAction({ inputs, cli: `process.stderr.write('::add-mask::x\\n'); ${stub(go)}` });
    const [, token] = /^::stop-commands::(\S+)$/m.exec(ran.stdout) ?? [];

    expect(token).toMatch(/^[0-9a-f-]{36}$/);
    expect(ran.stdout.trimEnd().split('\n').at(-1)).toBe(`::${token}::`);
  });

  it('in a summary that GitHub would drop as too long', async () => {
    const long = { 'report.md': `# ${'ä'.repeat(600_000)}\n` };
    const checks = [{ id: 'memory', outcome: 'fail', summary: 'x'.repeat(2_000_000) }];
    const answer = { ...go, verdict: 'no-go', files: { markdown: 'report.md' }, blocking: ['memory'], checks };
    const ran = await runAction({ inputs, files: long, cli: stub(answer, 1) });

    expect(ran.summary).toMatch(/^### Preflight: NO-GO\n\n<pre>What blocks: memory\nfail: memory: x/);
    expect(Buffer.byteLength(ran.summary)).toBeLessThan(1024 * 1024);
  });
});

describe('in doubt it is no GO', () => {
  it.each([
    ['nothing is printed', '', 0, 3],
    ['something else is printed', 'go', 0, 3],
    ['null is printed', 'null', 0, 3],
    ['the verdict is another', { ...go, verdict: 'maybe' }, 0, 3],
    ['the exit code says otherwise', go, 1, 1],
    ['the gate could not run', { error: { message: 'x', problems: [] }, run: 'run-1' }, 3, 3],
    ['its answer is broken', { files: { junit: 1 } }, 0, 3],
  ])('when %s', async (_, answer, code, expected) => {
    const ran = await runAction({ inputs, cli: stub(answer, code) });

    expect(ran.code).toBe(expected);
    expect(ran.outputs['verdict'] ?? '').toBe('');
    expect(ran.stdout).toContain('::error');
  });

  it('when the command line is killed', async () => {
    const ran = await runAction({ inputs, cli: "process.kill(process.pid, 'SIGKILL');" });

    expect(ran).toMatchObject({ code: 137, outputs: { verdict: '' } });
  });
});

describe('credentials', () => {
  const cli = `
    const { AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN, AWS_PROFILE, AWS_REGION } = process.env;
    const inputs = Object.keys(process.env).filter((name) => name.startsWith('PREFLIGHT_INPUT_'));
    const run = JSON.stringify({ AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN, AWS_PROFILE, AWS_REGION, inputs });
    process.stdout.write(JSON.stringify({ verdict: 'go', run }));`;
  const env = { AWS_ACCESS_KEY_ID: 'job', AWS_SESSION_TOKEN: 'job', AWS_PROFILE: 'job', AWS_REGION: 'us-east-1' };
  const seen = async (more: Parameters<typeof runAction>[0]) =>
    JSON.parse((await runAction({ cli, env, ...more })).outputs['run'] ?? '') as unknown;

  it('are the assumed role’s, where there is one', async () => {
    const credentials = { 'aws-access-key-id': 'role', 'aws-secret-access-key': 'role', 'aws-session-token': 'role' };

    expect(await seen({ inputs: { ...inputs, 'aws-region': 'eu-central-1' }, credentials })).toEqual({
      AWS_ACCESS_KEY_ID: 'role',
      AWS_SESSION_TOKEN: 'role',
      AWS_REGION: 'eu-central-1',
      inputs: [],
    });
  });

  it('are the job’s otherwise', async () => {
    expect(await seen({ inputs })).toEqual({ ...env, inputs: [] });
  });
});
