import type { ApprovalSettings } from '../config/function-settings.ts';
import type { Identity } from '../domain/approvals/identity.ts';
import type { Http } from '../sources/http.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { WaitingTasks } from '../stores/waiting-task.ts';
import { type Asked, answerDecision, answerPending, answerRun } from './answers.ts';
import { crossSiteRefusal } from './cross-site.ts';
import type { HttpEvent, HttpResponse } from './http-event.ts';
import { identityOf } from './identity-of.ts';
import { consolePage, unavailablePage } from './page.ts';
import { parseBody } from './parse-body.ts';
import { type Refused, refused } from './refusal.ts';
import { respond, respondJson, respondRefused } from './respond.ts';
import { type Route, routeOf } from './routes.ts';
import { type SignInEndpoints, signInEndpoints } from './sign-in-endpoints.ts';

export interface ConsoleSettings extends Pick<ApprovalSettings, 'service' | 'environment' | 'people' | 'breakGlass'> {
  readonly signIn: ApprovalSettings['signIn'];
  readonly sources: Pick<ApprovalSettings['sources'], 'github'>;
  /** The console's own address, to which people return from the issuer. */
  readonly consoleUrl: string;
  readonly issuer: string;
  readonly clientId: string;
}

export interface ConsoleDependencies {
  readonly store: ApprovalStore;
  readonly tasks: WaitingTasks;
  /** Asks the issuer where people sign in. */
  readonly http: Http;
  /** The page's script. */
  readonly script: string;
  readonly log: ConsoleLog;
  readonly now: () => Date;
}

/** Log lines hold ids, names of people and kinds of refusal: no comment, no token. */
export interface ConsoleLog {
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
}

type ApiRoute = Exclude<Route, { readonly to: 'page' }>;

/** The approval API and its page: everything that the HTTP API is asked. */
export function consoleHandler(
  settings: ConsoleSettings,
  dependencies: ConsoleDependencies,
): (event: HttpEvent) => Promise<HttpResponse> {
  const running = { settings, dependencies, endpoints: signInEndpoints(settings.issuer, dependencies.http) };
  return async (event) => {
    let route: Route | undefined;
    try {
      route = routeOf(event.requestContext.http.method, withoutBase(event.rawPath, baseOf(settings)));
      if (route === undefined) {
        return refuse(event, running, refused('unknown', 'there is nothing at this address'));
      }
      return route.to === 'page' ? await answerPage(event, running) : await answerApi(event, route, running);
    } catch (cause) {
      dependencies.log.error('request failed', { ...placeOf(route), cause: String(cause) });
      return respondRefused(event, { kind: 'failed', message: failedMessage });
    }
  };
}

const failedMessage =
  'something went wrong here, and it is not known whether anything changed; look again, then repeat it';

interface Running {
  readonly settings: ConsoleSettings;
  readonly dependencies: ConsoleDependencies;
  readonly endpoints: SignInEndpoints;
}

async function answerPage(event: HttpEvent, { settings, dependencies, endpoints }: Running): Promise<HttpResponse> {
  const { now, log, script } = dependencies;
  try {
    const issuer = await endpoints.get(now());
    return respond(event, { status: 200, ...consolePage({ settings, base: baseOf(settings), issuer, script }) });
  } catch (cause) {
    log.error('sign-in is not available', { cause: String(cause) });
    return respond(event, { status: 503, ...unavailablePage(settings) });
  }
}

async function answerApi(event: HttpEvent, route: ApiRoute, running: Running): Promise<HttpResponse> {
  const { issuer, clientId, signIn } = running.settings;
  const rules = { issuer, clientId, groupsClaim: signIn.groupsClaim, now: running.dependencies.now() };
  const found = identityOf(event, route.way, rules);
  if ('refusal' in found) return refuse(event, running, found, { route });
  const { identity } = found;
  const answer = await answerOf(event, route, { ...running, identity });
  return 'refusal' in answer ? refuse(event, running, answer, { route, identity }) : respondJson(event, 200, answer);
}

async function answerOf(event: HttpEvent, route: ApiRoute, asked: Asked): Promise<object | Refused> {
  if (route.to === 'list') return answerPending(asked);
  if (route.to === 'run') return answerRun(asked, route.run);
  const crossSite = crossSiteRefusal(event, asked.settings.consoleUrl);
  if (crossSite !== undefined) return crossSite;
  const parsed = parseBody(event);
  if ('refusal' in parsed) return parsed;
  return answerDecision(asked, { run: route.run, item: route.item, body: parsed.body });
}

interface Whose {
  readonly route?: ApiRoute;
  readonly identity?: Identity;
}

/** What is wrong with a decision may quote its comment, which is not for the log. */
function refuse(
  event: HttpEvent,
  running: Running,
  { refusal }: Refused,
  { route, identity }: Whose = {},
): HttpResponse {
  running.dependencies.log.warn('request refused', {
    kind: refusal.kind,
    ...(refusal.kind === 'invalid' ? {} : { reason: refusal.message }),
    ...placeOf(route),
    ...(identity === undefined ? {} : { person: identity.kind === 'iam' ? identity.arn : `oidc:${identity.subject}` }),
  });
  return respondRefused(event, refusal);
}

function placeOf(route: Route | undefined): Record<string, string> {
  if (route === undefined) return {};
  return {
    to: route.to,
    ...('run' in route ? { run: route.run } : {}),
    ...('item' in route ? { item: route.item } : {}),
  };
}

const baseOf = ({ consoleUrl }: ConsoleSettings): string => new URL(consoleUrl).pathname.replace(/\/$/, '');

/** Where the console lives below a path of a domain, the request's path may come with it. */
function withoutBase(path: string, base: string): string {
  return base !== '' && (path === base || path.startsWith(`${base}/`)) ? path.slice(base.length) || '/' : path;
}
