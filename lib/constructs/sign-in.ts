import { Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  UserPoolGroup,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { approverGroups } from '../config/askable-items.ts';
import type { Environment } from '../config/environment.ts';
import { acknowledgeUserPool } from './nag-acknowledgements.ts';

/** Where people sign in, and as which client. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
}

/** The configured issuer; a user pool of Amazon Cognito where there is none. @param consoleUrl without a slash at its end. */
export function signIn(scope: Construct, environment: Environment, consoleUrl: string): SignIn {
  const configured = environment.approvals.signIn;
  if (configured) return { issuer: configured.issuer, clientId: configured.clientId };
  return new CognitoSignIn(scope, 'SignIn', { groups: approverGroups(environment), consoleUrl });
}

interface CognitoSignInProps {
  readonly groups: readonly string[];
  readonly consoleUrl: string;
}

/** Sign-in pages of Amazon Cognito. Whoever administers the pool adds people to it, and to its groups. */
class CognitoSignIn extends Construct implements SignIn {
  readonly issuer: string;
  readonly clientId: string;

  constructor(scope: Construct, id: string, { groups, consoleUrl }: CognitoSignInProps) {
    super(scope, id);
    const pool = userPool(this);
    acknowledgeUserPool(pool);
    for (const groupName of groups) {
      new UserPoolGroup(this, `Group-${groupName}`, { userPool: pool, groupName, description: 'Named as approvers' });
    }
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix: domainPrefix(this) } });
    // As its ProviderURL, which an emulator does not tell.
    this.issuer = `https://${pool.userPoolProviderName}`;
    this.clientId = addClient(pool, consoleUrl).userPoolClientId;
  }
}

function userPool(scope: Construct): UserPool {
  return new UserPool(scope, 'People', {
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    autoVerify: { email: true },
    // Whoever changes their address keeps the old one until the new one is verified: decisions are known by it.
    keepOriginal: { email: true },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    passwordPolicy: {
      minLength: 14,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    // One time passwords of an app cost nothing, and cannot be taken over with a telephone number.
    mfa: Mfa.REQUIRED,
    mfaSecondFactor: { otp: true, sms: false },
    // Free for the first 10,000 people a month ("Amazon Cognito pricing").
    featurePlan: FeaturePlan.ESSENTIALS,
    deletionProtection: true,
    // Reports refer to the people in it.
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

function addClient(pool: UserPool, consoleUrl: string): UserPoolClient {
  // As the page names itself; Cognito compares letter by letter.
  const console = [`${consoleUrl}/`];
  return pool.addClient('Console', {
    // A page can keep no secret: PKCE takes its place.
    generateSecret: false,
    oAuth: {
      flows: { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false },
      // Without `aws.cognito.signin.user.admin`, with which a token could change its own person's attributes.
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
      callbackUrls: console,
      logoutUrls: console,
    },
    // By the sign-in pages alone: said as nothing, Cognito would also take passwords at its API.
    authFlows: { userPassword: false, userSrp: false, adminUserPassword: false, custom: false },
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    idTokenValidity: Duration.hours(1),
    accessTokenValidity: Duration.hours(1),
    // A working day.
    refreshTokenValidity: Duration.hours(10),
  });
}

/**
 * No other account of the region may have it, and the words aws, amazon and cognito must not be in it ("Using the Amazon
 * Cognito domain"): so it is made of hexadecimal digits, of the stack and of the place in it.
 */
function domainPrefix(scope: Construct): string {
  const stackUuid = Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
  return `preflight-${scope.node.addr.slice(-8)}-${stackUuid}`;
}
