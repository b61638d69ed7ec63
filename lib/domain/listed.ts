/** Names as a sentence lists them: `lint`, `lint and test`, `lint, test and build`; nothing for none. */
export function listed(names: readonly string[], last: 'and' | 'or'): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
}
