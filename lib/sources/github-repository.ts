import * as z from 'zod/mini';
import type { RepositoryFile } from '../domain/github.ts';
import { SourceError } from '../domain/source-error.ts';
import type { Github } from './github.ts';
import type { GithubClient } from './github-client.ts';
import { formFailure, GithubFailure } from './github-failure.ts';
import { formed, orAbsent, pagesOf } from './github-list.ts';

/** What lies at a path: a folder is a list, and a symbolic link that leads nowhere or a submodule have types of their own. */
const contentsForm = z.union([z.array(z.object({})), z.object({ type: z.string() })]);
const fileForm = z.object({ sha: z.string(), size: z.int(), encoding: z.string(), content: z.string() });
const blobForm = z.object({ size: z.nullish(z.int()), encoding: z.literal('base64'), content: z.string() });

/** Issues and pull requests come in one list. */
const issueForm = z.object({ number: z.int(), title: z.string(), pull_request: z.nullish(z.object({})) });
const labelForm = z.object({ name: z.string() });

/** Its files, issues and labels. */
export function repository(client: GithubClient): Pick<Github, 'file' | 'openIssues' | 'hasLabel'> {
  return {
    async file(path, ref, signal) {
      const route = 'GET /repos/{owner}/{repo}/contents/{path}';
      const data = await orAbsent(client, signal, () => client.ask(route, { path, ref }, signal));
      if (data === undefined) return undefined;
      const contents = formed(contentsForm, data, 'a file');
      return 'type' in contents && contents.type === 'file' ? readFile(client, path, data, signal) : undefined;
    },
    async openIssues(label, signal) {
      // GitHub's parameter is a list: it would look for issues that have both halves.
      if (label.includes(',')) throw new SourceError(`GitHub cannot search for the label ${label}: it has a comma`);
      try {
        return await findIssues(client, label, signal);
      } catch (cause) {
        if (!(cause instanceof GithubFailure) || cause.status !== 410) throw cause;
        throw new SourceError(`${client.repository} has no issues switched on at GitHub (HTTP 410)`, { cause });
      }
    },
    async hasLabel(label, signal) {
      const route = 'GET /repos/{owner}/{repo}/labels/{name}';
      const data = await orAbsent(client, signal, () => client.ask(route, { name: label }, signal));
      // In an address, the label `..` is the way up, to something else that has a name.
      return data !== undefined && formed(labelForm, data, 'a label').name.toLowerCase() === label.toLowerCase();
    },
  };
}

async function readFile(
  client: GithubClient,
  path: string,
  data: unknown,
  signal: AbortSignal,
): Promise<RepositoryFile> {
  const { sha, size, encoding, content } = formed(fileForm, data, 'a file');
  // Above 1 MB the content is left out (GitHub docs, "Get repository content").
  const base64 = encoding === 'none' ? await readBlob(client, sha, signal) : content;
  if (encoding !== 'none' && encoding !== 'base64') throw formFailure('a file');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== size) throw formFailure('a file');
  return { text: textOf(bytes, path), blob: sha };
}

async function readBlob(client: GithubClient, file_sha: string, signal: AbortSignal): Promise<string> {
  const data = await client.ask('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', { file_sha }, signal);
  return formed(blobForm, data, 'a file').content;
}

function textOf(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new SourceError(`${path} is not a text in UTF-8 on GitHub`, { cause });
  }
}

/** Ends at the first page that holds an issue: one is enough to know of, and there may be thousands. */
async function findIssues(client: GithubClient, label: string, signal: AbortSignal) {
  const route = 'GET /repos/{owner}/{repo}/issues';
  const parameters = { state: 'open', labels: label };
  const found = await orAbsent(client, signal, async () => {
    for await (const { entries, more } of pagesOf({
      client,
      route,
      parameters,
      form: issueForm,
      name: 'issues',
      signal,
    })) {
      const issues = entries.filter(({ pull_request }) => (pull_request ?? undefined) === undefined);
      if (issues.length > 0) return { issues: issues.map(({ number, title }) => ({ number, title })), more };
    }
    return { issues: [], more: false };
  });
  if (found === undefined) throw new SourceError(`GitHub shows no issues of ${client.repository} to this App or token`);
  return found;
}
