import { type Finding, fail, pass } from '../../domain/check-result.ts';
import { judgeAll, type Part } from '../../domain/judge-all.ts';
import { placeOf } from '../../domain/judge-probe.ts';
import { judgeMinimumVersion } from '../../domain/minimum-version.ts';
import { type MobileSettings, mobileSettings } from '../../domain/mobile-settings.ts';
import { type Probe, probeName, secretsOfProbes } from '../../domain/probe.ts';
import { WebFailure } from '../../domain/web-failure.ts';
import type { Web, WebAnswer } from '../../sources/web.ts';
import { askProbe, headersOf } from '../ask-probe.ts';
import { type CheckContext, defineCheck } from '../define-check.ts';

type Context = CheckContext<MobileSettings, 'web' | 'secretsManager'>;
type Minimum = NonNullable<MobileSettings['minimumVersion']>;

/** What is a `fail` and what an `error` is as with probes, also of the WebSocket: see `askProbe`. */
export const mobileConnectivity = defineCheck({
  id: 'mobile-connectivity',
  needs: ['web', 'secretsManager'],
  config: mobileSettings,
  remediation:
    'Ask the API as the app does, with the headers of the settings. Roll back where it does not answer, or locks out apps that are still supported.',
  resources: ({ api, webSocket }) => ({
    secretsManager: secretsOfProbes(webSocket === undefined ? [api] : [api, webSocket]),
  }),
  run: (context) => {
    const { api, oldestVersion, minimumVersion, webSocket } = context.config;
    const parts = [
      part(api, context, minimumVersion?.url === undefined ? minimumVersion : undefined),
      ...(oldestVersion === undefined ? [] : [part(asOldest(api, oldestVersion), context)]),
      ...(minimumVersion?.url === undefined ? [] : [part(saying(minimumVersion.url, api), context, minimumVersion)]),
      ...(webSocket === undefined ? [] : [webSocketPart(webSocket, context)]),
    ];
    return judgeAll(parts, (found) => found.map(({ summary }) => summary).join('; '));
  },
});

/** @param minimum what the answer must say beside. */
function part(probe: Probe, context: Context, minimum?: Minimum): Part {
  return { name: placeOf(probe), found: ask(probe, context, minimum) };
}

async function ask(probe: Probe, { sources, signal }: Context, minimum: Minimum | undefined): Promise<Finding> {
  const heard: WebAnswer[] = [];
  const web: Web = {
    ...sources.web,
    async ask(...asked) {
      const answer = await sources.web.ask(...asked);
      heard.push(answer);
      return answer;
    },
  };
  const finding = await askProbe(probe, { ...sources, web, networkWeb: web }, signal);
  const [answer] = heard;
  if (finding.outcome === 'fail' && answer?.status === 426) {
    return { ...finding, summary: `${probeName(probe)} wants a newer app (HTTP 426 Upgrade Required)` };
  }
  if (finding.outcome === 'fail' || minimum === undefined || answer === undefined) return finding;
  const said = judgeMinimumVersion(answer.body, minimum, placeOf(probe));
  return {
    ...said,
    summary: said.outcome === 'pass' ? `${finding.summary}; ${said.summary}` : said.summary,
    evidence: [...said.evidence, ...finding.evidence],
  };
}

function asOldest(api: Probe, { header, value }: NonNullable<MobileSettings['oldestVersion']>): Probe {
  const others = Object.entries(api.headers).filter(([name]) => name.toLowerCase() !== header.toLowerCase());
  return {
    ...api,
    name: `${probeName(api)} as app ${value}`,
    headers: { ...Object.fromEntries(others), [header]: value },
  };
}

/** Where the app asks which version it must have. */
function saying(url: string, { headers }: Probe): Probe {
  return { url, headers, method: 'GET', status: 200 };
}

type WebSocketSettings = NonNullable<MobileSettings['webSocket']>;

function webSocketPart(settings: WebSocketSettings, context: Context): Part {
  const { origin, pathname } = new URL(settings.url);
  const place = `WebSocket ${origin}${pathname}`;
  return { name: place, found: openWebSocket(settings, place, context) };
}

async function openWebSocket(settings: WebSocketSettings, where: string, { sources, signal }: Context) {
  const { protocols } = settings;
  const wanted = protocols.length === 0 ? '' : ` with ${protocols.join(' or ')}`;
  const expected = `an open connection (HTTP 101)${wanted}`;
  const closed = (observed: string): Finding =>
    fail(`${where} does not open: ${observed}`, [{ where, observed, expected }]);
  // By the scheme of the request with which it begins (RFC 6455, section 1.7).
  const url = new URL(settings.url.replace(/^ws/i, 'http'));
  const headers = await headersOf(settings, sources, signal);
  try {
    const answer = await sources.web.openWebSocket({ url, headers, protocols }, signal);
    if (!answer.open) return closed(`HTTP ${answer.status}, not 101`);
    // RFC 6455 leaves it to the client. Browsers and the usual libraries close such a connection.
    if (protocols.length > 0 && answer.protocol === '') return closed('the server takes none of the subprotocols');
    const observed = answer.protocol === '' ? 'open' : `open, with ${answer.protocol}`;
    return pass(`${where} opens`, [{ where, observed, expected }]);
  } catch (cause) {
    if (cause instanceof WebFailure && cause.isDefinite) return closed(cause.message);
    throw cause;
  }
}
