import { listed } from '../listed.ts';
import { shortCommit } from '../short-commit.ts';
import { normalizeAlias } from './alias.ts';
import type { Excluded } from './approval.ts';
import { knownAs, nameOfArn, type People, visible } from './identity.ts';

/** Who wrote something of a release, as far as its commits tell. */
export interface CommitPerson {
  readonly commit: string;
  readonly role: 'author' | 'committer' | 'co-author';
  /** As the commit says. */
  readonly name: string;
  /** As the commit says; '' where it says none. */
  readonly email: string;
  /** The account that GitHub knows for it; undefined where it knows none. */
  readonly login: string | undefined;
}

export interface ExclusionInput {
  readonly requestedBy: string;
  readonly authors: readonly CommitPerson[];
  readonly people: People;
}

/**
 * Who must not decide on a release: who asked for it, and who wrote or committed something of it. One entry a person, as far
 * as the map or an alias that two share tells; whoever asked comes first. Who has no alias at all is named as well.
 */
export function excludedOf({ requestedBy, authors, people }: ExclusionInput): readonly Excluded[] {
  const traces = [requestOf(requestedBy), ...authors.map(commitOf)].map((trace) => withMap(trace, people));
  return joined(traces).map(excludedBy);
}

/** What one request or commit tells of a person. */
interface Trace {
  readonly who: string;
  readonly aliases: readonly string[];
  readonly asked?: true;
  readonly wrote?: string;
  readonly committed?: string;
}

function requestOf(requestedBy: string): Trace {
  const [, kind, name = ''] = /^(github|email|aws):(.*)$/i.exec(requestedBy) ?? [];
  const who =
    kind === undefined ? visible(requestedBy) : kind.toLowerCase() === 'aws' ? nameOfArn(name) : visible(name);
  return { who, aliases: normalizeAlias(requestedBy), asked: true };
}

function commitOf({ commit, role, name, email, login }: CommitPerson): Trace {
  const aliases = [
    ...(login === undefined || login === '' ? [] : normalizeAlias(`github:${login}`)),
    ...(email.trim() === '' ? [] : normalizeAlias(`email:${email}`)),
  ];
  const who = visible(login ?? '') || visible(name) || visible(email) || 'somebody without a name';
  return { who, aliases, ...(role === 'committer' ? { committed: commit } : { wrote: commit }) };
}

function withMap(trace: Trace, people: People): Trace {
  const known = knownAs(trace.aliases, people);
  if (known.length === 0) return trace;
  const names = known.map(({ name }) => name);
  const aliases = [...trace.aliases, ...known.flatMap((one) => one.aliases)];
  return { ...trace, who: listed(names, 'and'), aliases };
}

/** Traces of one person side by side: each shares an alias with another one of them. */
function joined(traces: readonly Trace[]): readonly (readonly Trace[])[] {
  const groups = new Set<Trace[]>();
  const byAlias = new Map<string, Trace[]>();
  for (const trace of traces) {
    // No alias has a space: of those who have none, whoever goes by one name is one.
    const marks = trace.aliases.length === 0 ? [`named ${trace.who}`] : trace.aliases;
    const found = new Set(marks.map((mark) => byAlias.get(mark)).filter((group) => group !== undefined));
    const [group = [], ...others] = found;
    groups.add(group);
    for (const other of others) {
      group.push(...other);
      groups.delete(other);
    }
    group.push(trace);
    for (const mark of [...marks, ...others.flat().flatMap(({ aliases }) => aliases)]) byAlias.set(mark, group);
  }
  return [...groups];
}

function excludedBy(traces: readonly Trace[]): Excluded {
  const wrote = new Set(traces.flatMap((trace) => trace.wrote ?? []));
  const committed = new Set(traces.flatMap((trace) => trace.committed ?? []).filter((commit) => !wrote.has(commit)));
  const reasons = [
    ...(traces.some(({ asked }) => asked) ? ['asked for this release'] : []),
    ...commits('wrote commit', wrote),
    ...commits('committed', committed),
  ];
  return {
    who: traces[0]?.who ?? '',
    aliases: [...new Set(traces.flatMap(({ aliases }) => aliases))],
    why: reasons,
  };
}

function commits(did: string, [first, ...more]: Iterable<string>): string[] {
  if (first === undefined) return [];
  return [`${did} ${shortCommit(first)}${more.length === 0 ? '' : ` and ${more.length} more`}`];
}
