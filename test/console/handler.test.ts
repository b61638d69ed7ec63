import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../lib/console/http-event.ts';
import { askedRun, itemRecord, manualItem, vote, waiverItem } from '../support/approval-samples.ts';
import { askedApi, author, itemPath, run } from './support/asked-api.ts';
import { consoleUrl, post, request, signedByIam, signedIn } from './support/events.ts';
import { handling, json } from './support/handle.ts';

let here: ReturnType<typeof askedApi>;

beforeEach(() => {
  here = askedApi();
});

describe('the list', () => {
  it('tells what waits, what you may decide and why not, without the aliases of those who wrote the release', async () => {
    await here.ask(
      itemRecord(manualItem, { excluded: [author] }),
      itemRecord(waiverItem, { approvers: { groups: ['operations'], principals: [] }, excluded: [author] }),
    );
    const answer = await here.get('/api/approvals');
    expect(answer.statusCode).toBe(200);
    expect(json(answer)).toMatchObject({
      you: { name: 'Mona Lisa (mona@acme.example)' },
      items: [
        { id: 'smoke-tests', run, status: 'open', may: true, mayBreakGlass: false, version: '1.42.0' },
        { id: 'memory', may: false, whyNot: expect.stringContaining('operations'), failure: { outcome: 'fail' } },
      ],
      more: false,
    });
    expect(answer.body).not.toMatch(/octocat|aliases|excluded|revision|authorsOff|"person"|task-token/);
  });

  it.each([
    [200, false],
    [201, true],
  ])('of %i items holds 200 at most, and says whether there are more: %s', async (count, more) => {
    await here.ask(...Array.from({ length: count }, (_, index) => itemRecord({ ...manualItem, id: `item-${index}` })));
    const answer = json(await here.get('/api/approvals')) as { items: unknown[]; more: boolean };
    expect([answer.items.length, answer.more]).toEqual([200, more]);
  });

  it('is compressed where the browser takes that', async () => {
    await here.ask(...Array.from({ length: 20 }, (_, index) => itemRecord({ ...manualItem, id: `item-${index}` })));
    const event = signedIn(request('GET', '/api/approvals', { headers: { 'accept-encoding': 'gzip, deflate, br' } }));
    const answer = await here.handle(event);
    expect(answer).toMatchObject({ isBase64Encoded: true, headers: { 'content-encoding': 'gzip' } });
    expect(JSON.parse(gunzipSync(Buffer.from(answer.body, 'base64')).toString())).toHaveProperty('items.length', 20);
    const plain = signedIn(request('GET', '/api/approvals', { headers: { 'accept-encoding': 'br, gzip;q=0' } }));
    expect(json(await here.handle(plain))).toHaveProperty('items.length', 20);
  });
});

describe('a run', () => {
  it('tells the release, its links, every check with its evidence, and the items', async () => {
    here = askedApi({
      sources: { github: { repository: 'acme/shop-api', apiUrl: 'https://api.github.com' } as never },
    });
    await here.ask(itemRecord());
    const answer = await here.get(`/api/runs/${run}`);
    expect(answer.statusCode).toBe(200);
    expect(json(answer)).toMatchObject({
      run: askedRun,
      links: { pullRequest: 'https://github.com/acme/shop-api/pull/118' },
      groups: [{ title: 'Environment' }, { title: 'Database' }, { title: 'Infrastructure' }],
      items: [{ id: 'smoke-tests', may: true }],
    });
    expect(answer.body).toContain('1.4 GiB free');
    expect(answer.body).not.toMatch(/excluded|task-token|"revision"/);
  });

  it('is read by AWS credentials too', async () => {
    await here.ask(
      itemRecord(manualItem, { approvers: { groups: [], principals: ['arn:aws:iam::111122223333:role/Mona'] } }),
    );
    const arn = 'arn:aws:sts::111122223333:assumed-role/Mona/laptop';
    const answer = await here.handle(signedByIam(request('GET', `/iam/runs/${run}`), arn));
    expect(json(answer)).toMatchObject({
      you: { name: expect.stringContaining('Mona Lisa') },
      items: [{ may: true }],
    });
  });

  it('shows an item as expired from the second on at which nobody may decide it any more', async () => {
    await here.ask(itemRecord(manualItem, { expiresAt: '2026-11-23T13:00:00.000Z' }));
    expect(json(await here.get(`/api/runs/${run}`))).toMatchObject({
      items: [{ status: 'expired', may: false, whyNot: 'it is expired already', mayBreakGlass: false }],
    });
  });

  it('says what you said of an item, whoever else voted', async () => {
    const votes = [vote({ person: 'person:Ada Lovelace', by: 'Ada' }), vote({ person: 'person:Mona Lisa' })];
    await here.ask(itemRecord({ ...waiverItem, quorum: 3 }, { votes }));
    const [item] = (json(await here.get(`/api/runs/${run}`)) as { items: object[] }).items;
    expect(item).toMatchObject({
      may: false,
      yourVote: 'approve',
      whyNot: expect.stringContaining('you approved this'),
    });
    expect(item).toHaveProperty('votes.length', 2);
  });

  it('that nobody was asked about is 404', async () => {
    const answer = await here.get('/api/runs/no-such-run');
    expect(answer.statusCode).toBe(404);
    expect(json(answer)).toEqual({ error: { kind: 'unknown', message: expect.stringContaining('no-such-run') } });
  });

  it.each(['1.42.0+build=7', 'release (2)', 'übung', '日本'])(
    'may be called whatever Step Functions takes: %s',
    async (id) => {
      const asked = { ...askedRun, run: { ...askedRun.run, id: id.replace(' ', '_') } };
      await here.store.open(asked, [], []);
      const path = `/api/runs/${encodeURIComponent(asked.run.id)}`;
      expect([(await here.get(path)).statusCode, (await here.get(decodeURIComponent(path))).statusCode]).toEqual([
        200, 200,
      ]);
    },
  );
});

