/** Bundles the console's script, which its page carries inline: one text, for browsers. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));

export async function bundleConsole(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['lib/console/browser/main.ts'],
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    // Browsers of 2024 on; `</script>` in a text is escaped by esbuild itself.
    target: ['chrome120', 'firefox121', 'safari17.4'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('esbuild wrote no script');
  return script.text;
}
