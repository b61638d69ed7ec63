import { describe, expect, it } from 'vitest';
import type { CommitPerson } from '../../lib/domain/approvals/excluded.ts';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { ReleaseAuthors } from '../../lib/sources/release-authors.ts';
import { type OpenApprovalsInput, openApprovals } from '../../lib/steps/open-approvals.ts';
import { environmentAnswer } from '../support/answers.ts';
import { askedRun, expiresAt, manualItem, openedAt, waiverItem } from '../support/approval-samples.ts';
import { memoryApprovalStore } from '../support/memory-approval-store.ts';
import { release } from '../support/release.ts';

const settings = {
  service: 'shop-api',
  environment: 'production',
  people: { Hubert: ['github:hubot', 'email:hubert@acme.example'] },
};
const input: OpenApprovalsInput = {
  run: askedRun.run,
  release,
  fingerprint: askedRun.fingerprint,
  decision: { ask: [waiverItem, manualItem], groups: [environmentAnswer()] },
};
const commit: CommitPerson = {
  commit: release.commit,
  role: 'author',
  name: 'Hubert',
  email: 'hubert@acme.example',
  login: undefined,
};
const signal = new AbortController().signal;

function asking(authorsOf: ReleaseAuthors['authorsOf'] = async () => [commit]) {
  const store = memoryApprovalStore();
  return { store, authors: { authorsOf }, console: 'https://console.example', now: new Date(openedAt), signal };
}

describe('openApprovals', () => {
  it('writes the run, what the checks found, and each item open until its own time is up', async () => {
    const dependencies = asking();
    const ask = [waiverItem, { ...manualItem, expiresAfterSeconds: 60 }];
    await openApprovals({ ...input, decision: { ...input.decision, ask } }, settings, dependencies);
    const found = await dependencies.store.run(askedRun.run.id);
    expect(found).toMatchObject({ ...askedRun, groups: [environmentAnswer()] });
    expect(found?.items.map((item) => [item.id, item.status, item.expiresAt, item.revision])).toEqual([
      ['memory', 'open', expiresAt, 1],
      ['smoke-tests', 'open', '2026-11-23T12:01:10.000Z', 1],
    ]);
    expect(found?.items[0]).toMatchObject({ ...waiverItem, votes: [], version: '1.42.0', commit: release.commit });
  });

  it('excludes from every item who asked for the release and who wrote it, by all their names', async () => {
    const dependencies = asking();
    await openApprovals(input, settings, dependencies);
    const items = (await dependencies.store.run(askedRun.run.id))?.items ?? [];
    expect(items).toHaveLength(2);
    for (const { excluded, authorsOff } of items) {
      expect(excluded.map(({ who }) => who)).toEqual(['octocat', 'Hubert']);
      expect(excluded[1]?.aliases.toSorted()).toEqual(['email:hubert@acme.example', 'github:hubot']);
      expect(authorsOff).toBeUndefined();
    }
  });

  it('asks for the authors of this release, in the time that it was given', async () => {
    const asked: unknown[] = [];
    const dependencies = asking(async (...given) => {
      asked.push(given);
      return [];
    });
    await openApprovals(input, settings, dependencies);
    expect(asked).toEqual([[release, signal]]);
  });

  it('excludes the requester alone where authors are off, and writes down why', async () => {
    const never: ReleaseAuthors['authorsOf'] = () => Promise.reject(new Error('must not be asked'));
    const dependencies = asking(never);
    await openApprovals(input, { ...settings, authorsOff: 'the code is on a disk' }, dependencies);
    const item = await dependencies.store.item(askedRun.run.id, 'memory');
    expect(item?.excluded.map(({ who }) => who)).toEqual(['octocat']);
    expect(item?.authorsOff).toBe('the code is on a disk');
  });

  it('tells what to wait for, the page, and what to tell the approvers', async () => {
    const dependencies = { ...asking(), console: 'https://console.example/' };
    const { items, console, notification } = await openApprovals(input, settings, dependencies);
    expect(items).toEqual([
      { id: 'memory', title: waiverItem.title, expiresAt, expiresAfterSeconds: 14_400 },
      { id: 'smoke-tests', title: manualItem.title, expiresAt, expiresAfterSeconds: 14_400 },
    ]);
    expect(console).toBe(`https://console.example/runs/${askedRun.run.id}`);
    expect(notification.subject).toBe('2 decisions needed: shop-api 1.42.0 to production');
    expect(notification.message).toContain(console);
  });

  it('answers a second time with the times of the first, and asks nobody again', async () => {
    const dependencies = asking();
    const first = await openApprovals(input, settings, dependencies);
    const later = {
      ...dependencies,
      authors: { authorsOf: () => Promise.reject(new Error('must not be asked')) },
      now: new Date('2026-11-23T12:00:40.000Z'),
    };
    expect(await openApprovals(input, settings, later)).toEqual(first);
    expect(dependencies.store.written).toHaveLength(2);
  });

  it('answers with what another attempt has written meanwhile', async () => {
    const dependencies = asking();
    const first = await openApprovals(input, settings, dependencies);
    const reads = [undefined, await dependencies.store.run(askedRun.run.id)];
    const slower = {
      ...dependencies,
      store: { ...dependencies.store, run: async () => reads.shift() },
      now: new Date('2026-11-23T12:00:40.000Z'),
    };
    expect(await openApprovals(input, settings, slower)).toEqual(first);
    expect(reads).toEqual([]);
  });

  it('writes nothing where nobody can tell who wrote the release, and says so without a secret', async () => {
    const secret = new Secret('ghs_abcdefgh12345678');
    const dependencies = asking(() =>
      Promise.reject(
        new SourceError(`GitHub answered HTTP 502 to ${secret.reveal()}`, { cause: new Error('request') }),
      ),
    );
    const caught = await openApprovals(input, settings, dependencies).catch((cause: unknown) => cause);
    expect(caught).toBeInstanceOf(SourceError);
    expect((caught as Error).message).toBe(
      'nobody can be asked, since it is not known who wrote the release: GitHub answered HTTP 502 to [secret]',
    );
    expect((caught as Error).cause).toBeUndefined();
    expect(await dependencies.store.run(askedRun.run.id)).toBeUndefined();
  });

  it('rejects with a defect as it is, and where nothing can be written', async () => {
    const defect = new TypeError('x is not a function');
    await expect(
      openApprovals(
        input,
        settings,
        asking(() => Promise.reject(defect)),
      ),
    ).rejects.toBe(defect);
    const dependencies = asking();
    const unreachable = new Error('no table');
    const store = { ...dependencies.store, open: () => Promise.reject(unreachable) };
    await expect(openApprovals(input, settings, { ...dependencies, store })).rejects.toBe(unreachable);
  });
});
