import { describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../lib/console/http-event.ts';
import { identityOf } from '../../lib/console/identity-of.ts';
import { claims, clientId, issuer, now, request, signedByIam, signedIn, token } from './support/events.ts';

const rules = { issuer, clientId, groupsClaim: 'groups', now };
const list = request('GET', '/api/approvals');
const of = (event: HttpEvent, changes: Partial<typeof rules> = {}) =>
  identityOf(event, 'api', { ...rules, ...changes });
const refusal = (message: RegExp) => ({
  refusal: { kind: 'unauthenticated', message: expect.stringMatching(message) },
});

describe('the identity of who signed in', () => {
  it('comes from the token that the gateway accepted', () => {
    expect(of(signedIn(list))).toEqual({
      identity: {
        kind: 'oidc',
        issuer,
        subject: claims.sub,
        email: claims.email,
        groups: ['release-managers', 'everyone'],
      },
    });
  });

  it('takes groups from the token itself, a list or one name, since the gateway flattens lists to text', () => {
    const groupsOf = (groups: unknown, claim = 'groups') => {
      const found = of(signedIn(list, { ...claims, groups: undefined, [claim]: groups }), { groupsClaim: claim });
      return 'identity' in found && found.identity.kind === 'oidc' ? found.identity.groups : found;
    };
    expect(groupsOf(['a b', 'c'])).toEqual(['a b', 'c']);
    expect(groupsOf('a b')).toEqual(['a b']);
    expect(groupsOf(['a', 7, null, '', 'b'])).toEqual(['a', 'b']);
    expect([groupsOf(undefined), groupsOf({ admin: true }), groupsOf(7)]).toEqual([[], [], []]);
    expect(groupsOf(['x'], 'cognito:groups')).toEqual(['x']);
  });

  it.each([
    ['true', { email_verified: true }, true],
    ['the text true', { email_verified: 'true' }, true],
    ['false', { email_verified: false }, false],
    ['the text false', { email_verified: 'false' }, false],
    ['missing', { email_verified: undefined }, false],
    ['1', { email_verified: 1 }, false],
  ])('has an e-mail address where email_verified is %s', (_, changed, isThere) => {
    const found = of(signedIn(list, { ...claims, ...changed }));
    expect(found).toHaveProperty('identity');
    expect('identity' in found && 'email' in found.identity).toBe(isThere);
  });

  it.each([
    ['preferred_username', { preferred_username: 'mona', name: 'Mona Lisa' }, 'mona'],
    ['cognito:username', { 'cognito:username': 'mona-1' }, 'mona-1'],
    ['name', { name: 'Mona Lisa', preferred_username: 7 }, 'Mona Lisa'],
  ])('has a username from %s', (_, changed, username) => {
    expect(of(signedIn(list, { ...claims, ...changed }))).toMatchObject({ identity: { username } });
  });
});

describe('a token is refused', () => {
  const seconds = now.getTime() / 1000;

  it.each([
    ['of another issuer', { iss: 'https://login.evil.example' }, /another issuer/],
    ['of an issuer that only begins like ours', { iss: `${issuer}.evil.example` }, /another issuer/],
    ['for another application', { aud: 'wiki' }, /another application/],
    [
      'for several applications, asked for by another one',
      { aud: [clientId, 'wiki'], azp: 'wiki' },
      /another application/,
    ],
    ['for several applications without azp', { aud: [clientId, 'wiki'] }, /another application/],
    ['for nobody', { aud: [] }, /another application/],
    ['that expires this very second', { exp: seconds }, /expired/],
    ['that expired', { exp: seconds - 3600 }, /expired/],
    ['that is not valid yet', { nbf: seconds + 60 }, /not valid yet/],
    ['without sub', { sub: undefined }, /missing or malformed: sub/],
    ['with an empty sub', { sub: '' }, /missing or malformed: sub/],
    ['without aud, as access tokens of Cognito', { aud: undefined, client_id: clientId }, /missing or malformed: aud/],
    ['without exp', { exp: undefined }, /missing or malformed: exp/],
    ['whose exp is a text', { exp: String(seconds + 600) }, /missing or malformed: exp/],
  ])('%s', (_, changed, message) => {
    expect(of(signedIn(list, { ...claims, ...changed }))).toEqual(refusal(message));
  });

  it('by our own clock, to the second', () => {
    expect(of(signedIn(list, { ...claims, exp: seconds + 1 }))).toHaveProperty('identity');
  });

  it('is taken with several audiences where ours asked for it', () => {
    expect(of(signedIn(list, { ...claims, aud: [clientId, 'wiki'], azp: clientId }))).toHaveProperty('identity');
    expect(of(signedIn(list, { ...claims, aud: [clientId] }))).toHaveProperty('identity');
  });

  it('that nobody vouches for: no authorizer, as in a deployment that went wrong', () => {
    expect(of({ ...signedIn(list), requestContext: list.requestContext })).toEqual(refusal(/vouched for/));
  });

  it('that is not the one which the gateway speaks of', () => {
    const other = { iss: issuer, sub: 'somebody else' };
    expect(of(signedIn(list, claims, other))).toEqual(refusal(/not the one that is vouched for/));
    expect(of(signedIn(list, claims, {}))).toEqual(refusal(/not the one that is vouched for/));
  });

  it.each([
    ['unsigned', `Bearer ${token(claims, { alg: 'none' })}`],
    ['unsigned, in capitals', `Bearer ${token(claims, { alg: 'NONE' })}`],
    ['without a signature', `Bearer ${token(claims, { alg: 'RS256' }, '')}`],
    ['without an algorithm', `Bearer ${token(claims, {})}`],
    ['twice', `Bearer ${token(claims)},Bearer ${token(claims)}`],
    ['without Bearer', token(claims)],
    ['of four parts', `Bearer ${token(claims)}.x`],
    ['that is no JSON', 'Bearer YQ.YQ.YQ'],
    ['that is a list', `Bearer ${token([claims])}`],
    ['that is missing', ''],
  ])('%s', (_, authorization) => {
    const event = signedIn(request('GET', '/api/approvals', { headers: { authorization } }));
    expect(of(event)).toEqual(refusal(/sign in/));
  });

  it('never by saying what was in it', () => {
    const found = of(signedIn(list, { ...claims, iss: 'https://login.evil.example', sub: 'secret-subject' }));
    expect(JSON.stringify(found)).not.toMatch(/secret-subject|evil/);
  });
});

describe('the identity of who signed with AWS credentials', () => {
  const event = request('GET', '/iam/approvals');
  const at = (one: HttpEvent) => identityOf(one, 'iam', rules);

  it.each([
    'arn:aws:sts::111122223333:assumed-role/ReleaseManager/mona',
    'arn:aws:iam::111122223333:user/team/mona',
    'arn:aws-us-gov:sts::111122223333:assumed-role/AWSReservedSSO_Release_0123456789abcdef/mona@acme.example',
  ])('is the principal that the gateway names: %s', (arn) => {
    expect(at(signedByIam(event, arn))).toEqual({ identity: { kind: 'iam', arn } });
  });

  it.each([
    ['no authorizer, as on an emulator', event],
    [
      'an authorizer that names nobody',
      { ...event, requestContext: { ...event.requestContext, authorizer: { iam: {} } } },
    ],
    ['what is no ARN', signedByIam(event, 'mona')],
    ['an ARN of another kind', signedByIam(event, 'arn:aws:s3:::reports')],
    ['a token instead', signedIn(event)],
  ])('is refused with %s', (_, one) => {
    expect(at(one)).toEqual(refusal(/AWS credentials/));
  });

  it('is not taken at the routes of who signs in', () => {
    const arn = 'arn:aws:iam::111122223333:user/mona';
    expect(of(signedByIam(list, arn))).toEqual(refusal(/sign in/));
  });
});
