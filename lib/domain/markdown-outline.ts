/** A heading of a Markdown text, and whether words stand below it before the next heading of any level. */
export interface Section {
  /** 1 to 6; 0 for what stands before the first heading. */
  readonly level: number;
  readonly title: string;
  readonly hasWords: boolean;
}

/**
 * The headings of a Markdown text as CommonMark finds them: `#` and underlined ones, none in fenced or indented code, in
 * HTML comments, in lists or in quotes. Any line ends, with or without a BOM. Reads each character a fixed number of
 * times, since the text may be anybody's: no pattern in here can go back further than its line's start.
 */
export function outlineOf(text: string): readonly Section[] {
  const outline = new Outline();
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) outline.read(line);
  outline.endParagraph();
  return outline.sections;
}

interface Fence {
  readonly mark: string;
  readonly length: number;
}

class Outline {
  readonly sections: { level: number; title: string; hasWords: boolean }[] = [{ level: 0, title: '', hasWords: false }];
  #inside: Fence | 'comment' | undefined;
  /** The first line of the paragraph that a next line may underline, which makes it a heading. */
  #paragraph: string | undefined;
  /** In a list item or a quote: its text goes on in the next lines, and underlining it makes no heading. */
  #isNested = false;

  read(line: string): void {
    const text = line.trim();
    const isIndented = columnsBefore(line) > 3;
    if (this.#inside !== undefined) this.#readInside(text, this.#inside, isIndented);
    else if (text === '') this.endParagraph();
    else if (isIndented) this.#readIndented(text);
    else if (!this.#readBlock(text)) this.#readText(text);
  }

  endParagraph(): void {
    if (this.#paragraph !== undefined) this.#write(this.#paragraph);
    this.#paragraph = undefined;
    this.#isNested = false;
  }

  #readInside(text: string, inside: Fence | 'comment', isIndented: boolean): void {
    // A comment ends with the line that closes it, whatever else stands there.
    const ends = inside === 'comment' ? text.includes('-->') : !isIndented && closes(text, inside);
    if (ends) this.#inside = undefined;
    else if (inside !== 'comment') this.#write(text);
  }

  /** More of a paragraph, or code; never a heading. */
  #readIndented(text: string): void {
    if (this.#paragraph === undefined) this.#write(text);
  }

  /** Whether the line is a heading, or begins something in which there is none. */
  #readBlock(text: string): boolean {
    const underlined = /^(?:=+|-+)$/.test(text) ? this.#paragraph : undefined;
    if (underlined !== undefined) {
      this.#paragraph = undefined;
      this.#begin(text.startsWith('=') ? 1 : 2, underlined);
      return true;
    }
    const heading = headingIn(text);
    const fence = fenceIn(text);
    const isComment = text.startsWith('<!--');
    if (heading !== undefined) this.#begin(heading.level, heading.title);
    else if (fence === undefined && !isComment) return false;
    this.endParagraph();
    this.#inside = fence ?? (isComment && !text.includes('-->') ? 'comment' : undefined);
    return true;
  }

  #readText(text: string): void {
    if (this.#paragraph === undefined && isNoText(text)) return;
    if (!hasWords(text)) this.endParagraph();
    else if (this.#isNested) this.#write(text);
    else if (/^(?:[-*+]|\d{1,9}[.)])[ \t]|^>/.test(text)) {
      this.endParagraph();
      this.#isNested = true;
      this.#write(text);
    } else this.#paragraph ??= text;
  }

  #begin(level: number, title: string): void {
    this.endParagraph();
    this.sections.push({ level, title, hasWords: false });
  }

  #write(text: string): void {
    const section = this.sections.at(-1);
    if (section !== undefined) section.hasWords ||= hasWords(text);
  }
}

const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

function columnsBefore(line: string): number {
  let columns = 0;
  for (let at = 0; line[at] === ' ' || line[at] === '\t'; at += 1) {
    columns += line[at] === '\t' ? 4 - (columns % 4) : 1;
  }
  return columns;
}

/** How many times a text begins with a character. */
function runOf(character: string, text: string): number {
  let length = 0;
  while (text[length] === character) length += 1;
  return length;
}

function headingIn(text: string): { readonly level: number; readonly title: string } | undefined {
  const level = runOf('#', text);
  if (level === 0 || level > 6 || !/^(?:[ \t]|$)/.test(text.slice(level, level + 1))) return undefined;
  const title = text.slice(level).trim();
  let end = title.length;
  while (title[end - 1] === '#') end -= 1;
  const isClosed = end === 0 || title[end - 1] === ' ' || title[end - 1] === '\t';
  return { level, title: isClosed ? title.slice(0, end).trim() : title };
}

function fenceIn(text: string): Fence | undefined {
  const mark = text[0] ?? '';
  if (mark !== '`' && mark !== '~') return undefined;
  const length = runOf(mark, text);
  // Three backticks and one more on the same line are code within a text.
  if (length < 3 || (mark === '`' && text.includes('`', length))) return undefined;
  return { mark, length };
}

const closes = (text: string, { mark, length }: Fence): boolean =>
  text.length >= length && runOf(mark, text) === text.length;

/** The targets of links, mostly at the end of a file, and the anchors that older generators put above a heading. */
function isNoText(text: string): boolean {
  return (text.startsWith('[') && text[text.indexOf(']') + 1] === ':') || /^<a [^<>]*><\/a>$/.test(text);
}
