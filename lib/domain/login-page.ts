import { listed } from './listed.ts';
import type { FormLogin } from './login.ts';
import { onOneLine } from './one-line.ts';

/** A page, as far as logging in needs it. */
export interface LoginPage {
  readonly forms: readonly PageForm[];
  /** By name. */
  readonly metas: ReadonlyMap<string, string>;
  /** Of its `<base>`. */
  readonly base?: string | undefined;
  /** It was read to where its elements were nested too deep to be a page. */
  readonly tooDeep?: true;
}

export interface PageForm {
  readonly action: string;
  /** In lower case: `get` where none is written. */
  readonly method: string;
  /** What a browser sends of it, in the order of the page. */
  readonly fields: readonly PageField[];
}

export interface PageField {
  readonly name: string;
  readonly value: string;
}

/** What a browser sends when a person has filled in the form and pressed its button; or why it cannot. */
export type Submission =
  | { readonly to: URL; readonly body: string; readonly headers: Readonly<Record<string, string>> }
  | {
      /** Follows the page's address: `has no form`. */
      readonly problem: string;
      readonly observed: string;
      readonly expected: string;
    };

export interface FilledForm {
  readonly page: LoginPage;
  /** Where the page is. */
  readonly url: URL;
  readonly login: FormLogin;
  readonly username: string;
  readonly password: string;
}

export function submissionOf({ page, url, login, username, password }: FilledForm): Submission {
  const form = loginFormOf(page, login);
  if (form === undefined) return noForm(page, login);
  const { csrf, fields, extra } = login;
  const meta = csrf?.meta === undefined ? undefined : (page.metas.get(csrf.meta) ?? '');
  const problem = csrfProblem(form, login, meta) ?? methodProblem(form, login);
  if (problem !== undefined) return problem;
  const to = addressOf(form, page, url, login);
  if (to === undefined) return { problem: 'has a form with an address that is none', ...addressSeen(form) };
  const filled = { ...extra, [fields.username]: username, [fields.password]: password };
  const kept = form.fields.filter(({ name }) => !Object.hasOwn(filled, name));
  const body = new URLSearchParams([
    ...kept.map(({ name, value }): [string, string] => [name, value]),
    ...Object.entries(filled),
  ]);
  const headers = csrf?.header === undefined || meta === undefined ? {} : { [csrf.header.toLowerCase()]: meta };
  return { to, body: body.toString(), headers };
}

/** The first form with both fields. */
export function loginFormOf(page: LoginPage, { fields }: Pick<FormLogin, 'fields'>): PageForm | undefined {
  const has = (form: PageForm, wanted: string): boolean => form.fields.some(({ name }) => name === wanted);
  return page.forms.find((form) => has(form, fields.username) && has(form, fields.password));
}

function noForm({ forms, tooDeep }: LoginPage, { fields }: FormLogin): Submission {
  const expected = `a form with the fields ${fields.username} and ${fields.password}`;
  if (tooDeep) return { problem: 'is no page that can be read', observed: 'elements nested too deep', expected };
  if (forms.length === 0) return { problem: 'has no form', observed: 'no form', expected };
  const names = [...new Set(forms.flatMap((form) => form.fields.map(({ name }) => onOneLine(name))))];
  const shown = listed(names.slice(0, 10), 'and');
  const observed =
    names.length === 0 ? 'a form without fields' : `${forms.length === 1 ? 'a form' : 'forms'} with ${shown}`;
  return { problem: `has no form with the fields ${fields.username} and ${fields.password}`, observed, expected };
}

function csrfProblem(form: PageForm, { csrf }: FormLogin, meta: string | undefined): Submission | undefined {
  if (csrf === undefined) return undefined;
  if (csrf.field !== undefined) {
    const value = form.fields.find(({ name }) => name === csrf.field)?.value ?? '';
    if (value !== '') return undefined;
    return { problem: `has no CSRF token in its field ${csrf.field}`, observed: 'no token', expected: 'a token' };
  }
  // Visible ASCII alone can stand in a header.
  if (/^[\x21-\x7E]{1,4096}$/.test(meta ?? '')) return undefined;
  const observed = meta === '' ? 'no token' : 'something that no header can hold';
  return { problem: `has no CSRF token in <meta name="${csrf.meta}">`, observed, expected: 'a token' };
}

/** Where the configuration says to where the form goes, its page's script sends it, by POST. */
function methodProblem({ method }: PageForm, { action }: FormLogin): Submission | undefined {
  if (method === 'post' || action !== undefined) return undefined;
  const observed = `a form with the method ${onOneLine(method).slice(0, 20)}`;
  return { problem: 'has a form that would put the password into the address', observed, expected: 'the method post' };
}

function addressOf(form: PageForm, page: LoginPage, url: URL, { action }: FormLogin): URL | undefined {
  if (action !== undefined) return new URL(action);
  const base = (page.base === undefined ? undefined : URL.parse(page.base, url.href)) ?? url;
  // An empty action is the page's own address, whatever its base is.
  const to = form.action.trim() === '' ? new URL(url) : URL.parse(form.action, base.href);
  if (to === null) return undefined;
  // Neither is sent; a user name in an address would become a header.
  Object.assign(to, { hash: '', username: '', password: '' });
  return to;
}

function addressSeen({ action }: PageForm): { readonly observed: string; readonly expected: string } {
  return { observed: onOneLine(action).slice(0, 100), expected: 'an address' };
}
