import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Lets esbuild leave out what a bundle does not use of an SDK client. Each describes the shapes of all its operations with keys
 * like `[_hH]`, where `const _hH = "httpHeader"`; esbuild takes such a key for code that may do something, and keeps them all
 * (56 KB of S3's). And of its whole package.json a client only tells the version.
 */
export const leanClients: Plugin = {
  name: 'lean-clients',
  setup(build) {
    const client = String.raw`[\\/]@aws-sdk[\\/]client-[a-z0-9-]+[\\/]`;
    build.onLoad(
      { filter: new RegExp(String.raw`${client}dist-es[\\/]schemas[\\/]schemas_\d+\.js$`) },
      async (file) => ({
        contents: withPlainKeys(await readFile(file.path, 'utf8')),
      }),
    );
    build.onLoad({ filter: new RegExp(String.raw`${client}package\.json$`) }, async (file) => ({
      contents: versionOnly(await readFile(file.path, 'utf8')),
      loader: 'json',
    }));
  },
};

/** Each key that names a text is that text: only those that are declared in the same file. */
function withPlainKeys(schemas: string): string {
  const declared = schemas.matchAll(/^const (\w+) = ("[^"\\\n]*");$/gm);
  const texts = new Map(Array.from(declared, ([, name = '', text = '']) => [name, text]));
  return schemas.replaceAll(/(?<=[{,] )\[(\w+)\](?=: )/g, (key, name: string) => texts.get(name) ?? key);
}

function versionOnly(packageJson: string): string {
  const { version } = JSON.parse(packageJson) as { readonly version: string };
  return JSON.stringify({ version });
}
