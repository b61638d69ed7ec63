import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesUnder, type Import, importsOf, importsUnder, root } from './support/imports.ts';

/** What a folder may import. Everything of one's own folder is allowed unless `own` says otherwise. */
interface Rule {
  readonly folder: string;
  /** Folders and files of this repository, and packages (`node:`, `@aws-sdk/` and `@octokit/` are prefixes). */
  readonly may: readonly string[];
  /** As types only. */
  readonly mayAsTypes?: readonly string[];
  readonly own?: 'never';
}

const zod = 'zod/mini';
const sdk = '@aws-sdk/';
const octokit = '@octokit/';
const node = 'node:';
const cdk = ['aws-cdk-lib', 'constructs'];

/**
 * Who may import whom. Not as the names suggest: `config` knows the checks, whose schemas it puts together, and the checks
 * share its schema of a connection.
 */
const rules: readonly Rule[] = [
  { folder: 'lib/domain', may: [zod] },
  {
    folder: 'lib/checks',
    // node:vm bounds the time that a configured pattern may take. Presets: what the window's alarms watch, the checks of it watch too.
    may: [
      'lib/domain',
      'lib/config/connection.ts',
      'lib/config/off.ts',
      'lib/config/one-of.ts',
      'lib/config/presets',
      zod,
      'node:vm',
    ],
    mayAsTypes: ['lib/sources'],
  },
  { folder: 'lib/config', may: ['lib/domain', 'lib/checks', zod, 'node:crypto'] },
  {
    folder: 'lib/sources',
    may: ['lib/domain', sdk, octokit, 'postgres', 'htmlparser2', zod, node],
    mayAsTypes: ['lib/config/function-settings.ts', 'lib/config/github-settings.ts', 'lib/config/variable-location.ts'],
  },
  { folder: 'lib/stores', may: ['lib/domain', sdk, 'node:crypto'] },
  {
    folder: 'lib/rollback',
    // GitHub is asked in one way alone.
    may: ['lib/domain', 'lib/sources', sdk],
    mayAsTypes: ['lib/config/window-settings.ts', 'lib/config/function-settings.ts'],
  },
  { folder: 'lib/alarms', may: ['lib/domain'] },
  {
    folder: 'lib/backtest',
    may: ['lib/alarms', 'lib/domain', zod],
    mayAsTypes: ['lib/config/window-settings.ts'],
  },
  // The plot of a backtest lies in its report.
  { folder: 'lib/reports', may: ['lib/domain', 'node:crypto'], mayAsTypes: ['lib/backtest'] },
  {
    folder: 'lib/console',
    // The script of its page runs in a browser, with a library for OpenID Connect.
    may: ['lib/domain', 'lib/reports', 'lib/steps', 'oauth4webapi', zod, 'node:crypto', 'node:zlib'],
    mayAsTypes: [
      'lib/stores',
      'lib/sources/http.ts',
      'lib/config/function-settings.ts',
      'lib/config/github-settings.ts',
    ],
  },
  {
    folder: 'lib/steps',
    may: ['lib/domain', 'lib/reports'],
    mayAsTypes: [
      'lib/checks',
      'lib/sources',
      'lib/stores',
      'lib/rollback',
      'lib/config/function-settings.ts',
      'lib/config/window-settings.ts',
    ],
  },
  {
    folder: 'lib/lambda',
    may: [
      'lib/domain',
      'lib/steps',
      '@aws-lambda-powertools/logger',
      '@aws-lambda-powertools/metrics',
      'node:fs',
      'node:timers/promises',
    ],
    mayAsTypes: ['lib/checks', 'lib/sources', 'lib/config/function-settings.ts'],
  },
  {
    folder: 'lib/constructs',
    may: [...cdk, 'lib/config', 'lib/domain', 'lib/checks/registry.ts', 'node:fs', 'node:path', 'node:url'],
    mayAsTypes: ['lib/checks/define-check.ts', 'lib/sources/sources.ts'],
  },
  {
    folder: 'lib/cli',
    may: [
      'lib/steps',
      'lib/sources',
      'lib/stores',
      'lib/reports',
      'lib/backtest',
      'lib/alarms',
      'lib/config',
      'lib/checks',
      'lib/domain',
      'csv-parse',
      'package.json',
      sdk,
      '@smithy/signature-v4',
      zod,
      node,
    ],
    mayAsTypes: ['lib/console/api.ts'],
  },
  {
    folder: 'lambdas',
    may: [
      'lib/steps',
      'lib/sources',
      'lib/stores',
      'lib/rollback',
      'lib/lambda',
      'lib/checks',
      'lib/console',
      'lib/domain',
    ],
    mayAsTypes: ['lib/config/function-settings.ts', 'lib/config/window-settings.ts'],
    own: 'never',
  },
];

