import { createHash } from 'node:crypto';
import { html, type Markup } from './escape.ts';
import { iconSprite } from './icons.ts';

export interface HtmlPage {
  readonly title: string;
  /** The one style sheet: ours, without anything of others. */
  readonly styles: string;
  readonly body: Markup;
}

/** A page may use its one style sheet, by its hash, and nothing else: no script, no request, no frame, no form. */
export function policyFor(styles: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(styles).digest('base64')}'`,
    "img-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** A page that needs nothing but itself: it opens from a disk, a mail or a bucket, years later. */
export function htmlPage({ title, styles, body }: HtmlPage): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(styles)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${{ markup: styles }}</style>
</head>
<body>
${iconSprite}
${body}
</body>
</html>
`;
  return page.markup;
}
