import { beforeAll, describe, expect, it } from 'vitest';
import { manual } from '../../lib/config/index.ts';
import { bundleLambdas } from '../../scripts/bundle-lambdas.ts';
import { attendedByCognito, attendedWith } from '../support/attended.ts';
import { flat } from '../support/permissions.ts';
import { ofType, type Resource, type Synthesized, synthesize, theOnly, variablesOf } from '../support/synth.ts';

const cognito = (resources: Synthesized['resources']) =>
  Object.values(resources).filter(({ Type }) => Type.startsWith('AWS::Cognito'));
let gate: Synthesized;

beforeAll(async () => {
  await bundleLambdas();
  gate = synthesize(attendedByCognito());
});

const only = (type: string, { resources } = gate): [string, Resource] => theOnly(resources, `AWS::Cognito::${type}`);

describe('a user pool', () => {
  it('is made only where no issuer is configured', () => {
    expect(cognito(synthesize(attendedWith()).resources)).toEqual([]);
    expect(cognito(gate.resources).map(({ Type }) => Type.replace('AWS::Cognito::', ''))).toEqual([
      'UserPool',
      'UserPoolDomain',
      'UserPoolClient',
      'UserPoolGroup',
    ]);
  });

  it('is what the API takes tokens of, and what the function knows', () => {
    const [[pool], [client]] = [only('UserPool'), only('UserPoolClient')];
    const [, authorizer] = theOnly(gate.resources, 'AWS::ApiGatewayV2::Authorizer');
    const { Issuer, Audience } = authorizer.Properties['JwtConfiguration'] as Record<string, unknown>;
    // `cognito-idp.eu-central-1.amazonaws.com/eu-central-1_a1b2c3d4e`
    const issuer = `https://<${pool}.ProviderName>`;
    expect([flat(Issuer), Audience]).toEqual([issuer, [{ Ref: client }]]);
    const { ISSUER, CLIENT_ID } = variablesOf(gate, 'ApprovalApi');
    expect([flat(ISSUER), flat(CLIENT_ID)]).toEqual([issuer, `<${client}>`]);
  });

  it('takes nobody who was not invited, and wants a long password and a second factor', () => {
    expect(only('UserPool')[1].Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 14, RequireSymbols: true } },
    });
  });

  it('believes no address that was not verified, nor one that is being changed', () => {
    expect(only('UserPool')[1].Properties).toMatchObject({
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    });
  });

  it('stays when the stack goes', () => {
    expect(only('UserPool')[1]).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { DeletionProtection: 'ACTIVE' },
    });
  });

  it('has the groups that the configuration names, each once, those of an emergency too', () => {
    const approvers = { groups: ['release-managers', 'support'] };
    const briefed = manual({ title: 'Support is briefed', instructions: 'Look into the wiki.', approvers });
    const config = attendedByCognito({ items: { briefed }, breakGlass: { groups: ['on-call'] } });
    const groups = ofType(synthesize(config).resources, 'AWS::Cognito::UserPoolGroup');
    expect(groups.map(([, { Properties }]) => Properties['GroupName'])).toEqual([
      'release-managers',
      'support',
      'on-call',
    ]);
  });
});

describe("the console's client", () => {
  it('is public: the authorization code flow and nothing else, and no password at the API of Cognito', () => {
    expect(only('UserPoolClient')[1].Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      SupportedIdentityProviders: ['COGNITO'],
      PreventUserExistenceErrors: 'ENABLED',
    });
  });

  it('gets what it needs to know of somebody, and no token that could change it', () => {
    expect(only('UserPoolClient')[1].Properties['AllowedOAuthScopes']).toEqual(['openid', 'email', 'profile']);
  });

  it('lets people come back to the console alone', () => {
    const addresses = (one: Synthesized) => {
      const { CallbackURLs, LogoutURLs } = only('UserPoolClient', one)[1].Properties;
      return [CallbackURLs, LogoutURLs].map((urls) => (urls as unknown[]).map(flat));
    };
    const own = synthesize(attendedByCognito({ consoleUrl: 'https://approvals.acme.example' }));
    expect(addresses(own)).toEqual([['https://approvals.acme.example/'], ['https://approvals.acme.example/']]);
    const endpoint = expect.stringMatching(/^<PreflightApprovalApi\w{8}\.ApiEndpoint>\/$/);
    expect(addresses(gate)).toEqual([[endpoint], [endpoint]]);
  });

  it('is signed in for an hour at a time, and for a working day at most', () => {
    expect(only('UserPoolClient')[1].Properties).toMatchObject({
      IdTokenValidity: 60,
      AccessTokenValidity: 60,
      RefreshTokenValidity: 600,
      TokenValidityUnits: { IdToken: 'minutes', AccessToken: 'minutes', RefreshToken: 'minutes' },
    });
  });
});

it("the sign-in pages have an address of the stack's own, in letters that Cognito takes", () => {
  const { Domain } = only('UserPoolDomain')[1].Properties as { Domain: { 'Fn::Join': [string, unknown[]] } };
  const [, [prefix, stack]] = Domain['Fn::Join'];
  expect(prefix).toMatch(/^preflight-[0-9a-f]{8}-$/);
  expect(stack).toEqual({ 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] });
  const uuid = '51af3dc0-da77-11e4-872e-1234567db123';
  // 63 characters at most ("CreateUserPoolDomain").
  expect(`${String(prefix)}${uuid}`).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/);
  expect(`${String(prefix)}`).not.toMatch(/aws|amazon|cognito/);
});
