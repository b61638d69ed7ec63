import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const program = new URL('../../../bin/preflight.ts', import.meta.url).href;

export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | boolean>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;

/** The step of an id. */
export function step(id: string): Step {
  const found = action.runs.steps.find((one) => one.id === id);
  if (found === undefined) throw new Error(`action.yml has no step ${id}`);
  return found;
}

export interface ActionInput {
  readonly inputs?: Readonly<Record<string, string>>;
  /** Files of the workspace. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the role's step gave. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** The job's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Text of the installed command line. @default - the real one; null: none is installed */
  readonly cli?: string | null;
}

export interface ActionRan {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly workspace: string;
}

/** Runs the action's own step as GitHub's runner does: its command in bash, its inputs as the environment. */
export async function runAction({
  inputs = {},
  files = {},
  credentials = {},
  env = {},
  cli,
}: ActionInput): Promise<ActionRan> {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-action-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const workspace = join(folder, 'workspace');
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const [name, text] of Object.entries({ ...files, '.keep': '' })) write(`workspace/${name}`, text);
  for (const name of ['output', 'summary', 'temp/.keep']) write(name, '');
  if (cli !== null) {
    const manifest = { name: 'preflight-gate', type: 'module', bin: { preflight: 'bin.mjs' } };
    write('workspace/node_modules/preflight-gate/package.json', JSON.stringify(manifest));
    write('workspace/node_modules/preflight-gate/bin.mjs', cli ?? `await import(${JSON.stringify(program)});`);
  }
  const { run, env: stepEnv } = step('gate');
  write('script.sh', run ?? '');
  const ended = await bash(join(folder, 'script.sh'), workspace, {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    GITHUB_ACTION_PATH: root,
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: join(folder, 'temp'),
    ...env,
    ...evaluated(stepEnv ?? {}, inputs, credentials),
  });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return { ...ended, outputs: outputsIn(read('output')), summary: read('summary'), workspace };
}

/** As GitHub evaluates the step's `env`: each value is one expression. */
function evaluated(
  env: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
  credentials: Readonly<Record<string, string>>,
): Record<string, string> {
  const github: Readonly<Record<string, string>> = { run_id: '1712345678', run_attempt: '2' };
  const value = (expression: string): string => {
    const [, input] = /^inputs\.([\w-]+)$/.exec(expression) ?? [];
    if (input !== undefined) return given[input] ?? interpolated(action.inputs[input]?.default ?? '');
    const [, output] = /^steps\.credentials\.outputs\.([\w-]+)$/.exec(expression) ?? [];
    if (output !== undefined) return credentials[output] ?? '';
    const [, field] = /^github\.(\w+)$/.exec(expression) ?? [];
    if (field !== undefined && field in github) return github[field] ?? '';
    throw new Error(`the test knows no value of ${expression}`);
  };
  // Not again over what was put in: what an input holds is no expression.
  const interpolated = (text: string): string => text.replace(/\$\{\{ (.*?) \}\}/g, (_, one: string) => value(one));
  return Object.fromEntries(Object.entries(env).map(([name, text]) => [name, interpolated(text)]));
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax: what `shell: bash` means. */
function bash(script: string, cwd: string, env: Readonly<Record<string, string>>) {
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], { cwd, env });
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      texts[stream] += text;
    });
  }
  child.stdin.end();
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, ...texts }));
  });
}

/** As the runner reads the file. */
function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length - 1; at += 1) {
    const [, name = '', delimiter = ''] = /^(.+?)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    const end = lines.indexOf(delimiter, at + 1);
    if (name === '' || end < 0) throw new Error(`GitHub would refuse this file of outputs: ${text}`);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}
