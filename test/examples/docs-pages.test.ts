import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '../../lib/cli/commands.ts';

/** What the pages say of files, of each other's headings and of the command line is held against what is there. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

/** As GitHub makes a heading's anchor of its text. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');

function anchorsIn(page: string): string[] {
  const prose = read(page).replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

function brokenLinks(page: string): string[] {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^()\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (globSync(target, { cwd: root }).length === 0) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsIn(target).includes(anchor);
  });
}

/** Commands with options, as they stand in code: `preflight window open --env production`. */
function unknownOptions(page: string): string[] {
  const names = commands.map(({ name }) => name).toSorted((a, b) => b.length - a.length);
  const written = [...read(page).matchAll(/\bpreflight ([a-z][^`\n|&;]*)/g)].map(([, text = '']) => text);
  return written.flatMap((text) => {
    const name = names.find((one) => text === one || text.startsWith(`${one} `));
    const known = commands.find((one) => one.name === name);
    const options = [...text.matchAll(/(?<= |\[)--([a-z][a-z-]*)/g)].map(([, option = '']) => option);
    if (known === undefined) return options.length === 0 ? [] : [text];
    return options.filter((option) => !Object.hasOwn(known.options, option)).map((option) => `${text}: --${option}`);
  });
}

describe('the pages', () => {
  it.each(pages)('%s links what is there', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it.each(pages)('%s names commands and options that there are', (page) => {
    expect(unknownOptions(page)).toEqual([]);
  });
});

describe("README's table of commands", () => {
  const rows = read('README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const inTable = [...rows.join('\n').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text.replaceAll('\\|', '|'));

  it('names every command', () => {
    const missing = commands.filter(({ name }) => {
      const last = name.split(' ').at(-1) ?? name;
      return !inTable.some((text) => text === name || text.startsWith(`${name} `) || text.split(' ')[0] === last);
    });
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});
