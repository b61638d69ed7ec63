/** So far into a page its title is looked for: it stands in the head, and a page may be a mebibyte of anything. */
const longestHead = 8192;

/** Whether an answer is a page for people, by what it says of itself or how it begins. */
export function isHtml(contentType: string | undefined, body: string): boolean {
  if (/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType ?? '')) return true;
  return /^(?:<!doctype html|<html)\b/i.test(body.slice(0, longestHead).trimStart());
}

/** The text of a page's title, as it is written there; undefined where there is none. Not for showing as it is: others wrote it. */
export function titleOf(page: string): string | undefined {
  const head = page.slice(0, longestHead);
  const begin = head.search(/<title[\s>]/i);
  if (begin === -1) return undefined;
  const opened = head.indexOf('>', begin);
  const end = head.indexOf('<', opened);
  if (opened === -1 || end === -1) return undefined;
  return head.slice(opened + 1, end).trim() || undefined;
}
