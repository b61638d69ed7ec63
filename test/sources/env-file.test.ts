import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { envFileVariables } from '../../lib/sources/env-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'preflight-env-'));
const path = join(folder, '.env');
const signal = AbortSignal.timeout(10_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string | Buffer, names: readonly string[]): Promise<Record<string, string>> {
  writeFileSync(path, content);
  const found = await envFileVariables(path).read(names, signal);
  return Object.fromEntries([...found].map(([name, variable]) => [name, variable.reveal()]));
}

test('reads what people write', async () => {
  const content = [
    '# production',
    'GIN_MODE=release',
    'export LOG_LEVEL = info   # not debug',
    'NAME="Shop of \'Acme\'"',
    "RAW='a # b'",
    'EMPTY=',
    'KEY="-----BEGIN KEY-----',
    'NAME=within the quotes',
    'AbC==',
    '-----END KEY-----"',
    'NOT_ASKED=1',
  ].join('\r\n');
  expect(await read(content, ['GIN_MODE', 'LOG_LEVEL', 'NAME', 'RAW', 'EMPTY', 'KEY', 'NONE', 'toString'])).toEqual({
    GIN_MODE: 'release',
    LOG_LEVEL: 'info',
    NAME: "Shop of 'Acme'",
    RAW: 'a # b',
    EMPTY: '',
    KEY: expect.stringContaining('NAME=within the quotes'),
  });
});

test('reads a file with a byte order mark', async () => {
  expect(await read('\uFEFFGIN_MODE=release\n', ['GIN_MODE'])).toEqual({ GIN_MODE: 'release' });
});

test('shows no value, and says where it is from', async () => {
  writeFileSync(path, 'GIN_MODE=release\n');
  const variables = envFileVariables(path);
  const found = await variables.read(['GIN_MODE'], signal);
  expect(found.get('GIN_MODE')).toMatchObject({ shown: false });
  expect(variables.placeOf('GIN_MODE')).toBe(path);
});

test('cannot look at a variable that is given twice, whichever would count', async () => {
  const content = 'GIN_MODE=debug\nA=1\nA=2\nexport GIN_MODE=release\n';
  await expect(read(content, ['GIN_MODE'])).rejects.toThrow(`${path} gives GIN_MODE more than once`);
  expect(await read('A=1\nA=2\nGIN_MODE=release\n', ['GIN_MODE'])).toEqual({ GIN_MODE: 'release' });
});

test('cannot look at a file that is not UTF-8 text', async () => {
  await expect(read(Buffer.from('GIN_MODE=rel\xe9ase', 'latin1'), ['GIN_MODE'])).rejects.toThrow('is not UTF-8 text');
});

test.each([
  [join(folder, 'none.env'), 'does not exist'],
  [folder, 'is a folder, not a file'],
])('cannot look at %s', async (wrong, message) => {
  const failure = envFileVariables(wrong).read(['GIN_MODE'], signal);
  await expect(failure).rejects.toThrow(`${wrong} ${message}`);
  await expect(failure).rejects.toBeInstanceOf(SourceError);
});
