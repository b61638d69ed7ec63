import { Parser } from 'htmlparser2';
import type { LoginPage, PageField, PageForm } from '../domain/login-page.ts';

/**
 * Browsers nest no deeper either (512 in Chromium). Beyond it the time that the parser takes grows with the square of the page: 40 s for
 * a mebibyte of tags.
 */
const deepest = 512;

type Attributes = Readonly<Record<string, string>>;

/** A form while it is read. */
interface Draft {
  action: string;
  method: string;
  readonly fields: PageField[];
  /** Whether its first button was seen, which is the one that the return key presses. */
  pressed: boolean;
}

/**
 * What a page holds of forms, as a browser without scripts sees it: text fields, hidden ones, what is ticked, and the name of the first
 * button. Lists to choose from and longer texts are left out: `extra` in the configuration says them.
 */
export function readPage(html: string): LoginPage {
  const drafts: Draft[] = [];
  const byId = new Map<string, Draft>();
  const elsewhere: { readonly form: string; readonly tag: string; readonly attributes: Attributes }[] = [];
  const metas = new Map<string, string>();
  let base: string | undefined;
  let current: Draft | undefined;
  let depth = 0;
  let tooDeep = false;

  const parser: Parser = new Parser({
    onopentagname() {
      depth += 1;
      if (depth <= deepest) return;
      tooDeep = true;
      parser.pause();
    },
    onopentag(tag, attributes: Attributes) {
      if (tag === 'form') current = begin(attributes);
      else if (tag === 'base') base ??= attributes['href'];
      else if (tag === 'meta') keepMeta(attributes);
      else if (tag === 'input' || tag === 'button') {
        const { form } = attributes;
        if (form !== undefined) elsewhere.push({ form, tag, attributes });
        else if (current !== undefined) add(current, tag, attributes);
      }
    },
    onclosetag(tag, isImplied) {
      depth -= 1;
      // A form that ends with what is around it goes on: browsers read tables that hold half a form so.
      if (tag === 'form' && !isImplied) current = undefined;
    },
  });
  // `end` goes on where `pause` stopped.
  parser.write(html);
  if (!tooDeep) parser.end();
  // A field may name its form before that begins.
  for (const { form, tag, attributes } of elsewhere) {
    const owner = byId.get(form);
    if (owner !== undefined) add(owner, tag, attributes);
  }
  return { forms: drafts.map(formOf), metas, base, ...(tooDeep ? { tooDeep } : {}) };

  function begin({ id, action = '', method = 'get' }: Attributes): Draft {
    const draft: Draft = { action, method: method.toLowerCase(), fields: [], pressed: false };
    drafts.push(draft);
    if (id !== undefined && !byId.has(id)) byId.set(id, draft);
    return draft;
  }

  function keepMeta({ name, content }: Attributes): void {
    if (name !== undefined && content !== undefined && !metas.has(name)) metas.set(name, content);
  }
}

const formOf = ({ action, method, fields }: Draft): PageForm => ({ action, method, fields });

/** Types of which a browser sends nothing unless they are pressed or a file is chosen. */
const silent: ReadonlySet<string> = new Set(['button', 'reset', 'image', 'file']);

function add(draft: Draft, tag: string, attributes: Attributes): void {
  const { name = '', value, disabled, checked } = attributes;
  const type = (attributes['type'] ?? (tag === 'button' ? 'submit' : 'text')).toLowerCase();
  if (disabled !== undefined || silent.has(type)) return;
  if (type === 'submit') {
    press(draft, attributes);
    return;
  }
  if (tag === 'button' || name === '') return;
  const ticked = type === 'checkbox' || type === 'radio';
  if (!ticked) draft.fields.push({ name, value: value ?? '' });
  else if (checked !== undefined) draft.fields.push({ name, value: value ?? 'on' });
}

function press(draft: Draft, { name = '', value = '', formaction, formmethod }: Attributes): void {
  if (draft.pressed) return;
  draft.pressed = true;
  if (name !== '') draft.fields.push({ name, value });
  if (formaction !== undefined) draft.action = formaction;
  if (formmethod !== undefined) draft.method = formmethod.toLowerCase();
}
