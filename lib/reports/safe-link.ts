/**
 * An address that may stand as a link, written so that nothing in it ends an attribute or Markdown's brackets; undefined for
 * what is none, or leads to anything but a web page.
 */
export function safeLink(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return href.replaceAll(/[()[\]<>"'`\\\s|]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
