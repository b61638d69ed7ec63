import { gzipSync } from 'node:zlib';
import { securityHeaders } from './headers.ts';
import type { HttpEvent, HttpResponse } from './http-event.ts';
import { type Refusal, refusalStatus } from './refusal.ts';

/** Less is one packet anyway. */
const worthCompressing = 1024;

interface Content {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly contentSecurityPolicy?: string;
}

/** An HTTP API compresses nothing itself; a run with all its evidence is a tenth of its length once compressed. */
export function respond(event: HttpEvent, { status, type, body, contentSecurityPolicy }: Content): HttpResponse {
  const headers = { ...securityHeaders(contentSecurityPolicy), 'content-type': type, vary: 'accept-encoding' };
  if (event.requestContext.http.method === 'HEAD') return { statusCode: status, headers, body: '' };
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(event.headers?.['accept-encoding'] ?? '');
  if (!takesGzip || body.length < worthCompressing) return { statusCode: status, headers, body };
  return {
    statusCode: status,
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: gzipSync(body).toString('base64'),
    isBase64Encoded: true,
  };
}

export function respondJson(event: HttpEvent, status: number, answer: object): HttpResponse {
  return respond(event, { status, type: 'application/json; charset=utf-8', body: JSON.stringify(answer) });
}

export function respondRefused(event: HttpEvent, error: Refusal): HttpResponse {
  return respondJson(event, refusalStatus[error.kind], { error });
}
