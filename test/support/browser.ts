import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

/** The browser of `@sparticuz/chromium` is built for this platform only. */
export const browserRunsHere = process.platform === 'linux' && process.arch === 'x64';

const cache = join(import.meta.dirname, '../../node_modules/.cache');
const packageEntry = import.meta.resolve('@sparticuz/chromium');
const { version } = createRequire(import.meta.url)(
  join(dirname(new URL(packageEntry).pathname), '../../package.json'),
) as { version: string };

/** A headless Chromium out of npm alone: with the libraries and a font of its own, so that a bare container runs it. */
export async function launchBrowser(): Promise<Browser> {
  const home = join(cache, `chromium-${version}`);
  await unpack(home);
  return chromium.launch({
    executablePath: join(home, 'chromium'),
    // Containers run tests as root and without user namespaces.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: { ...process.env, LD_LIBRARY_PATH: join(home, 'al2023/lib'), FONTCONFIG_FILE: join(home, 'fonts.conf') },
  });
}

/**
 * The package unpacks into the temporary folder, without a lock, and its libraries only where it believes to run in a
 * Lambda. So a process of its own does it into a fresh folder, which then takes its place in one step: several test
 * files may start at once.
 */
async function unpack(home: string): Promise<void> {
  if (existsSync(home)) return;
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(`${home}-`);
  try {
    const script = `import chromium from ${JSON.stringify(packageEntry)}; await chromium.executablePath();`;
    const env = { ...process.env, TMPDIR: staging, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' };
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env });
    await writeFile(join(staging, 'fonts.conf'), fontSettings(join(home, 'fonts/fonts'), join(home, 'font-cache')));
    await rename(staging, home).catch((cause: unknown) => {
      // Another process was first.
      if (!existsSync(home)) throw cause;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** One font everywhere, so that a width that fits here fits on every machine; the machine's own for other scripts. */
function fontSettings(fonts: string, cacheFolder: string): string {
  const alias = ['system-ui', 'sans-serif'].map(
    (family) =>
      `<match target="pattern"><test name="family"><string>${family}</string></test><edit name="family" mode="prepend" binding="strong"><string>Open Sans</string></edit></match>`,
  );
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>${fonts}</dir><dir>/usr/share/fonts</dir><cachedir>${cacheFolder}</cachedir>${alias.join('')}</fontconfig>
`;
}
