import { apiUrl, gitSha, idOf, nodeId, pageUrl, type Telling } from './github-parts.ts';

/** GitHub sends no content of a file beyond this with the file itself. */
const largestInline = 1024 * 1024;

/** A file of the repository, with its content in Base64 as GitHub breaks it. */
export function fileBody(telling: Telling, { path, ref, text }: { path: string; ref: string; text: string }) {
  const inline = Buffer.byteLength(text) <= largestInline;
  const sha = gitSha('blob', text);
  const url = apiUrl(telling, `/contents/${path}?ref=${ref}`);
  const git = apiUrl(telling, `/git/blobs/${sha}`);
  const html = pageUrl(telling, `/blob/${ref}/${path}`);
  return {
    type: 'file',
    encoding: inline ? 'base64' : 'none',
    size: Buffer.byteLength(text),
    name: path.split('/').at(-1) ?? path,
    path,
    content: inline ? base64Lines(text) : '',
    sha,
    url,
    git_url: git,
    html_url: html,
    download_url: pageUrl(telling, `/raw/${ref}/${path}`),
    _links: { self: url, git, html },
  };
}

export function blobBody(telling: Telling, text: string) {
  const sha = gitSha('blob', text);
  return {
    sha,
    node_id: nodeId('B', idOf(sha)),
    size: Buffer.byteLength(text),
    url: apiUrl(telling, `/git/blobs/${sha}`),
    content: base64Lines(text),
    encoding: 'base64',
  };
}

function base64Lines(text: string): string {
  return Buffer.from(text).toString('base64').replaceAll(/.{60}/g, '$&\n').concat('\n');
}