describe('everything else', () => {
  const paths = ['/', `/runs/${run}`, '/api/approvals', `/api/runs/${run}`, itemPath];

  it.each(['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'GET'])(
    '%s changes nothing, wherever it goes',
    async (method) => {
      await here.ask(itemRecord());
      const before = JSON.stringify(await here.store.run(run));
      for (const path of paths)
        await here.handle(signedIn({ ...post(path, { decision: 'approve' }), ...request(method, path) }));
      expect(JSON.stringify(await here.store.run(run))).toBe(before);
      expect(here.completed).toEqual([]);
    },
  );

  it.each([
    ['GET', itemPath],
    ['POST', '/'],
    ['POST', `/api/runs/${run}`],
    ['HEAD', '/api/approvals'],
    ['OPTIONS', '/api/approvals'],
    ['GET', '/api'],
    ['GET', '/api/approvals/'],
    ['GET', '//api/approvals'],
    ['GET', '/API/approvals'],
    ['GET', '/api/runs/a/b'],
    ['GET', '/api/runs/..'],
    ['GET', '/api/runs/%2e%2e'],
    ['GET', `/api/runs/${'x'.repeat(81)}`],
    ['GET', '/api/runs/a%00b'],
    ['GET', '/api/runs/run%23item'],
    ['GET', '/runs/<script>'],
    ['POST', `/api/runs/${run}/items/Smoke`],
    ['POST', `/api/runs/${run}/items/a%2fb`],
    ['GET', '/favicon.ico'],
    ['GET', '/%E0%A4%A'],
  ])('%s %s is 404', async (method, path) => {
    const answer = await here.handle(signedIn(request(method, path)));
    expect(answer.statusCode).toBe(404);
    expect(here.logged).toMatchObject([{ level: 'warn', fields: { kind: 'unknown' } }]);
  });

  it('has the same security headers on every answer', async () => {
    await here.ask(itemRecord());
    const answers: HttpResponse[] = [
      ...(await Promise.all(paths.map(here.get))),
      await here.decide({ decision: 'approve' }),
      await here.handle(request('GET', '/api/approvals')),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 404, 200, 401]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.stringContaining('max-age='),
        'cross-origin-opener-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'permissions-policy': expect.any(String),
        'content-security-policy': expect.stringMatching(/^default-src 'none'; (?!.*unsafe)/),
      });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('that goes wrong inside is 500, told without what went wrong, and logged with it', async () => {
    const store = { ...here.store, pending: () => Promise.reject(new Error('the table approvals-1234 is gone')) };
    const { handle, logged } = handling({ store });
    const answer = await handle(signedIn(request('GET', '/api/approvals')));
    expect([answer.statusCode, json(answer)]).toMatchObject([500, { error: { kind: 'failed' } }]);
    expect(answer.body).not.toContain('approvals-1234');
    expect(logged).toMatchObject([{ level: 'error', fields: { cause: expect.stringContaining('approvals-1234') } }]);
  });

  it('is found below the path of the console, where it has one', async () => {
    here = askedApi({ consoleUrl: `${consoleUrl}/preflight/` });
    expect((await here.get('/preflight/api/approvals')).statusCode).toBe(200);
    expect((await here.get('/api/approvals')).statusCode).toBe(200);
    expect((await here.get('/preflight')).body).toContain('&quot;base&quot;:&quot;/preflight&quot;');
    expect((await here.get('/preflightapi/approvals')).statusCode).toBe(404);
  });
});
