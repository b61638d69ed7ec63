import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { runFolder, sandboxFolder } from '../../sandbox/addresses.ts';
import { claimPortBase, releasePortBase } from '../../sandbox/port-base.ts';
import { run, runWell } from '../../sandbox/processes.ts';
import { emulatorProgram } from '../../sandbox/python.ts';

const path = process.env['PATH'] ?? '';
const ask = (...args: string[]) => spawnSync('python3', args, { encoding: 'utf8' });
const hasVenv = ask('-c', 'import ensurepip, venv').status === 0;
if (!hasVenv && process.env['CI']) throw new Error('python3 has no venv, and CI may not skip its tests');
let python = ask('-c', 'import sys; print(sys.executable)').stdout.trim();
/** What is installed for this Python is for none but these tests. */
const tag = `e2e-${process.pid}`;

beforeAll(async () => {
  await claimPortBase();
  if (ask('-m', 'pip', '--version').status === 0) return;
  const environment = fileURLToPath(new URL('with-pip/', runFolder()));
  await runWell('making a Python with pip', python, ['-m', 'venv', environment]);
  python = `${environment}bin/python3`;
});
afterAll(releasePortBase);
afterEach(async () => {
  process.env['PATH'] = path;
  for (const name of await installed()) await rm(new URL(name, sandboxFolder), { recursive: true });
});

test('where Python has no venv, pip installs the emulator', async () => {
  await usePython({ venv: 'exit 1' });
  await expectEmulator();
});

test.skipIf(!hasVenv)('where Python has no pip, the one that venv makes installs it', async () => {
  await usePython({ pip: 'exit 1' });
  await expectEmulator();
});

test('where it has neither, the message says what to install', async () => {
  await usePython({ pip: 'echo no pip >&2; exit 1', venv: 'echo no venv; exit 1' });
  await expect(emulatorProgram()).rejects.toThrow(
    /has neither pip nor venv.*apt-get install python3-pip\nno pip\nno venv/s,
  );
});

test('an installation that was broken off counts as none', async () => {
  const brokenOff =
    'case "$3" in --version) exit 0;; esac; for at; do [ "$before" = --target ] && touch "$at/some"; before="$at"; done; exit 1';
  await usePython({ pip: brokenOff });
  await expect(emulatorProgram()).rejects.toThrow('installing the emulator failed with exit code 1');
  expect(await installed()).toEqual([]);
});

/** Puts a python3 first on the PATH that does this instead of `python3 -m pip` and `python3 -m venv`. */
async function usePython({ pip = '', venv = '' }: { readonly pip?: string; readonly venv?: string }): Promise<void> {
  const folder = fileURLToPath(new URL('python/', runFolder()));
  await mkdir(folder, { recursive: true });
  const script = `#!/bin/sh
case "$1 $2" in
  '-m pip') ${pip || ':'} ;;
  '-m venv') ${venv || ':'} ;;
  '-c import sys; print'*) echo "3 11 ${tag} $0"; exit 0 ;;
esac
exec '${python}' "$@"
`;
  await writeFile(`${folder}python3`, script);
  await chmod(`${folder}python3`, 0o755);
  process.env['PATH'] = `${folder}${delimiter}${path}`;
}

async function expectEmulator(): Promise<void> {
  const { command, env } = await emulatorProgram();
  const loaded = await run(command, ['-S', '-c', 'import ministack.app; print(ministack.__file__)'], { env });
  expect(loaded, loaded.stderr).toMatchObject({ code: 0 });
  expect(loaded.stdout).toContain(env.PYTHONPATH);
}

async function installed(): Promise<string[]> {
  return (await readdir(sandboxFolder)).filter((name) => name.startsWith(`${tag}-`));
}
