import type { RunAnswer } from '../api.ts';
import { type Child, el, fact, moment, outLink, quote } from './dom.ts';

/** What is told of a release before anything is asked about it: in one line, where there is room. */
export function releaseSummary({ run, links }: Pick<RunAnswer, 'run' | 'links'>): HTMLElement {
  const { commit, previous, pullRequest, requestedBy } = run.release;
  const code = el('code', {}, commit.slice(0, 12));
  return el(
    'p',
    { class: 'meta summary' },
    el('span', {}, 'Commit ', links.commit === undefined ? code : outLink(links.commit, code)),
    previous &&
      el(
        'span',
        {},
        links.compare === undefined ? 'Replaces ' : outLink(links.compare, 'Compare with'),
        ' ',
        quote(previous.version),
      ),
    pullRequest === undefined || links.pullRequest === undefined
      ? undefined
      : el('span', {}, outLink(links.pullRequest, `Pull request #${pullRequest}`)),
    el('span', {}, 'Asked for by ', quote(requestedBy)),
  );
}

/** What would be deployed, and where to look at it. */
export function releaseFacts({ run, links }: Pick<RunAnswer, 'run' | 'links'>): HTMLElement {
  const { release, fingerprint } = run;
  const { previous, pullRequest, images, migrationVersion } = release;
  const code = (text: string): HTMLElement => el('code', {}, quote(text));
  const linked = (url: string | undefined, ...children: readonly Child[]): Child =>
    url === undefined ? children : outLink(url, ...children);
  return el(
    'dl',
    { class: 'facts' },
    fact('Version', quote(release.version)),
    fact('Commit', linked(links.commit, code(release.commit))),
    previous &&
      fact('Replaces', quote(previous.version), ' ', links.compare && outLink(links.compare, 'Compare the two')),
    pullRequest === undefined ? undefined : fact('Pull request', linked(links.pullRequest, `#${pullRequest}`)),
    images.length > 0
      ? fact(
          'Images',
          el(
            'ul',
            {},
            images.map((image) => el('li', {}, code(image))),
          ),
        )
      : undefined,
    migrationVersion === undefined ? undefined : fact('Migration', migrationVersion),
    fact('Asked for by', quote(release.requestedBy)),
    fact('Asked at', moment(run.openedAt)),
    fact('Run', code(run.run.id)),
    fact('Configuration', code(fingerprint.configuration)),
  );
}
