import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../lib/domain/report.ts';
import { gateItems } from '../support/checklist.ts';
import { release } from '../support/release.ts';
import { attendedText, goodVariables } from './support/config.ts';
import { folderWith, runCli } from './support/run-cli.ts';

const project = (variables = goodVariables): string =>
  folderWith({ 'preflight.config.mts': attendedText, '.env.production': variables });
const check = ['check', '--env', 'production', '--dotenv', '.env.production'];
/** The checklist's and the team's own item. */
const all = gateItems.length + 1;

describe('preflight check, where people decide something', () => {
  it('leaves that to them, and says so: not even the rest of the checklist is a go that holds', async () => {
    const args = [...check, '--without-release'];
    const [text, json] = await Promise.all([
      runCli(args, { folder: project() }),
      runCli([...args, '--json'], { folder: project() }),
    ]);

    expect(text.code).toBe(0);
    expect(text.stdout).toContain('  – off   blocking-issues: a person decides this, in the gate\n');
    expect(text.stdout).toMatch(/ GO {2}2 checks ran, none blocks/);
    expect(text.stdout).toContain(`(partial: ${all - 3} of ${all} items)`);
    expect(text.stdout).toContain(
      'not looked at: 2 items that people decide, in the gate (blocking-issues, support-briefed)\n',
    );
    expect(json.stderr).toContain('not looked at: 2 items that people decide, in the gate');
    const report = reportSchema.parse(JSON.parse(json.stdout));
    expect(report).toMatchObject({ verdict: 'go', blocking: [] });
    expect(report).not.toHaveProperty('expiresAt');
    expect(report.groups.flatMap(({ checks }) => checks.map(({ id }) => id))).toEqual(gateItems);
  });

  it('is no go that holds for a release either', async () => {
    const args = [...check, '--group', 'environment', '--group', 'code-quality', '--release', '-', '--json'];
    const ran = await runCli(args, { folder: project(), input: JSON.stringify(release) });

    const report = reportSchema.parse(JSON.parse(ran.stdout));
    expect(report.verdict).toBe('go');
    expect(report).not.toHaveProperty('expiresAt');
    // The team's own item is in none of the chosen groups.
    expect(ran.stderr).toContain('not looked at: 1 item that a person decides, in the gate (blocking-issues)\n');
  });

  it('is a no-go when a check fails whose failure they may accept, and says that they may', async () => {
    const folder = project(goodVariables.replace('release', 'debug'));
    const ran = await runCli([...check, '--group', 'environment'], { folder });

    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/ NO-GO {2}1 of 2 checks blocks: 1 failed/);
    expect(ran.stdout).toContain('in the gate, people may accept that runtime-flags failed\n');
  });

  it('says nothing of people where what they decide was not chosen and nothing failed', async () => {
    const ran = await runCli([...check, '--group', 'environment'], { folder: project() });

    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toMatch(/people|person/);
  });

  it.each(['blocking-issues', 'support-briefed'])('refuses to look at %s', async (id) => {
    const ran = await runCli([...check, '--only', id, '--only', 'runtime-flags'], { folder: project() });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr.split('\n').slice(1, -1)).toEqual([
      `  --only: ${id} is decided by people, in the gate: there is nothing that preflight check could look at`,
    ]);
  });

  it('refuses a group of which people decide everything that is on', async () => {
    const ran = await runCli([...check, '--group', 'code-quality'], { folder: project() });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('blocking-issues is off (a person decides this, in the gate)');
  });
});
