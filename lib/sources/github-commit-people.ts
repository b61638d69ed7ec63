import * as z from 'zod/mini';
import type { CommitPerson } from '../domain/approvals/excluded.ts';

const accountForm = z.nullish(z.object({ login: z.optional(z.string()) }));
const signatureForm = z.nullish(z.object({ name: z.optional(z.string()), email: z.optional(z.string()) }));

/** A commit as GitHub lists it, as far as it tells whose it is. */
export const commitForm = z.object({
  sha: z.string(),
  commit: z.object({ author: signatureForm, committer: signatureForm, message: z.string() }),
  author: accountForm,
  committer: accountForm,
});
export type CommitAnswer = z.output<typeof commitForm>;

/** Who had a part in a commit, each once, in the first of their roles. */
export function peopleOf({ sha, commit, author, committer }: CommitAnswer): CommitPerson[] {
  const by = (role: CommitPerson['role'], signature: CommitAnswer['commit']['author'], login: string | undefined) => ({
    commit: sha,
    role,
    name: signature?.name?.trim() ?? '',
    email: signature?.email?.trim() ?? '',
    login: login === '' ? undefined : login,
  });
  const committed = by('committer', commit.committer, committer?.login);
  const all: CommitPerson[] = [
    by('author', commit.author, author?.login),
    ...coAuthorsIn(commit.message).map((one) => by('co-author', one, undefined)),
    ...(isGithub(committed) ? [] : [committed]),
  ];
  return all.filter((one, index) => all.findIndex((other) => isSame(one, other)) === index);
}

const isSame = (one: CommitPerson, other: CommitPerson): boolean =>
  one.name === other.name && one.email === other.email && (one.login ?? other.login) === (other.login ?? one.login);

interface Named {
  readonly name: string;
  readonly email: string;
}

const trailer = /^[ \t>*-]*co-authored-by:(?<people>.*)$/i;

/**
 * GitHub docs, "Creating a commit with multiple authors". Taken from any line, since a squash puts whole messages below one
 * another.
 */
function coAuthorsIn(message: string): Named[] {
  return message.split(/[\r\n]/).flatMap((line) => namedIn(trailer.exec(line)?.groups?.['people'] ?? ''));
}

/** `Mona Lisa <mona@acme.example>`, once or several times; also without an address: who is named is not nobody. */
function namedIn(people: string): Named[] {
  const parts = people.split('>').map((part) => part.split('<'));
  const addressed = parts.filter((part) => part.length > 1);
  return (addressed.length > 0 ? addressed : parts)
    .map(([name = '', ...rest]) => ({ name: name.replace(/^[\s,;]+/, '').trim(), email: rest.join('').trim() }))
    .filter(({ name, email }) => name !== '' || email !== '');
}

/** What is merged, squashed or edited on GitHub's pages is committed by GitHub. Only a committer: it writes nothing. */
function isGithub({ login, email }: CommitPerson): boolean {
  return login === 'web-flow' || (login === undefined && email.toLowerCase() === 'noreply@github.com');
}
