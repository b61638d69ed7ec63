import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { strategyKinds } from '../scripts/one-strategy.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** An empty CDK app of a user's, into which the package is installed from its tarball. */
let user: string;
let files: string[];
const installed = (path: string): string => join(user, 'node_modules', 'preflight-gate', path);

beforeAll(() => {
  user = mkdtempSync(join(tmpdir(), 'preflight-user-'));
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  const [packed] = JSON.parse(npm('pack', '--silent', '--json', '--pack-destination', user));
  files = packed.files.map(({ path }: { path: string }) => path);
  const linked = ['aws-cdk-lib', 'constructs', 'zod'].map((name) => [name, `file:${root}node_modules/${name}`]);
  const dependencies = { 'preflight-gate': `file:${packed.filename}`, ...Object.fromEntries(linked) };
  writeFileSync(join(user, 'package.json'), JSON.stringify({ type: 'module', private: true, dependencies }));
  // Nothing is downloaded: what the package needs is linked. npm cannot place peers of links (npm 11): those are here.
  npm('install', '--prefix', user, '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund');
}, 180_000);

afterAll(() => rmSync(user, { recursive: true, force: true }));

describe('the package', () => {
  it('holds what it needs, and no sources or tests', () => {
    const top = new Set(files.map((file) => file.split('/')[0]));
    expect(top).toEqual(new Set(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'package.json', 'scripts']));
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
    expect(files.filter((file) => /^(?:dist\/)?(?:test|sandbox)\/|\.test\.|\.map$/.test(file))).toEqual([]);
    expect(files).toContain('docs/report.schema.json');
    const bundles = ['open-window', 'roll-back', 'verify-rollback'].flatMap((name) =>
      strategyKinds.map((kind) => `dist/lambdas/${name}-${kind}/index.mjs`),
    );
    expect(files).toEqual(expect.arrayContaining(bundles));
  });

  it('needs zod alone at run time, and the CDK beside it', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(installed('package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['zod']);
    expect(Object.keys(peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
    const packages = new Set(libraryFiles().flatMap((file) => importedPackages(readFileSync(installed(file), 'utf8'))));
    expect([...packages].filter((name) => !['zod', 'aws-cdk-lib', 'constructs'].includes(name))).toEqual([]);
  });

  it('has the command, which runs without anything else installed', () => {
    const help = execFileSync(join(user, 'node_modules/.bin/preflight'), ['checks'], { cwd: user, encoding: 'utf8' });
    expect(help).toContain('backup-recency');
  });

  it("brings the checklist's own command, which finds it also through a link", () => {
    mkdirSync(join(user, 'scripts'));
    symlinkSync('../node_modules/preflight-gate/scripts/preflight-check.sh', join(user, 'scripts/preflight-check.sh'));
    const env = { PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
    const ran = spawnSync('./scripts/preflight-check.sh', ['--env', 'production'], {
      cwd: user,
      env,
      encoding: 'utf8',
    });
    expect(ran).toMatchObject({ status: 2, stderr: expect.stringContaining('there is no preflight.config.ts') });
  });
});

describe("a user's CDK app", () => {
  it('synthesizes, with the functions that the package brings', () => {
    writeFileSync(join(user, 'app.mjs'), app(complete));
    const printed = execFileSync(process.execPath, ['app.mjs'], { cwd: user, encoding: 'utf8', stdio: 'pipe' });
    expect(printed.trim()).toBe('parse-release check-environment decide-verdict write-report');
    const template = JSON.parse(readFileSync(join(user, 'cdk.out', 'Orders.template.json'), 'utf8'));
    const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
    expect(types).toContain('AWS::StepFunctions::StateMachine');
    const assets = readdirSync(join(user, 'cdk.out')).filter((name) => name.startsWith('asset.'));
    expect(assets).toHaveLength(4);
    for (const name of assets) {
      expect(readdirSync(join(user, 'cdk.out', name)).toSorted()).toEqual(['index.mjs', 'settings.json']);
    }
  }, 60_000);

  it('compiles, also with its libraries checked, and not with an item of the checklist left out', () => {
    writeFileSync(join(user, 'right.ts'), app(complete));
    writeFileSync(join(user, 'wrong.ts'), app(complete.replace("'secret-strength': later,", '')));
    const lib = ['es2024', 'esnext.disposable', 'dom'];
    const compilerOptions = { module: 'nodenext', strict: true, noEmit: true, skipLibCheck: false, types: [], lib };
    writeFileSync(join(user, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: user, encoding: 'utf8' });
    const errors = stdout.split('\n').filter((line) => /^\S.*: error /.test(line));
    expect(errors).toEqual([expect.stringMatching(/^wrong\.ts\(\d+,\d+\): error TS2322: /)]);
    expect(stdout).toMatch(/Property .*secret-strength.* is missing/);
  }, 60_000);
});

const complete = `{
  'environment-values': later,
  'secret-strength': later,
  'cors-origins': later,
  'runtime-flags': { flags: { GIN_MODE: 'release' } },
  'tls-certificates': later,
}`;

/** Valid JavaScript and TypeScript. */
function app(environment: string): string {
  return `
    import { App, Stack } from 'aws-cdk-lib';
    import { definePreflight, off, parameter } from 'preflight-gate';
    import { Preflight } from 'preflight-gate/cdk';

    const later = off('comes with the next version of our gate');
    const config = definePreflight({
      service: 'orders',
      environments: {
        production: {
          network: 'internet',
          variables: { GIN_MODE: parameter('/orders/GIN_MODE') },
          checks: {
            'code-quality': later,
            environment: ${environment},
            database: later,
            infrastructure: later,
            'staging-rehearsal': later,
            'post-deploy': later,
          },
          rollback: later,
        },
      },
    });
    const app = new App({ outdir: 'cdk.out' });
    const { functions } = new Preflight(new Stack(app, 'Orders'), 'Preflight', { config, environment: 'production' });
    console.log(Object.keys(functions).join(' '));
    app.synth();
  `;
}

function libraryFiles(): string[] {
  return files.filter((file) => file.startsWith('dist/lib/'));
}

/** `@aws-sdk/client-s3`, `zod`: names of the packages that a module or a declaration names. */
function importedPackages(text: string): string[] {
  const found = [...text.matchAll(/(?:from |import\()['"]([^.'"][^'"]*)['"]/g)].map(([, name = '']) => name);
  return found
    .filter((name) => !name.startsWith('node:') && !name.startsWith('preflight-gate'))
    .map((name) => (name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? name)));
}
