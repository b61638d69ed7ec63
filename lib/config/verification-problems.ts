import * as z from 'zod/mini';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { criterionIds } from '../domain/window/criterion.ts';
import { probesOf } from './criteria/index.ts';
import { isOff } from './off.ts';
import { limitProblems } from './probe-limits.ts';
import { rollbackBase } from './rollback.ts';
import type { CriteriaSoFar, RestSoFar } from './rollback-problems.ts';
import { longestVerification, momentsOf, usualMoments } from './verification.ts';

/**
 * Every second a trigger may come, and then a verification ends at once; else Watch waits for it, and looks at nothing. With 90 s it
 * misses one of its minute's looks at most.
 */
const longestSeconds = 90;

type Input = Readonly<Record<string, unknown>>;
const times = z.pick(rollbackBase, { lasts: true, verification: true });

/** What is wrong with the times at which a window verifies, and with what it verifies. */
export function verificationProblems(input: Input, criteria: CriteriaSoFar, rest: RestSoFar): Problem[] {
  const probed = criterionIds.flatMap((id) => {
    const one = criteria[id];
    return one === undefined || isOff(one) || probesOf(one).length === 0 ? [] : [{ id, watch: one.watch }];
  });
  if (rest.watched.length + probed.length === 0) return nothingVerified(input, criteria, rest);
  const { deadlineSeconds } = rest;
  return [
    ...momentProblems(input),
    ...(deadlineSeconds === undefined ? [] : tooLong(input, deadlineSeconds)),
    ...probed.flatMap(({ id, watch }) => limitProblems(watch, `criteria.${id}.watch`, deadlineSeconds)),
  ];
}

function nothingVerified({ verification }: Input, criteria: CriteriaSoFar, { isWhole }: RestSoFar): Problem[] {
  const isAll = isWhole && criterionIds.every((id) => criteria[id] !== undefined);
  if (verification === undefined || !isAll) return [];
  const message =
    'does nothing: no check of post-deploy is on, and no criterion has a probe; write what is to be verified, or remove it';
  return [{ path: 'verification', message }];
}

function momentProblems({ lasts: given, verification }: Input): Problem[] {
  const { data } = times.safeParse({ lasts: given, verification });
  if (data === undefined) return [];
  const { lasts } = data;
  const { at } = data.verification;
  if (at !== undefined) return at.flatMap((seconds, index) => tooLate({ seconds, index, lasts }));
  if (momentsOf({}, lasts).length > 0) return [];
  const message = `is missing; a window of ${lasts} s ends before the usual ones, ${listed(usualMoments, 'and')}: write moments that are in it, for example ['${Math.ceil(lasts / 2)}s']`;
  return [{ path: 'verification.at', message }];
}

function tooLate(one: { readonly seconds: number; readonly index: number; readonly lasts: number }): Problem[] {
  const { seconds, index, lasts } = one;
  if (seconds <= lasts) return [];
  const message = `must be in the window, which lasts ${lasts} s, not ${seconds} s after its opening; write an earlier one, or a longer window, lasts`;
  return [{ path: `verification.at[${index}]`, message }];
}

function tooLong({ verification }: Input, deadlineSeconds: number): Problem[] {
  const { data } = times.safeParse({ verification });
  if (data === undefined) return [];
  const { tries, every } = data.verification;
  const longest = longestVerification({ tries, every }, deadlineSeconds);
  if (longest <= longestSeconds) return [];
  const how =
    tries === 1 ? `1 try of ${deadlineSeconds} s` : `${tries} tries of ${deadlineSeconds} s, ${every} s between`;
  const lower = tries === 1 ? 'checkDeadlineSeconds' : 'tries, every or checkDeadlineSeconds';
  const message = `must take ${longestSeconds} s at most where nothing answers, not ${longest} s (${how}); lower ${lower}`;
  return [{ path: 'verification', message }];
}
