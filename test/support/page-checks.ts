/** Functions that run inside a page: each must stand alone, since only its own text travels there. */

/** What they use of the DOM. Not TypeScript's own `dom` library: it would name the browser's globals everywhere. */
interface PageElement {
  readonly id: string;
  readonly lang: string;
  readonly localName: string;
  readonly textContent: string;
  readonly parentElement: PageElement | null;
  readonly scrollWidth: number;
  getAttribute(name: string): string | null;
  closest(selector: string): PageElement | null;
  checkVisibility(): boolean;
}
declare const document: {
  readonly activeElement: PageElement | null;
  readonly body: PageElement & { append(child: unknown): void };
  readonly documentElement: PageElement;
  createElement(name: string): { textContent: string };
  createTreeWalker(root: PageElement, show: number): { readonly currentNode: PageElement; nextNode(): unknown };
  querySelectorAll(selector: string): Iterable<PageElement> & { readonly length: number };
};
declare const getComputedStyle: (
  element: PageElement,
) => Readonly<Record<'backgroundColor' | 'color' | 'fill' | 'marginTop', string>>;
declare const NodeFilter: { readonly SHOW_TEXT: number };

/** Pixels from the left edge to the end of whatever reaches furthest. */
export const widest = (): number => document.documentElement.scrollWidth;

export const bodyStyle = (): { marginTop: string; ground: string } => {
  const { marginTop, backgroundColor } = getComputedStyle(document.body);
  return { marginTop, ground: backgroundColor };
};

export const focusedText = (): string | undefined => document.activeElement?.textContent;

export function injectScript(): void {
  const script = document.createElement('script');
  script.textContent = 'document.title = "taken"';
  document.body.append(script);
}

/** Texts with less contrast to their ground than WCAG AA asks for, and how many texts were measured. */
export function lowContrasts(): { measured: number; low: string[] } {
  type Color = [red: number, green: number, blue: number, alpha: number];
  const parse = (text: string): Color => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const over = (top: Color, ground: Color): Color => {
    const mix = (a: number, b: number): number => a * top[3] + b * (1 - top[3]);
    return [mix(top[0], ground[0]), mix(top[1], ground[1]), mix(top[2], ground[2]), 1];
  };
  const groundOf = (element: PageElement | null): Color => {
    if (element === null) return [255, 255, 255, 1];
    const own = parse(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, groundOf(element.parentElement));
  };
  // Relative luminance and contrast ratio as WCAG 2.2 defines them.
  const luminance = ([red, green, blue]: Color): number => {
    const channel = (value: number): number =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  };
  const contrast = (one: Color, other: Color): number => {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const low: string[] = [];
  let measured = 0;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (element === null || text === '' || !element.checkVisibility()) continue;
    if (['title', 'desc'].includes(element.localName)) continue;
    const style = getComputedStyle(element);
    const ground = groundOf(element);
    const ratio = contrast(over(parse(element.closest('svg') ? style.fill : style.color), ground), ground);
    measured += 1;
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${element.localName}.${element.getAttribute('class')} ${text}`);
  }
  return { measured, low };
}

/** What is wrong with the page's outline and references. */
export function checkStructure(): string[] {
  const problems: string[] = [];
  const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((one) => Number(one.localName.slice(1)));
  if (levels.filter((level) => level === 1).length !== 1) problems.push('not one h1');
  levels.forEach((level, index) => {
    if (level - (levels[index - 1] ?? 0) > 1) problems.push(`h${level} after h${levels[index - 1]}`);
  });
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  problems.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `id ${id} twice`));
  const references = [...document.querySelectorAll('[href], [aria-labelledby]')].flatMap((one) => [
    ...(one.getAttribute('aria-labelledby') ?? '').split(' '),
    // What leads elsewhere is no reference within the page.
    /^#(.*)/.exec(one.getAttribute('href') ?? '')?.[1] ?? '',
  ]);
  problems.push(...references.filter((id) => id !== '' && !ids.includes(id)).map((id) => `nothing has the id ${id}`));
  for (const landmark of ['header', 'main', 'footer']) {
    if (document.querySelectorAll(landmark).length !== 1) problems.push(`not one ${landmark}`);
  }
  if (document.documentElement.lang === '') problems.push('no language');
  return problems;
}