const library = importsUnder('lib', 'lambdas');

describe.each(rules)('imports of $folder', (rule) => {
  it('keep to what it may', () => {
    const own = library.filter(({ from }) => isUnder(from, rule.folder));
    expect(own).not.toEqual([]);
    expect(own.filter((one) => !isAllowed(one, rule)).map(describeImport)).toEqual([]);
  });
});

describe('the whole library', () => {
  it('has a rule for each folder', () => {
    const folders = new Set(filesUnder('lib').map((file) => file.split('/').slice(0, 2).join('/')));
    const ruled = new Set([...rules.map(({ folder }) => folder), 'lib/cdk.ts']);
    expect([...folders].filter((folder) => !ruled.has(folder))).toEqual([]);
  });

  it('has no check that imports another check', () => {
    const checks = importsUnder('lib/checks').filter(({ from, to }) => isCheckFile(from) && isCheckFile(to));
    expect(checks.map(describeImport)).toEqual([]);
  });

  it('loads no SDK where it is deployed from, at any remove', () => {
    const loaded = loadedBy('lib/cdk.ts', new Set());
    expect(
      [...loaded].filter((file) => file.startsWith(sdk) || file.startsWith(octokit) || isUnder(file, 'lib/sources')),
    ).toEqual([]);
    expect([...loaded]).toContain('lib/checks/registry.ts');
  });

  it.each(['lib/domain', 'lib/checks', 'lib/steps'])('reads neither the clock nor the environment in %s', (folder) => {
    const forbidden = /\bnew Date\(\)|\bDate\.now\b|\bperformance\.now\b|\bprocess\.(?:env|argv|hrtime|cwd|pid)\b/;
    const breaches = filesUnder(folder).filter((file) => forbidden.test(readFileSync(`${root}${file}`, 'utf8')));
    expect(breaches).toEqual([]);
  });
});

describe('the walk', () => {
  it('sees every form of an import', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { B } from './b.ts';",
      "import { type C, type D } from './c.ts';",
      "import { type E, f } from '../e.ts';",
      'import {\n  g,\n} from "x";'.replaceAll('"', "'"),
      "export * from './h.ts';",
      "export { type I } from './i.ts';",
      "import './j.ts';",
      "const k = await import('./k.ts');",
      "// import { l } from './l.ts';",
      "/* import { m } from './m.ts'; */",
    ].join('\n');
    const seen = importsOf('lib/x/y.ts', text).map(({ to, typeOnly }) => (typeOnly ? `type ${to}` : to));
    expect(seen).toEqual([
      'lib/x/a.ts',
      'type lib/x/b.ts',
      'type lib/x/c.ts',
      'lib/e.ts',
      'x',
      'lib/x/h.ts',
      'type lib/x/i.ts',
      'lib/x/j.ts',
      'lib/x/k.ts',
    ]);
  });

  it('tells a breach', () => {
    const rule: Rule = { folder: 'lib/a', may: ['lib/b'], mayAsTypes: ['lib/c'] };
    const allowed = (to: string, typeOnly = false) => isAllowed({ from: 'lib/a/x.ts', to, typeOnly }, rule);
    expect([allowed('lib/b/y.ts'), allowed('lib/a/y.ts'), allowed('lib/c/y.ts', true)]).toEqual([true, true, true]);
    expect([allowed('lib/c/y.ts'), allowed('lib/bb/y.ts'), allowed('aws-cdk-lib')]).toEqual([false, false, false]);
  });
});

function isAllowed({ to, typeOnly }: Import, rule: Rule): boolean {
  if (isUnder(to, rule.folder)) return rule.own !== 'never';
  const allowed = typeOnly ? [...rule.may, ...(rule.mayAsTypes ?? [])] : rule.may;
  return allowed.some((one) => isUnder(to, one));
}

/** A prefix that ends in a separator (`node:`, `@aws-sdk/`) covers all that begins with it. */
function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(/[:/]$/.test(folder) ? folder : `${folder}/`);
}

function isCheckFile(file: string): boolean {
  return /^lib\/checks\/[^/]+\/[^/]+\.ts$/.test(file) && !file.endsWith('/index.ts');
}

function loadedBy(file: string, seen: Set<string>): Set<string> {
  for (const { from, to, typeOnly } of library) {
    if (from !== file || typeOnly || seen.has(to)) continue;
    seen.add(to);
    loadedBy(to, seen);
  }
  return seen;
}

function describeImport({ from, to, typeOnly }: Import): string {
  return `${from} imports ${typeOnly ? 'types of ' : ''}${to}`;
}
