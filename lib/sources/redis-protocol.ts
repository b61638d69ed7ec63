import type { Duplex } from 'node:stream';
import { SourceError } from '../domain/source-error.ts';

/** Replies of AUTH and PING are a line of some dozens of characters. */
const longestAnswer = 4096;

/** A command as RESP, the Redis serialization protocol, writes it: an array of bulk strings. */
function encode(words: readonly string[]): string {
  const strings = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${strings.join('')}`;
}

/**
 * Sends the commands and reads a reply to each: simple strings (`+OK`) and errors (`-ERR …`), which is all that AUTH
 * and PING answer. Fewer replies come back when the server hangs up after an error. Ends the connection.
 * @throws SourceError when what answers is not Redis; what the connection itself throws.
 */
export async function askRedis(
  socket: Duplex,
  source: string,
  commands: readonly (readonly string[])[],
): Promise<string[]> {
  const replies: string[] = [];
  let rest = '';
  socket.write(commands.map(encode).join(''));
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    const lines = `${rest}${chunk.toString('utf8')}`.split('\r\n');
    rest = lines.pop() ?? '';
    replies.push(...lines);
    const foreign = [...replies, rest].some((line) => line !== '' && !/^[+-]/.test(line)) || replies.includes('');
    if (foreign || rest.length > longestAnswer || replies.length > commands.length) {
      throw new SourceError(`${source} answered with something that is not Redis`);
    }
    if (replies.length === commands.length) return replies;
  }
  if (replies.length === 0) throw new SourceError(`${source} closed the connection before it answered`);
  return replies;
}
