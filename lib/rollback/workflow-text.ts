import { listed } from '../domain/listed.ts';

/** What a workflow is dispatched with: it must declare all of them, and no other that is required. */
export const inputNames = ['run', 'version', 'commit', 'service'] as const;

/**
 * What is wrong with the text of a workflow that is to roll back; undefined where nothing is seen to be. It is read as a text
 * and not as YAML: enough to find what was forgotten.
 */
export function problemOfWorkflow(text: string): string | undefined {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*#/.test(line));
  const all = lines.join('\n');
  if (!/\bworkflow_dispatch\b/.test(all)) return 'cannot be dispatched: give it `on: workflow_dispatch`';
  const missing = inputNames.filter((name) => !new RegExp(`(?:^|[\\s{,])["']?${name}["']?\\s*:`, 'm').test(all));
  if (missing.length > 0)
    return `declares no input ${listed(missing, 'and')}: GitHub refuses inputs that are not declared`;
  if (/\binputs(?:\.run\b|\[\s*["']run["']\s*\])/.test(topLevel(lines, 'run-name'))) return undefined;
  return 'does not name its runs by the window: give it a `run-name` that holds the input `run`, so that its run is found again';
}

/** A key's value and all that is indented below it. */
function topLevel(lines: readonly string[], key: string): string {
  const at = lines.findIndex((line) => new RegExp(`^["']?${key}["']?\\s*:`).test(line));
  if (at < 0) return '';
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => /^\S/.test(line));
  return [lines[at], ...(end < 0 ? rest : rest.slice(0, end))].join('\n');
}
