import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runFolder, sandboxFolder } from './addresses.ts';
import { SandboxError } from './failure.ts';
import { run, runWell } from './processes.ts';

/** How a program that is written in Python starts. */
export interface PythonProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: { readonly PYTHONPATH: string };
}

interface Python {
  /** The interpreter itself: `python3` on the PATH may be a script that needs the caller's environment. */
  readonly executable: string;
  /** `cpython-311`: what is installed for one is not for another. */
  readonly tag: string;
}

const requirements = new URL('requirements.txt', import.meta.url);
const oldest = [3, 10] as const;

/** The emulator, in a folder of packages that is filled when the pinned requirements or Python are new. */
export async function emulatorProgram(): Promise<PythonProgram> {
  const python = await findPython();
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');
  const packages = new URL(`${python.tag}-${hash.slice(0, 12)}/`, sandboxFolder);
  if (!existsSync(packages)) await install(python, packages);
  return {
    command: python.executable,
    // -S: no other package of this machine.
    args: ['-S', '-m', 'ministack'],
    env: { PYTHONPATH: fileURLToPath(packages) },
  };
}

/** Fills the folder. It is there only when it is whole: until then all happens in this sandbox's own folder. */
async function install(python: Python, packages: URL): Promise<void> {
  const pip = await pythonWithPip(python);
  const unfinished = await mkdtemp(fileURLToPath(new URL('packages-', runFolder())));
  const options = ['--quiet', '--disable-pip-version-check', '--require-hashes', '--target', unfinished];
  await runWell(
    'installing the emulator',
    pip,
    ['-m', 'pip', 'install', ...options, '-r', fileURLToPath(requirements)],
    // Settings of the caller's that do not go with --target.
    { env: { ...process.env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' } },
  );
  await rename(unfinished, packages).catch((cause: unknown) => {
    // Another sandbox that started at the same moment was first.
    if (!existsSync(packages)) throw cause;
  });
}

/** Debian and Ubuntu have pip and venv in packages of their own: one of the two is enough. */
async function pythonWithPip({ executable }: Python): Promise<string> {
  const pip = await run(executable, ['-m', 'pip', '--version']);
  if (pip.code === 0) return executable;
  const environment = fileURLToPath(new URL('venv/', runFolder()));
  const venv = await run(executable, ['-m', 'venv', environment]);
  if (venv.code === 0) return `${environment}bin/python3`;
  throw new SandboxError(
    `${executable} has neither pip nor venv, and the sandbox installs its AWS emulator with one of them; on Debian and Ubuntu: apt-get install python3-pip\n${pip.stderr}${venv.stdout}${venv.stderr}`,
  );
}

async function findPython(): Promise<Python> {
  const wanted = `the sandbox's AWS emulator needs Python ${oldest.join('.')} or newer as python3 on the PATH`;
  const question = 'import sys; print(*sys.version_info[:2], sys.implementation.cache_tag, sys.executable)';
  const asked = await run('python3', ['-c', question]).catch((): undefined => undefined);
  if (asked === undefined || asked.code !== 0) throw new SandboxError(`${wanted}; there is none`);
  const [major = '', minor = '', tag = '', ...executable] = asked.stdout.trim().split(' ');
  if (Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1])) {
    throw new SandboxError(`${wanted}; this one is ${major}.${minor}`);
  }
  return { executable: executable.join(' '), tag };
}
