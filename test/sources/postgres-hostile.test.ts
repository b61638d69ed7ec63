import { afterEach, beforeAll, expect, it } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import { type PostgresTarget, postgres } from '../../lib/sources/postgres.ts';
import { type Certificate, createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { authentication, type FakeOptions, fakePostgres, loggedIn, message } from './postgres-fake.ts';
import { within } from './postgres-fixture.ts';

let certificate: Certificate;
let source: ReturnType<typeof postgres>;
const rejections: unknown[] = [];
process.on('unhandledRejection', (reason) => rejections.push(reason));

beforeAll(async () => {
  const authority = await createAuthority('Preflight test authority');
  certificate = await issueCertificate({ names: ['localhost'] }, authority);
  source = postgres({ trustedAuthorities: [authority.certificate] });
});
afterEach(() => expect(rejections).toEqual([]));

const target = (port: number): PostgresTarget => ({
  host: 'localhost',
  port,
  database: 'shop',
  username: 'shop',
  password: new Secret('a-password-of-the-shop!'),
});

/** How a server that behaves so is described; it never is a definite answer, and nothing stays open. */
async function ask(options: FakeOptions, milliseconds = 8000): Promise<string> {
  await using fake = await fakePostgres(options);
  const error: unknown = await source
    .tryConnection(target(fake.port), within(milliseconds))
    .catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(SourceError);
  await expect.poll(() => fake.open()).toBe(0);
  expect(fake.accepted()).toBe(1);
  return (error as SourceError).message.replace(`PostgreSQL at localhost:${fake.port} `, '');
}

it.each<[string, () => FakeOptions, string]>([
  ['to the TLS request', () => ({ toTls: null }), 'did not answer in time (TLS handshake)'],
  ['in the TLS handshake', () => ({}), 'did not answer in time (TLS handshake)'],
  ['to the login', () => ({ certificate }), 'did not answer in time (login)'],
  ['to the query', () => ({ certificate, messages: [loggedIn] }), 'did not answer in time (query)'],
])('a server that says nothing %s ends with the signal', async (_name, options, words) => {
  expect(await ask(options(), 300)).toBe(words);
});

it('a signal that is aborted already opens no connection', async () => {
  await using fake = await fakePostgres({});
  await expect(source.ping(target(fake.port), AbortSignal.abort())).rejects.toThrow('did not answer in time');
  expect(fake.accepted()).toBe(0);
});

const garbage = 'answered the TLS request with something else: it is not a PostgreSQL server, or too busy';

it.each([
  ['speaks HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', garbage],
  ['answers with an error before TLS', 'EFATAL: too many clients\0', garbage],
  ['sends more than the one byte before TLS', 'SE\0\0\0\x08oops', garbage],
])('a server that %s is not trusted', async (_name, toTls, words) => {
  expect(await ask({ toTls })).toBe(words);
});

it('a server that refuses the TLS handshake gives a definite answer', async () => {
  // A fatal alert: handshake_failure (RFC 5246, 7.2).
  await using fake = await fakePostgres({ toHandshake: Buffer.from([0x15, 3, 3, 0, 2, 2, 40]) });
  expect(await source.tryConnection(target(fake.port), within())).toEqual({
    refused: expect.stringMatching(/ refused the TLS handshake: ERR_SSL_/),
  });
});

const notTheProtocol = "answered with something that is not PostgreSQL's protocol";
const endlessRow = Buffer.concat([Buffer.from('D'), Buffer.from([0x7f, 0xff, 0xff, 0xff])]);

it.each([
  ['garbage', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), notTheProtocol],
  ['a message of 2 GiB', endlessRow, notTheProtocol],
  [
    '50 MB',
    Buffer.concat(Array.from({ length: 50 }, () => message('S', Buffer.alloc(999_999)))),
    'answered with more than 16 MiB',
  ],
  ['an unknown login', authentication(7), 'asks for a login that is not supported (authentication type 7)'],
  ['a login without a kind', message('R'), 'asks for a login that is not supported (authentication type -1)'],
  ['another SASL mechanism', authentication(10, 'OAUTHBEARER\0\0'), 'offers no login by SCRAM-SHA-256'],
])('a server that answers the login with %s ends at once', async (_name, bytes, words) => {
  expect(await ask({ certificate, messages: [bytes] })).toBe(words);
});

it.each([
  ['nothing', ''],
  ['no salt', 'r=abc,i=4096'],
  ['more rounds than a client can do', 'r=abc,s=c2FsdA==,i=2147483647'],
  ['no rounds', 'r=abc,s=c2FsdA==,i=0'],
])('a SCRAM message with %s ends at once', async (_name, text) => {
  const messages = [authentication(10, 'SCRAM-SHA-256\0\0'), authentication(11, text)];
  expect(await ask({ certificate, messages })).toBe('answered the login with a malformed SCRAM message');
});

it('a server that does not know the password cannot pretend to', async () => {
  const messages = [
    authentication(10, 'SCRAM-SHA-256\0\0'),
    authentication(11, 'r=abc,s=c2FsdA==,i=4096'),
    authentication(12, 'v=AAAA'),
  ];
  expect(await ask({ certificate, messages })).toBe('could not prove that it knows the password itself');
});

const one = Buffer.from('\0\x01one\0\0\0\0\0\0\0\0\0\0\x17\0\x04\xff\xff\xff\xff\0\0', 'latin1');

it.each([
  [
    'a row that nobody described',
    [message('D', '\0\x01\0\0\0\x011'), message('Z', 'I')],
    /could not be asked \(query\): its answer could not be read/,
  ],
  ['a description without an end', [message('T', '\0\x01one')], /described its answer in a malformed way/],
  ['a description that is too short', [message('T', '\0\x02one\0')], /described its answer in a malformed way/],
  [
    'another row',
    [message('T', one), message('D', '\0\x01\0\0\0\x012'), message('C', 'SELECT 1\0'), message('Z', 'I')],
    /something that was not asked for/,
  ],
  ['no row', [message('C', 'SELECT 0\0'), message('Z', 'I')], /something that was not asked for/],
])('a server that answers the query with %s gives no connection', async (_name, answer, words) => {
  expect(await ask({ certificate, messages: [loggedIn, Buffer.concat(answer)] })).toMatch(words);
});

it.each([
  ['login', []],
  ['query', [loggedIn]],
])('a server that hangs up in the %s is asked only once', async (phase, messages) => {
  expect(await ask({ certificate, messages: [...messages, Buffer.alloc(0)], hangUp: true })).toBe(
    `closed the connection (${phase})`,
  );
});
