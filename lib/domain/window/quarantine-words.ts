import { noticeOf, type WindowNotice } from './notice.ts';
import type { Quarantine } from './window.ts';
import { deploymentWords, reasonWords } from './words.ts';

/** Why a release in quarantine goes no further, and what to do about it. */
export function whyQuarantined({ version, commit, run, at, reason }: Quarantine, environment: string): string {
  return [
    `${version} (${commit}) is in quarantine: the window ${run} rolled it back at ${at}: ${reasonWords(reason)}`,
    `deploy a repaired release, or lift it: preflight release lift --env ${environment} --commit ${commit} --reason '…'`,
  ].join('; ');
}

/** That a release may pass the gate again which was rolled back: whoever was paged then wants to know. */
export function liftedWords(
  { version, commit, reason, run, lifted }: Quarantine,
  service: string,
  environment: string,
): WindowNotice {
  return noticeOf('notice', `Quarantine lifted: ${deploymentWords({ service, release: { version }, environment })}`, [
    `${lifted?.by ?? 'Somebody'} lifted the quarantine of ${service} ${version} (commit ${commit}):`,
    reasonWords(lifted?.reason ?? ''),
    '',
    `It was rolled back by the window ${run}: ${reasonWords(reason)}`,
    `The gate of ${environment} may let it pass again.`,
  ]);
}
