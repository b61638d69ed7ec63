/** `staging-rehearsal` is `StagingRehearsal` in names of states and constructs. */
export function pascalCase(kebab: string): string {
  return kebab.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
