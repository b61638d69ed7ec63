import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgePage } from './nag-acknowledgements.ts';
import type { SignIn } from './sign-in.ts';
import { vendedLogGroup } from './vended-log-group.ts';

export interface ApprovalApiProps {
  /** For API Gateway's console, where several may have the same. */
  readonly name: string;
  readonly description: string;
  readonly logRetention: RetentionDays;
}

/** Where the requests of the command line lie, which carry AWS signatures. */
const signedPath = '/iam';

/** What the API answers below `/api`, for who signed in at the issuer, and below `/iam`, for AWS credentials. */
const requests = [
  ['/approvals', HttpMethod.GET],
  ['/runs/{run}', HttpMethod.GET],
  ['/runs/{run}/items/{item}', HttpMethod.POST],
] as const;

/** The page, which holds nothing of a run: its script asks for that, with a token. */
const pages = ['/', '/runs/{run}'] as const;

/**
 * Some twenty people who look at a run that their page asks for every two seconds, several times over; and what somebody
 * without a sign-in can make the page's function cost.
 */
const throttle = { rateLimit: 50, burstLimit: 100 };

/** Who asked what, and what became of it: no header, no query, nothing of a body. */
const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    ip: '$context.identity.sourceIp',
    routeKey: '$context.routeKey',
    status: '$context.status',
    authorizerError: '$context.authorizer.error',
    integrationError: '$context.integrationErrorMessage',
  }),
);

/** Where people decide: one page, and what it and the command line ask for. Nothing is at any other address. */
export class ApprovalApi extends HttpApi {
  constructor(scope: Construct, id: string, { name, description, logRetention }: ApprovalApiProps) {
    super(scope, id, { apiName: name, description, createDefaultStage: false });
    new HttpStage(this, 'Stage', {
      httpApi: this,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(vendedLogGroup(this, 'AccessLogs', 'apis', logRetention)),
        format: accessLog,
      },
    });
  }

  /** Each request but the page itself through an authorizer. */
  answerBy(target: IFunction, { issuer, clientId }: SignIn): void {
    // One permission for all: any route of this API invokes this function, and nothing else does.
    const integration = new HttpLambdaIntegration('Function', target, { scopePermissionToRoute: false });
    const add = (path: string, methods: HttpMethod[], authorizer?: IHttpRouteAuthorizer): HttpRoute[] =>
      this.addRoutes({ path, methods, integration, ...(authorizer ? { authorizer } : {}) });
    const signedIn = new HttpJwtAuthorizer('SignedIn', issuer, { jwtAudience: [clientId] });
    const signed = new HttpIamAuthorizer();
    for (const path of pages) add(path, [HttpMethod.GET, HttpMethod.HEAD]).forEach(acknowledgePage);
    for (const [path, method] of requests) {
      add(`/api${path}`, [method], signedIn);
      add(`${signedPath}${path}`, [method], signed);
    }
  }

  /** What whoever decides with AWS credentials may call: these requests, and nothing else of this API. */
  signedRequestArns(): string[] {
    return [HttpMethod.GET, HttpMethod.POST].map((method) => this.arnForExecuteApi(method, `${signedPath}/*`));
  }
}
