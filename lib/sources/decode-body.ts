import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

type Decode = (body: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

/** By the names of RFC 9110 (section 8.4.1), RFC 7932 and RFC 8878. */
const decoders: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
]);

/**
 * A body as a browser reads it. Nothing asks for a packed one, but who does not say what it takes may get any (RFC 9110, section 12.5.3),
 * and S3 gives what was stored packed to everybody so. Of an encoding that is not known here it is left as it is.
 * @param encoding of the header Content-Encoding, '' where there is none.
 * @param longest in bytes, unpacked.
 */
export function decodeBody(body: Buffer, encoding: string, longest: number): Buffer | 'too long' | 'broken' {
  const decode = decoders.get(encoding.trim().toLowerCase());
  if (decode === undefined || body.length === 0) return body;
  try {
    return decode(body, { maxOutputLength: longest });
  } catch (cause) {
    return (cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too long' : 'broken';
  }
}
