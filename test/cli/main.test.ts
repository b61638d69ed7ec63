import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '../../lib/cli/commands.ts';
import { allItems } from '../support/checklist.ts';
import { folderWith, runCli } from './support/run-cli.ts';

const folder = (): string => folderWith({});

describe('preflight', () => {
  it('lists the whole checklist', async () => {
    const [text, json] = await Promise.all([
      runCli(['checks'], { folder: folder() }),
      runCli(['checks', '--json'], { folder: folder() }),
    ]);

    expect(text).toMatchObject({ code: 0, stderr: '' });
    const listed = JSON.parse(json.stdout);
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(allItems);
    expect(listed.find(({ id }: { id: string }) => id === 'backup-recency')).toEqual({
      id: 'backup-recency',
      group: 'database',
      title: 'Backup created (<24h old)',
      automated: true,
      mayBeManual: false,
      needs: ['rds'],
      needsRelease: false,
      needsDeployment: false,
      remediation: expect.stringContaining('Take a snapshot'),
    });
    expect(listed.every(({ automated }: { automated: boolean }) => automated)).toBe(true);
    expect(listed.find(({ id }: { id: string }) => id === 'container-images')).toMatchObject({ needsRelease: true });
    expect(text.stdout).toMatch(/asks RDS\n/);
    expect(text.stdout).toMatch(/asks .*the image registry \(needs a release\)\n/);
    const lines = text.stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
    for (const { id, title } of listed) {
      expect(lines.find(([first]) => first === id)?.[1]).toContain(title);
    }
  });

  it('prints its version', async () => {
    expect(await runCli(['--version'], { folder: folder() })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it('prints its help, to stderr and with exit code 2 when nothing was asked', async () => {
    const [asked, nothing] = await Promise.all([
      runCli(['--help'], { folder: folder() }),
      runCli([], { folder: folder() }),
    ]);

    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(nothing).toEqual({ code: 2, stdout: '', stderr: asked.stdout });
    for (const { name, summary } of commands) expect(asked.stdout).toMatch(new RegExp(`  ${name} +${summary}`));
  });

  it.each(commands.map(({ name }) => name))('prints the help of %s, with every option', async (name) => {
    const ran = await runCli([...name.split(' '), '--help'], { folder: folder() });

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const options = commands.find((one) => one.name === name)?.options ?? {};
    expect(Object.keys(options)).toContain('json');
    for (const option of Object.keys(options)) expect(ran.stdout).toMatch(new RegExp(`^  --${option}\\b`, 'm'));
  });

  it('ends with exit code 3, not that of a no-go, where it breaks before it can begin', () => {
    const program = fileURLToPath(new URL('../../bin/preflight.ts', import.meta.url));
    const gone = ['-c', 'rmdir "$PWD" && exec "$0" "$@"', process.execPath, program, 'checks'];
    const { status, stdout, stderr } = spawnSync('sh', gone, { cwd: folder(), encoding: 'utf8' });

    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(/^preflight: could not go on: Error: ENOENT/m);
  });

  it.each(['-h', '--help'])('refuses %s in the place of a value, since help ends as well as a GO', async (value) => {
    const ran = await runCli(['gate', '--env', 'production', '--release', 'release.json', '--attempt', value], {
      folder: folder(),
    });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--attempt: needs a value: --attempt TEXT');
  });

  it.each([
    [['chek'], '"chek" is not a command; did you mean check?'],
    [['config', 'chekc'], '"config" is not a command; did you mean config check?'],
    [['deploy'], `"deploy" is not a command; known: ${commands.map(({ name }) => name).join(', ')}`],
    [['--env', 'production', 'check'], 'the command comes first: one of check, gate'],
  ])('refuses %j', async (args, expected) => {
    const ran = await runCli(args, { folder: folder() });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(expected);
  });

  it('names every wrong argument at once, as JSON where that was asked', async () => {
    const ran = await runCli(['gate', '--evn', 'production', 'extra', '--release', '--json=yes', '--name'], {
      folder: folder(),
    });

    expect(ran.code).toBe(2);
    expect(ran.stderr.split('\n').slice(1, -1)).toEqual([
      '  --evn: is not an option; did you mean --env?',
      '  --env: is missing; write --env NAME (the environment, as the configuration names it)',
      '  --release: needs a value: --release FILE',
      '  --name: needs a value: --name RUN',
      '  extra: is an argument too many; this command takes options only',
    ]);
    const json = await runCli(['report', '--json'], { folder: folder() });
    expect(JSON.parse(json.stdout).error).toMatchObject({
      kind: 'usage',
      problems: [
        { path: '--env' },
        { path: 'RUN', message: "is missing: the run's name, as the gate or the window printed it" },
      ],
    });
  });
});
