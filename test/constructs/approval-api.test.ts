import { App, type Stack } from 'aws-cdk-lib';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { beforeAll, describe, expect, it } from 'vitest';
import { stackOutputs } from '../../lib/config/stack-name.ts';
import { PreflightStack } from '../../lib/constructs/preflight-stack.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedWith, signIn } from '../support/attended.ts';
import { configWith } from '../support/config.ts';
import { flat, permissionsOf, withoutHashes } from '../support/permissions.ts';
import {
  addedTo,
  construct,
  ofType,
  type Resource,
  type Synthesized,
  synthesize,
  templateOf,
  theOnly,
  variablesOf,
} from '../support/synth.ts';

let gate: Synthesized;

beforeAll(async () => {
  await bundleLambdas();
  gate = synthesize(attendedWith());
});

/** `GET /api/approvals` by how it is authorized. */
function routesOf({ resources }: Pick<Synthesized, 'resources'>): Record<string, string> {
  const routes = ofType(resources, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
    String(Properties['RouteKey']),
    String(Properties['AuthorizationType']),
  ]);
  return Object.fromEntries(routes);
}

const only = (type: string): Resource => theOnly(gate.resources, type)[1];

describe('the approval API', () => {
  it('authorizes every request but the page itself', () => {
    expect(routesOf(gate)).toEqual({
      'GET /': 'NONE',
      'HEAD /': 'NONE',
      'GET /runs/{run}': 'NONE',
      'HEAD /runs/{run}': 'NONE',
      'GET /api/approvals': 'JWT',
      'GET /api/runs/{run}': 'JWT',
      'POST /api/runs/{run}/items/{item}': 'JWT',
      'GET /iam/approvals': 'AWS_IAM',
      'GET /iam/runs/{run}': 'AWS_IAM',
      'POST /iam/runs/{run}/items/{item}': 'AWS_IAM',
    });
  });

  it('takes tokens of the configured issuer for the configured client, from a header alone', () => {
    expect(only('AWS::ApiGatewayV2::Authorizer').Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: signIn.issuer, Audience: [signIn.clientId] },
    });
    const jwt = ofType(gate.resources, 'AWS::ApiGatewayV2::Route').filter(
      ([, { Properties }]) => Properties['AuthorizationType'] === 'JWT',
    );
    expect(jwt.every(([, { Properties }]) => Properties['AuthorizerId'] !== undefined)).toBe(true);
  });

  it('lets no other site read its answers, and is there without a domain of its own', () => {
    const { Properties } = only('AWS::ApiGatewayV2::Api');
    expect(Properties['ProtocolType']).toBe('HTTP');
    expect(Object.keys(Properties)).not.toEqual(expect.arrayContaining(['CorsConfiguration']));
    expect(Object.keys(Properties)).not.toEqual(expect.arrayContaining(['DisableExecuteApiEndpoint']));
  });

  it('is throttled, whoever asks', () => {
    expect(only('AWS::ApiGatewayV2::Stage').Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
  });

  it('logs who asked what and what became of it, and nothing that a request carries', () => {
    const settings = only('AWS::ApiGatewayV2::Stage').Properties['AccessLogSettings'] as { Format: string };
    expect(Object.keys(JSON.parse(settings.Format) as object)).toEqual([
      'requestId',
      'time',
      'ip',
      'routeKey',
      'status',
      'authorizerError',
      'integrationError',
    ]);
    expect(settings.Format).not.toMatch(/header|query|authorization\b|claims|\$context\.path|body/i);
  });

  it('keeps these logs as long as the others, under a name that needs no room in the policy for log delivery', () => {
    const settings = only('AWS::ApiGatewayV2::Stage').Properties['AccessLogSettings'] as { DestinationArn: unknown };
    const logs = ofType(gate.resources, 'AWS::Logs::LogGroup').filter(([id]) => id.includes('AccessLogs'));
    expect(flat(settings.DestinationArn)).toBe(`<${logs[0]?.[0]}.Arn>`);
    expect(logs[0]?.[1]).toMatchObject({ Properties: { RetentionInDays: 90 }, DeletionPolicy: 'Delete' });
    expect(flat(logs[0]?.[1].Properties['LogGroupName'])).toMatch(/^\/aws\/vendedlogs\/apis\/<AWS::StackName>-\w+$/);
  });

  it('is answered by one function, which only this API invokes', () => {
    expect(withoutHashes(flat(only('AWS::ApiGatewayV2::Integration').Properties['IntegrationUri']))).toBe(
      '<PreflightApprovalApiFunction.Arn>',
    );
    const { Properties } = only('AWS::Lambda::Permission');
    expect(withoutHashes(flat(Properties['FunctionName']))).toBe('<PreflightApprovalApiFunction.Arn>');
    expect(Properties['Principal']).toBe('apigateway.amazonaws.com');
    expect(withoutHashes(flat(Properties['SourceArn']))).toMatch(
      /:execute-api:eu-central-1:<AWS::AccountId>:<PreflightApprovalApi>\/\*\/\*\/\*$/,
    );
  });
});

