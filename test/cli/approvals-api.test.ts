import { describe, expect, it } from 'vitest';
import { type ApprovalsApi, approvalsApi } from '../../lib/cli/approvals-api.ts';
import { type SignIn, signIn } from '../../lib/cli/approvals-sign-in.ts';
import type { Io } from '../../lib/cli/output.ts';
import { freePort } from '../support/free-port.ts';
import { type Answering, fakeApi, itemView, pending, refusal, sendJson, token } from './support/approval-api.ts';

const nowhere = {
  write: () => {},
  live: false,
  columns: () => 80,
  rows: () => 24,
  paint: (_: unknown, text: string) => text,
};
const io: Io = {
  in: { live: false, stream: () => process.stdin },
  out: nowhere,
  err: nowhere,
  folder: '/',
  env: { PREFLIGHT_TOKEN: token },
  clock: () => new Date('2026-11-23T12:00:00Z'),
};
const asMona: SignIn = signIn(undefined, io);

async function apiThat(answering: Answering, timeoutMs = 10_000) {
  const fake = await fakeApi([itemView()], answering);
  return { ...fake, api: approvalsApi({ address: fake.console, signIn: asMona, timeoutMs }) };
}

const decide = (api: ApprovalsApi) => api.decide('run-1', 'user-login', { decision: 'approve' });

/** What is said of an answer. */
async function told(answering: Answering): Promise<string> {
  const { api } = await apiThat(answering);
  const failure: unknown = await api.pending().catch((cause: unknown) => cause);
  return failure instanceof Error ? failure.message : 'it was taken';
}

const html = `<!doctype html><title>Sign in</title>${token}`;

describe('an answer that is not the approval API’s', () => {
  it.each([
    ['a web page', 200, html, 'answered HTTP 200 with a web page; is that the console'],
    ['something else', 200, 'ready', 'answered HTTP 200 with something that is not its form'],
    ['nothing', 200, '', 'answered HTTP 200 with something that is not its form'],
    ['half of a JSON', 200, '{"you":', 'answered HTTP 200 with something that is not its form'],
    ['another JSON', 200, '{"items":[]}', 'answered HTTP 200 with something that is not its form'],
    ['a page that is not there', 404, html, 'answered HTTP 404 with a web page'],
    ['no such route', 404, '{"message":"Not Found"}', 'answered HTTP 404 with something that is not its form'],
    ['a broken function', 500, '{"message":"Internal Server Error"}', 'is broken or not ready (HTTP 500)'],
    ['a gateway without its function', 503, html, 'is broken or not ready (HTTP 503)'],
    ['too many requests', 429, '{"message":"Too Many Requests"}', 'is asked too often (HTTP 429)'],
    ['an authorizer', 401, '{"message":"Unauthorized"}', 'does not know you (HTTP 401): set PREFLIGHT_TOKEN to a new'],
    ['another authorizer', 403, '{"message":"Forbidden"}', 'does not know you (HTTP 403)'],
    ['a firewall', 403, html, 'answered HTTP 403 with a web page'],
  ])('such as %s is told plainly', async (_, status, body, expected) => {
    const message = await told((_call, response) => {
      response.writeHead(status).end(body);
      return true;
    });

    expect(message).toMatch(/^the approval API at http:\/\/127\.0\.0\.1:\d+ /);
    expect(message).toContain(expected);
    expect(message).not.toContain(token);
  });

  it('leads nowhere else', async () => {
    const other = await fakeApi([itemView()]);
    const message = await told((_, response) => {
      response.writeHead(307, { location: `${other.console}/api/approvals` }).end();
      return true;
    });

    expect(message).toContain('answered with a redirect (HTTP 307), which is not followed');
    expect(other.calls).toEqual([]);
  });

  it('is not read to its end where it is huge', async () => {
    const message = await told((_, response) => {
      response.writeHead(200).end(`{"you":"${'x'.repeat(7 * 1024 * 1024)}"}`);
      return true;
    });

    expect(message).toContain('answered with more than 6 MiB');
  });

  it.each([
    ['an item without its votes', { ...itemView(), votes: undefined }],
    ['a moment that is none', { ...itemView(), expiresAt: 'soon' }],
    ['a status that nobody knows', { ...itemView(), status: 'perhaps' }],
  ])('such as %s is not taken', async (_, item) => {
    const message = await told((_call, response) => sendJson(response, 200, pending([item as never])));

    expect(message).toContain('with something that is not its form');
  });

  it('does not bring the token onto a screen, whatever it quotes', async () => {
    const message = await told((_, response) =>
      sendJson(response, 403, refusal('forbidden', `Bearer ${token} may not`, { problems: [] })),
    );

    expect(message).toBe('Bearer [secret] may not');
  });

  it('is cut where it talks too much', async () => {
    const message = await told((_, response) => sendJson(response, 409, refusal('closed', 'x'.repeat(5000))));

    expect(message).toHaveLength(1000);
  });
});

describe('an answer that is lost', () => {
  it('is asked for once more, since the same decision is recorded once', async () => {
    let asked = 0;
    const { api, calls } = await apiThat((_, response) => {
      asked += 1;
      if (asked > 1) return undefined;
      response.destroy();
      return true;
    });

    expect(await decide(api)).toMatchObject({ message: 'approved; 1 more approval is needed' });
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array.from({ length: 2 }, () => 'POST /api/runs/run-1/items/user-login'),
    );
    expect(calls[1]?.body).toBe(calls[0]?.body);
  });

  it('is not asked for a third time, and says that another try does no harm', async () => {
    const { api, calls } = await apiThat((_, response) => {
      response.destroy();
      return true;
    });

    await expect(decide(api)).rejects.toThrow(
      'closed the connection before it answered; the same command once more does no harm: a decision is recorded once',
    );
    expect(calls).toHaveLength(2);
  });

  it('is given up after its time', async () => {
    const { api, calls } = await apiThat(() => true, 50);

    await expect(decide(api)).rejects.toThrow('did not answer in time');
    expect(calls.length).toBeLessThanOrEqual(2);
  });

  it('is not asked for again where nothing was decided', async () => {
    const { api, calls } = await apiThat((_, response) => {
      response.destroy();
      return true;
    });

    await expect(api.pending()).rejects.toThrow(/closed the connection before it answered$/);
    expect(calls).toHaveLength(1);
  });

  it('is not asked for again where the API has refused', async () => {
    const { api, calls } = await apiThat((_, response) => sendJson(response, 500, refusal('failed', 'no table')));

    await expect(decide(api)).rejects.toThrow('failed: no table');
    expect(calls).toHaveLength(1);
  });

  it('says who could not be reached', async () => {
    const address = `http://127.0.0.1:${await freePort()}`;
    const api = approvalsApi({ address, signIn: asMona });

    await expect(api.run('run-1')).rejects.toThrow(`the approval API at ${address} refused the connection`);
  });
});

describe('the address', () => {
  it('may have a path, and keeps names of runs and items in their place', async () => {
    const fake = await fakeApi([itemView()], (_, response) => sendJson(response, 404, refusal('unknown', 'no')));
    const api = approvalsApi({ address: `${fake.console}/console/`, signIn: asMona });
    await expect(api.decide('../r?#1', '../../x', { decision: 'approve' })).rejects.toThrow('no');

    expect(fake.calls[0]?.path).toBe('/console/api/runs/..%2Fr%3F%231/items/..%2F..%2Fx');
  });
});
