import { itemIdPattern } from '../domain/approvals/approval.ts';
import { decodedPath, runOf, runPattern } from '../domain/run-path.ts';

/** Where a request goes. Ids are held against what they may look like before they reach the store. */
export type Route =
  | { readonly to: 'page' }
  | { readonly to: 'list'; readonly way: Way }
  | { readonly to: 'run'; readonly way: Way; readonly run: string }
  | { readonly to: 'decide'; readonly way: Way; readonly run: string; readonly item: string };

/** `api`: signed in at the issuer. `iam`: with AWS credentials. */
export type Way = 'api' | 'iam';

const run = `(?<run>${runPattern})`;
const item = `(?<item>${itemIdPattern})`;
const way = '/(?<way>api|iam)';

const list = new RegExp(`^${way}/approvals$`);
const oneRun = new RegExp(`^${way}/runs/${run}$`, 'u');
const decide = new RegExp(`^${way}/runs/${run}/items/${item}$`, 'u');

/** @returns undefined for what there is not. Only `POST` ever leads to a decision. */
export function routeOf(method: string, rawPath: string): Route | undefined {
  const path = decodedPath(rawPath);
  if (method === 'POST') {
    const found = groupsOf(decide, path);
    return found && { to: 'decide', way: wayOf(found), run: found['run'] ?? '', item: found['item'] ?? '' };
  }
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (path === '/' || runOf(path) !== undefined) return { to: 'page' };
  // HEAD is for pages: what looks at links asks for no more.
  if (method === 'HEAD') return undefined;
  const asList = groupsOf(list, path);
  if (asList !== undefined) return { to: 'list', way: wayOf(asList) };
  const asRun = groupsOf(oneRun, path);
  return asRun && { to: 'run', way: wayOf(asRun), run: asRun['run'] ?? '' };
}

type Groups = Readonly<Record<string, string>>;

const groupsOf = (pattern: RegExp, path: string): Groups | undefined => pattern.exec(path)?.groups;
const wayOf = (groups: Groups): Way => (groups['way'] === 'iam' ? 'iam' : 'api');
