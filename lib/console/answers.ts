import { type Identity, personOf } from '../domain/approvals/identity.ts';
import { checklist } from '../domain/checklist.ts';
import { recordDecision } from '../steps/record-decision.ts';
import type { DecisionAnswer, DecisionBody, PendingAnswer, RunAnswer, You } from './api.ts';
import { decisionWords } from './decision-words.ts';
import type { ConsoleDependencies, ConsoleSettings } from './handler.ts';
import { type Refused, refused } from './refusal.ts';
import { releaseLinks } from './release-links.ts';
import { itemView, type Viewer } from './views.ts';

/** The longest list; whoever has more that waits begins with what expires first. */
const mostPending = 200;

/** A request of somebody who is known. */
export interface Asked {
  readonly identity: Identity;
  readonly settings: ConsoleSettings;
  readonly dependencies: ConsoleDependencies;
}

export async function answerPending(asked: Asked): Promise<PendingAnswer> {
  const viewer = viewerOf(asked);
  const found = await asked.dependencies.store.pending(viewer.now.toISOString(), mostPending + 1);
  const items = found.slice(0, mostPending).map((item) => itemView(item, viewer));
  return { you: youOf(viewer), items, more: found.length > mostPending };
}

export async function answerRun(asked: Asked, id: string): Promise<RunAnswer | Refused> {
  const found = await asked.dependencies.store.run(id);
  if (found === undefined) return refused('unknown', `there is no run ${id} that people were asked about`);
  const viewer = viewerOf(asked);
  const { run, service, environment, release, fingerprint, openedAt, closedAt, groups, items } = found;
  return {
    you: youOf(viewer),
    run: { run, service, environment, release, fingerprint, openedAt, ...(closedAt === undefined ? {} : { closedAt }) },
    links: releaseLinks(release, asked.settings.sources.github),
    groups: groups.map((group) => ({ ...group, title: checklist[group.group].title })),
    items: items.map((item) => itemView(item, viewer)),
  };
}

export interface AskedDecision {
  readonly run: string;
  readonly item: string;
  readonly body: DecisionBody;
}

export async function answerDecision(
  asked: Asked,
  { run, item, body }: AskedDecision,
): Promise<DecisionAnswer | Refused> {
  const { identity, settings, dependencies } = asked;
  const request = {
    run,
    item,
    choice: body.decision,
    comment: body.comment ?? '',
    ...(body.until === undefined ? {} : { until: body.until }),
    ...(body.breakGlass === undefined ? {} : { breakGlass: body.breakGlass }),
  };
  const recorded = await recordDecision(request, identity, settings, dependencies);
  if (recorded.outcome === 'refused') return refused(recorded.why, recorded.message);
  const viewer = viewerOf(asked);
  const view = itemView(recorded.item, viewer);
  const { outcome } = recorded;
  dependencies.log.info('decision recorded', {
    run,
    item,
    outcome,
    choice: body.decision,
    status: view.status,
    person: youOf(viewer).name,
  });
  return { item: view, message: decisionWords(view, outcome === 'repeated') };
}

function viewerOf({ identity, settings, dependencies }: Asked): Viewer {
  return { identity, rules: settings, now: dependencies.now() };
}

function youOf({ identity, rules }: Viewer): You {
  return { name: personOf(identity, rules.people).name };
}
