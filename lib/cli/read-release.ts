import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Problem } from '../domain/problem.ts';
import { type ParsedRelease, parseRelease, type ReleaseRules } from '../domain/release.ts';
import type { Io } from './output.ts';

/** What is not even read as JSON. A release has 32 KiB at most, which the domain refuses by itself, in its own words. */
const fileLimitBytes = 4 * 1024 * 1024;

/** The release in a file, or from standard input for `-`, or all that is wrong with it. */
export async function readRelease(file: string, rules: ReleaseRules, io: Io): Promise<ParsedRelease> {
  const bytes = await read(file, io);
  if ('message' in bytes) return { problems: [bytes] };
  const parsed = parseJson(bytes.content);
  return 'message' in parsed ? { problems: [parsed] } : parseRelease(parsed.json, rules);
}

async function read(file: string, io: Io): Promise<{ readonly content: Buffer } | Problem> {
  if (file === '-' && process.stdin.isTTY) return { path: '--release', message: 'nothing is piped to standard input' };
  try {
    const content = file === '-' ? await readInput() : await readFile(resolve(io.folder, file));
    if (content.length <= fileLimitBytes) return { content };
    return { path: 'release', message: `is ${content.length} bytes; pass only the fields of a release` };
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string };
    const reason = code === 'ENOENT' ? 'there is no file' : `could not be read (${code ?? message}):`;
    return { path: '--release', message: `${reason} ${file}` };
  }
}

async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > fileLimitBytes) break;
  }
  return Buffer.concat(chunks);
}

function parseJson(content: Buffer): { readonly json: unknown } | Problem {
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)) };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) return { path: 'release', message: 'is not UTF-8 text' };
    return { path: 'release', message: `is not JSON: ${cause.message}` };
  }
}
