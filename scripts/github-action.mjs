/**
 * What the GitHub action does (`action.yml`): it runs the command line that the caller has installed, and tells GitHub
 * what came of it. Its inputs are environment variables and stay data. Plain JavaScript: it also runs where Node is too
 * old for the rest, to say so. Formats: "Workflow commands for GitHub Actions" of GitHub's documentation.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** As the command line's: 2 is wrong usage, 3 means that the gate could not be run or followed. */
const refused = 2;
const notRun = 3;

/** GitHub takes 1 MiB a step, and drops a longer summary as a whole. In bytes, with room for what is put before. */
const longestSummary = 1024 * 1024 - 4096;
/** In characters: of what is shown when the report itself cannot be. */
const longestDetails = 60_000;

const folder = resolve(process.env['GITHUB_WORKSPACE'] ?? '.', input('WORKING_DIRECTORY'));
process.exitCode = await main().catch((cause) => {
  // Never 1, which would be a no-go.
  annotate(`broke, which is a defect of Preflight: ${cause?.stack ?? cause}`);
  return notRun;
});

async function main() {
  const found = findProgram();
  if ('problem' in found) {
    annotate(found.problem);
    summarize(`### Preflight: no verdict\n\n${preformatted(found.problem)}\n`);
    return refused;
  }
  const reports = resolve(folder, input('REPORT_DIRECTORY') || newFolder());
  const { code, stdout } = await run(found.program, reports);
  const answer = parsed(stdout);
  const verdict = verdictOf(answer, code);
  const junit = answer.files?.junit ? resolve(folder, answer.files.junit) : '';
  output({ verdict, run: answer.run, report: answer.report?.html, 'report-directory': reports, junit });
  summarize(summaryOf(answer, verdict));
  if (verdict !== 'go') annotate(`${wordOf(verdict)}. ${reasonOf(answer)}`);
  return code === 0 && verdict !== 'go' ? notRun : code;
}

function input(name) {
  return process.env[`PREFLIGHT_INPUT_${name}`] ?? '';
}

/** The very package that the caller's configuration imports. */
function findProgram() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 18)) {
    return { problem: `preflight needs Node 22.18 or newer, not ${process.version}; use actions/setup-node before` };
  }
  if (!existsSync(folder)) return { problem: `there is no folder ${folder}; see the input working-directory` };
  try {
    const manifest = createRequire(join(folder, 'package.json')).resolve('preflight-gate/package.json');
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
    return { program: join(dirname(manifest), bin.preflight) };
  } catch {
    return { problem: `the package preflight-gate is not installed in ${folder}; run npm ci there before this action` };
  }
}

function newFolder() {
  return mkdtempSync(join(process.env['RUNNER_TEMP'] ?? tmpdir(), 'preflight-report-'));
}

async function run(program, reports) {
  const args = [`--env=${input('ENVIRONMENT')}`, `--release=${input('RELEASE')}`, `--attempt=${input('ATTEMPT')}`];
  args.push(`--report=${reports}`, '--json', ...(input('CONFIG') === '' ? [] : [`--config=${input('CONFIG')}`]));
  // What is printed meanwhile comes from outside, and must not be a command to the runner.
  const token = randomUUID();
  say(`::stop-commands::${token}`);
  const child = spawn(process.execPath, [program, 'gate', ...args], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  const code = await new Promise((ended) => {
    child.once('error', () => ended(notRun)).once('close', (status, signal) => ended(status ?? codeOf(signal)));
  });
  say(`::${token}::`);
  return { code, stdout };
}

/** As a shell says it. */
function codeOf(signal) {
  return 128 + (constants.signals[signal] ?? 0);
}

/** The job's, without what is meant for this script; the credentials are the assumed role's, where there is one. */
function environment() {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('PREFLIGHT_INPUT_'));
  const env = Object.fromEntries(entries);
  if (input('AWS_REGION') !== '') env['AWS_REGION'] = input('AWS_REGION');
  if (input('AWS_ACCESS_KEY_ID') === '') return env;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) env[name] = input(name);
  delete env['AWS_PROFILE'];
  return env;
}

function parsed(stdout) {
  try {
    return JSON.parse(stdout) ?? {};
  } catch {
    return {};
  }
}

/** Only what the exit code says too is a GO: a step that looks at the output must not see more than one that looks at the code. */
function verdictOf(answer, code) {
  if (answer.expired === true) return 'expired';
  if (answer.verdict === 'go') return code === 0 ? 'go' : '';
  return answer.verdict === 'no-go' ? 'no-go' : '';
}

function wordOf(verdict) {
  return verdict === '' ? 'no verdict' : verdict.toUpperCase();
}

function reasonOf({ error, expired, expiresAt, blocking = [] }) {
  if (error !== undefined) {
    return [error.message, ...(error.problems ?? []).map(({ path, message }) => `${path}: ${message}`)].join('\n');
  }
  if (expired === true) return `This GO expired at ${expiresAt ?? 'an unknown time'}; start another attempt.`;
  return blocking.length > 0 ? `What blocks: ${blocking.join(', ')}` : 'See the log of this step.';
}

function summaryOf(answer, verdict) {
  const before =
    verdict === 'expired' ? `### Preflight: ${wordOf(verdict)}\n\n${preformatted(reasonOf(answer))}\n\n` : '';
  const text = `${before}${reportText(answer) ?? ''}`;
  if (text !== before && Buffer.byteLength(text) <= longestSummary) return text;
  const checks = (answer.checks ?? []).filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skipped');
  const lines = [
    ...(verdict === 'go' ? [] : [reasonOf(answer)]),
    ...checks.map(({ id, outcome, summary }) => `${outcome}: ${id}: ${summary}`),
    ...(answer.report?.html ? [`report: ${answer.report.html}`] : []),
  ];
  return `### Preflight: ${wordOf(verdict)}\n\n${preformatted(lines.join('\n'))}\n`;
}

/** The report in Markdown, which is safe to show as it is. */
function reportText({ files }) {
  try {
    return files?.markdown ? readFileSync(resolve(folder, files.markdown), 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** Shown as it is, whatever it says. */
function preformatted(text) {
  const escaped = text
    .slice(0, longestDetails)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  return `<pre>${escaped}</pre>`;
}

function summarize(text) {
  append('GITHUB_STEP_SUMMARY', text.endsWith('\n') ? text : `${text}\n`);
}

function output(values) {
  for (const [name, value = ''] of Object.entries(values)) {
    // No value can hold the line that ends it.
    const delimiter = `ghadelimiter_${randomUUID()}`;
    append('GITHUB_OUTPUT', `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
  }
}

function append(variable, text) {
  const file = process.env[variable];
  if (file) appendFileSync(file, text);
}

function annotate(message) {
  const escaped = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  say(`::error title=Preflight::${escaped}`);
}

/** At once: what the command line prints must not come before it. */
function say(line) {
  writeSync(1, `${line}\n`);
}
