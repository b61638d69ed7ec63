import type { SourceSettings } from '../config/function-settings.ts';
import { askHttp } from './http-request.ts';
import { trustedCertificates } from './trust.ts';

/** Plain HTTP endpoints, such as an application's own readiness endpoint. */
export interface Http {
  /**
   * What a GET of this URL answers, whatever its status; redirects are not followed.
   * @throws SourceError when there is no complete answer of at most 1 MiB.
   */
  get(url: string, signal: AbortSignal): Promise<{ readonly status: number; readonly body: string }>;
}

export function http(settings: Pick<SourceSettings, 'trustedAuthorities'>): Http {
  const ca = trustedCertificates(settings.trustedAuthorities);
  return {
    async get(url, signal) {
      const target = new URL(url);
      // Only origin and path: a query may carry a token.
      const source = `${target.origin}${target.pathname}`;
      const { status, body } = await askHttp({ source, url: target, ca, signal });
      return { status, body };
    },
  };
}
