import type { ConsoleSettings } from '../../../lib/console/handler.ts';
import type { HttpResponse } from '../../../lib/console/http-event.ts';
import type { ItemRecord } from '../../../lib/domain/approvals/approval-record.ts';
import { askedRun } from '../../support/approval-samples.ts';
import { memoryApprovalStore } from '../../support/memory-approval-store.ts';
import { groups } from './asked.ts';
import { claims, post, request, signedIn } from './events.ts';
import { handling } from './handle.ts';

export const run = askedRun.run.id;
export const itemPath = `/api/runs/${run}/items/smoke-tests`;
export const author = {
  who: 'octocat',
  aliases: ['github:octocat', 'email:octocat@acme.example'],
  why: ['wrote commit 3f786850e387'],
};
export const taskToken = 'AQCEAAAAKgAAAAMAAAAA-task-token';

/** The API over a store of its own, as one person asks it. */
export function askedApi(settings: Partial<ConsoleSettings> = {}) {
  const store = memoryApprovalStore();
  const server = handling({ store, settings });
  return {
    ...server,
    store,
    async ask(...items: readonly ItemRecord[]): Promise<void> {
      await store.open(askedRun, groups, items);
      await store.saveToken(run, 'smoke-tests', taskToken);
    },
    get: (path: string): Promise<HttpResponse> => server.handle(signedIn(request('GET', path))),
    decide: (body: unknown, path = itemPath, payload: object = claims): Promise<HttpResponse> =>
      server.handle(signedIn(post(path, body), { ...payload })),
    changes: () => store.written.filter(({ revision }) => revision > 1),
  };
}