describe("the console's address", () => {
  const told = (one: Pick<Synthesized, 'resources'>, name: string): Record<string, string> => {
    const variables = Object.entries(variablesOf(one, name));
    return Object.fromEntries(variables.map(([key, value]) => [key, withoutHashes(flat(value))]));
  };

  it("is the API's, which the functions that tell it know", () => {
    expect(told(gate, 'ApprovalApi')).toEqual({
      APPROVAL_TABLE: '<PreflightApprovals>',
      CONSOLE_URL: '<PreflightApprovalApi.ApiEndpoint>',
      ISSUER: signIn.issuer,
      CLIENT_ID: signIn.clientId,
    });
    expect(told(gate, 'OpenApprovals')).toEqual({
      APPROVAL_TABLE: '<PreflightApprovals>',
      CONSOLE_URL: '<PreflightApprovalApi.ApiEndpoint>',
    });
    for (const name of ['RequestApproval', 'CloseApprovals']) {
      expect(told(gate, name)).toEqual({ APPROVAL_TABLE: '<PreflightApprovals>' });
    }
  });

  it('is the configured one where there is one, without a slash at its end', () => {
    const own = synthesize(attendedWith({ consoleUrl: 'https://approvals.acme.example/' }));
    for (const name of ['ApprovalApi', 'OpenApprovals']) {
      expect(told(own, name)).toMatchObject({ CONSOLE_URL: 'https://approvals.acme.example' });
    }
    expect(own.stack.preflight.console).toBe('https://approvals.acme.example');
  });

  it('is told by the stack, beside the topic', () => {
    const outputs = gate.template.toJSON()['Outputs'] as Record<string, { Value: unknown }>;
    const outputOf = (name: keyof typeof stackOutputs): string =>
      withoutHashes(flat(outputs[stackOutputs[name]]?.Value));
    expect(outputOf('console')).toBe('<PreflightApprovalApi.ApiEndpoint>');
    expect(outputOf('approvals')).toBe('<PreflightApprovalRequests>');
  });

  it('is nowhere where nobody is asked', () => {
    const without = synthesize(configWith());
    expect(without.template.findOutputs(stackOutputs.console)).toEqual({});
    expect(without.template.findOutputs(stackOutputs.approvals)).toEqual({});
    const { console, approvals } = construct(configWith());
    expect([console, approvals]).toEqual([undefined, undefined]);
  });
});

describe('the topic of the approvers', () => {
  it('is encrypted, TLS only, and the state machine may publish to it', () => {
    const [, topic] =
      ofType(gate.resources, 'AWS::SNS::Topic').filter(([id]) => id.includes('ApprovalRequests'))[0] ?? [];
    expect(topic?.Properties['KmsMasterKeyId']).toBe('alias/aws/sns');
    const policies = ofType(gate.resources, 'AWS::SNS::TopicPolicy').map(([, one]) => JSON.stringify(one));
    expect(policies.filter((one) => one.includes('{"Bool":{"aws:SecureTransport":"false"}}'))).toHaveLength(2);
    expect(permissionsOf(gate.resources, 'Gate').map(withoutHashes)).toEqual(
      expect.arrayContaining(['sns:Publish on <PreflightApprovalRequests>', 'sns:Publish on <PreflightResults>']),
    );
  });
});

describe('the state machine', () => {
  it('may start the functions of its states, and not the one that answers the API', () => {
    const invoked = permissionsOf(gate.resources, 'Gate')
      .filter((line) => line.startsWith('lambda:'))
      .map(withoutHashes);
    for (const name of ['OpenApprovals', 'RequestApproval', 'CloseApprovals']) {
      expect(invoked).toContain(`lambda:InvokeFunction on <Preflight${name}Function.Arn>`);
    }
    expect(invoked.join()).not.toContain('ApprovalApi');
  });
});

describe('grantDecide', () => {
  const stackWith = (config = attendedWith()) => new PreflightStack(new App(), { config, environment: 'production' });
  const managers = (stack: Stack) =>
    new Role(stack, 'PreflightManagersRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });

  it('allows to find the API and to send it signed requests, and nothing else', () => {
    const stack = stackWith();
    stack.preflight.grantDecide(managers(stack)).assertSuccess();

    const api = 'arn:<AWS::Partition>:execute-api:eu-central-1:<AWS::AccountId>:<PreflightApprovalApi>';
    expect(permissionsOf(templateOf(stack), 'Managers').map(withoutHashes)).toEqual([
      `execute-api:Invoke on ${api}/*/GET/iam/*,${api}/*/POST/iam/*`,
      'cloudformation:DescribeStacks on arn:<AWS::Partition>:cloudformation:eu-central-1:<AWS::AccountId>:stack/preflight-shop-api-production/*',
    ]);
  });

  it('changes nothing of the gate itself', () => {
    const without = templateOf(stackWith());
    const stack = stackWith();
    stack.preflight.grantDecide(managers(stack));
    expect(addedTo(without, templateOf(stack))).toEqual([
      'PreflightManagersRole',
      'PreflightManagersRoleDefaultPolicy',
    ]);
  });

  it('fails for a grantee whose policies it cannot change', () => {
    expect(() => stackWith().preflight.grantDecide(new AccountPrincipal('444455556666')).assertSuccess()).toThrow();
  });

  it('fails where nobody is asked', () => {
    const stack = stackWith(configWith());
    expect(() => stack.preflight.grantDecide(managers(stack))).toThrow(
      'preflight-shop-api-production/Preflight must ask people something, or there is nothing to decide; configure an item with manual(), or a check as waivable',
    );
  });
});
