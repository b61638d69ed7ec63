import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CheckGroup } from '../../lib/checks/define-group.ts';
import { registry } from '../../lib/checks/registry.ts';
import { checklist } from '../../lib/domain/checklist.ts';

const groups: readonly CheckGroup[] = Object.values(registry);
const folder = new URL('../../lib/checks/', import.meta.url);
const idsIn = (group: string): string[] =>
  readdirSync(new URL(`${group}/`, folder), { withFileTypes: true })
    // What a check is made of beside its file lies in a folder.
    .filter((entry) => entry.isFile() && entry.name !== 'index.ts')
    .map(({ name }) => name.replace(/\.ts$/, ''));

describe('the registry', () => {
  it('lists every folder of checks under its own name', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(Object.keys(registry).toSorted()).toEqual(folders.map((entry) => entry.name).toSorted());
    for (const [name, group] of Object.entries(registry)) expect(group.id).toBe(name);
  });

  it.each(groups)('holds the files of $id, each named as its check, in the order of the checklist', (group) => {
    const ids = group.checks.map((check) => check.id);
    expect(ids.toSorted()).toEqual(idsIn(group.id).toSorted());
    expect(ids).toEqual(checklist[group.id].checks);
  });

  it.each(groups.flatMap((group) => group.checks))('tells what to do when $id does not pass', (check) => {
    expect(check.remediation).toMatch(/^[A-Z].{20,}\.$/s);
    expect(check.needs.length).toBeGreaterThan(0);
  });
});
