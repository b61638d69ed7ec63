import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { off } from '../../lib/config/index.ts';
import { rollbackBase } from '../../lib/config/rollback.ts';
import { inputRefusals, standingRefusals } from '../../lib/domain/window/payload.ts';
import { runbookEntries } from '../../lib/domain/window/runbook.ts';
import { windowResults } from '../../lib/domain/window/window.ts';
import { settingsOf } from '../config/support/rollback.ts';

/** docs/rollback.md and docs/runbook.md, as far as the code knows what they say. */
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/rollback.md');
const runbook = read('docs/runbook.md');

describe('docs/runbook.md', () => {
  it.each(runbookEntries)('has the entry %s, to which alarms, notices and reports link', (entry) => {
    expect(runbook).toMatch(new RegExp(`^##+ ${entry}$`, 'm'));
  });

  it.each([...inputRefusals, ...standingRefusals])('says what to do about %s', (error) => {
    const [, section = ''] = runbook.split('## When it did not open');
    expect(section).toContain(`\`${error}\``);
  });
});

describe('docs/rollback.md', () => {
  it('shows a configuration that holds', async () => {
    const [, example = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(page) ?? [];
    const module = `export default (off) => { ${example} return rollback; };`;
    const { default: rollbackOf } = (await import(`data:text/javascript,${encodeURIComponent(module)}`)) as {
      readonly default: (given: typeof off) => unknown;
    };
    expect(settingsOf(rollbackOf(off)).criteria.filter((one) => one.off === undefined)).toHaveLength(7);
  });

  it('tells every result', () => {
    expect(windowResults.filter((result) => !page.includes(`| \`${result}\` |`))).toEqual([]);
  });

  it('tells every setting', () => {
    expect(Object.keys(rollbackBase.shape).filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
  });
});
