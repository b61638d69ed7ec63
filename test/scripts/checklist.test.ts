import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { definitionOf } from '../../lib/checks/registry.ts';
import { approvalsSchema, manualSchema, waivableSchema } from '../../lib/config/approvals.ts';
import { criterionSchemas } from '../../lib/config/criteria/index.ts';
import { days, lifetime } from '../../lib/config/lifetime.ts';
import { rollbackBase } from '../../lib/config/rollback.ts';
import { checklist, checkTitles, groupIds, manualChecks } from '../../lib/domain/checklist.ts';
import { probeSchema } from '../../lib/domain/probe.ts';
import { criteria, criterionIds, defaultResponse } from '../../lib/domain/window/criterion.ts';
import { describeSettings } from '../../scripts/describe-settings.ts';
import { checklistFile, checklistPage } from '../../scripts/generate-checklist.ts';
import { allItems, idsOf } from '../support/checklist.ts';

test('docs/checklist.md is current; if not, run node scripts/generate-checklist.ts', () => {
  expect(readFileSync(checklistFile, 'utf8')).toBe(checklistPage());
});

const ofProbe = describeSettings(probeSchema).settings.map(({ path }) => path);

/** Whether a setting is one of a probe that stands at one of these places. */
const isInside = (path: string, probes: readonly string[]): boolean =>
  probes.some((at) => ofProbe.some((inner) => path === `${at}.${inner}`));

describe('the checklist', () => {
  const sections = checklistPage()
    .split(/^(?=##+ )/m)
    .slice(1);

  test('has every group with its items, in order', () => {
    const wanted = groupIds.flatMap((group) => [
      `## ${checklist[group].title}`,
      ...idsOf(group).map((id) => `### ${checkTitles[id].replace('<', '\\<')}`),
    ]);
    const rollback = [
      '## After the deploy: when to go back',
      ...criterionIds.map((id) => `### ${criteria[id].title}`),
      '### rollback',
      '### probe',
    ];
    const people = ['## What people decide', '### manual', '### waivable', '### approvals'];
    expect(sections.map((section) => section.split('\n')[0])).toEqual([...wanted, ...rollback, ...people]);
  });

  test.each(groupIds.flatMap((group) => idsOf(group).map((id) => [id, group] as const)))(
    'says of %s what it asks, what to do, and each of its settings, or that nothing automates it',
    (id, group) => {
      const section = sections.find((one) => one.includes(`\`${id}\``) && one.startsWith('### ')) ?? '';
      const definition = definitionOf(group, id);
      if (definition === undefined) {
        expect(section).toContain('no check automates this item yet');
        return;
      }
      expect(section).toMatch(/^- Asks: \w/m);
      expect(section).toContain(`- Needs a release: ${definition.needsRelease ? 'yes' : 'no'}\n`);
      expect(section.includes('- People: may decide it')).toBe((manualChecks as readonly string[]).includes(id));
      expect(section).toContain(`- What to do: ${definition.remediation}`);
      const linked = [...section.matchAll(/\n\| `([^`]+)` \| (list.*: )?\[a probe\]\(#probe\) \|/g)].map(
        ([, path = '', list]) => `${path}${list === undefined ? '' : '[]'}`,
      );
      const settings = describeSettings(definition.config).settings.filter(({ path }) => !isInside(path, linked));
      for (const { path } of settings) expect(section).toContain(`\n| \`${path}\` |`);
    },
  );

  test.each(idsOf('post-deploy'))('says of %s what follows where it fails, and whether it compares', (id) => {
    const section = sections.find((one) => one.includes(`- Id: \`${id}\`\n`)) ?? '';
    const isHigh = ['health-checks', 'user-login'].includes(id);
    expect(section).toContain(`- Severity, unless another is written: \`${isHigh ? 'high' : 'medium'}\`\n`);
    expect(section).toContain(`- Response, unless another is written: \`${isHigh ? 'rollback' : 'ask'}\`\n`);
    const compares = ['error-spikes', 'response-times'].includes(id);
    expect(section).toContain(`- Needs its deploy: ${compares ? 'yes' : 'no'}\n`);
  });

  test('says once what a probe is, and leads there', () => {
    const probes = sections.filter((section) => section.includes('[a probe](#probe)'));
    expect(probes.map((section) => /- Id: `(.+)`/.exec(section)?.[1])).toEqual([
      'health-checks',
      'user-login',
      'mobile-connectivity',
      'feature-broken',
      'performance-degraded',
    ]);
    expect(sections.filter((section) => section.includes('withinMs` |'))).toHaveLength(1);
  });

  test.each(criterionIds)('says of %s its severity, its response, and each of its settings', (id) => {
    const section = sections.find((one) => one.includes(`- Id: \`${id}\`\n`)) ?? '';
    expect(section).toContain(`- Severity: ${criteria[id].severity}\n`);
    expect(section).toContain(`- Response, unless another is written: \`${defaultResponse(id)}\`\n`);
    const { settings } = describeSettings(criterionSchemas[id]);
    expect(settings.length).toBeGreaterThan(10);
    for (const { path } of settings)
      expect(section.includes(`\n| \`${path}\` |`)).toBe(
        !path.startsWith('watch[]') && !isInside(path, ['watch.probe']),
      );
  });

  test.each([
    ['rollback', rollbackBase],
    ['probe', probeSchema],
    ['manual', manualSchema],
    ['waivable', waivableSchema],
    ['approvals', approvalsSchema],
  ])('says of %s each of its settings', (name, schema) => {
    const section = sections.find((one) => one.startsWith(`### ${name}\n`)) ?? '';
    const { settings } = describeSettings(schema);
    expect(settings.length).toBeGreaterThan(5);
    for (const { path } of settings) expect(section).toContain(`\n| \`${path}\` |`);
  });

  test('counts its items', () => {
    expect(checklistPage()).toContain(`of these ${allItems.length}.`);
  });
});

describe('describeSettings', () => {
  const of = (schema: z.ZodMiniType) => describeSettings(z.strictObject({ it: schema })).settings[0];

  test.each([
    [z.string(), 'text'],
    [z.string().check(z.minLength(10)), 'text of at least 10 characters'],
    [z.string().check(z.minLength(3), z.maxLength(120)), 'text of 3 to 120 characters'],
    [lifetime('7d'), 'length of time up to `7d`, such as 30m, 4h or 2d'],
    [days('90d'), 'number of days up to `90d`, such as 3d'],
    [z.url(), 'URL'],
    [z.boolean(), '`true` or `false`'],
    [z.null(), '`null`'],
    [z.int(), 'whole number'],
    [z.int().check(z.minimum(1), z.maximum(9)), 'whole number from 1 to 9'],
    [z.number().check(z.positive(), z.lt(100)), 'number above 0 below 100'],
    [z.enum(['a', 'b', 'c']), '`a`, `b` or `c`'],
    [z.array(z.string()), 'list: text'],
    [z.array(z.int()).check(z.minLength(1), z.maxLength(3)), 'list of 1 to 3: whole number'],
    [z.array(z.int()).check(z.maxLength(3)), 'list of at most 3: whole number'],
    [z.record(z.string(), z.string()), 'names, each with text'],
    [z.strictObject({ a: z.string() }), 'the settings below'],
    [z.union([z.string(), z.strictObject({ a: z.string(), b: z.optional(z.string()) })]), 'text or `{ a, b? }`'],
  ])('says what may be written: %#', (schema, type) => {
    expect(of(schema)).toEqual({ path: 'it', type, otherwise: 'required' });
  });

  test.each([
    [z.optional(z.string()), 'optional'],
    [z._default(z.string(), 'green'), '`green`'],
    [z._default(z.number(), 0.2), '`0.2`'],
    [z._default(z.array(z.string()), ['a', 'b']), '`a`, `b`'],
    [z._default(z.array(z.string()), []), 'none'],
    [z._default(z.record(z.string(), z.string()), {}), 'none'],
    [z._default(z.union([z.strictObject({ a: z.int() }), z.string()]), { a: 1 }), 'the defaults below'],
    [z.prefault(z.strictObject({ a: z._default(z.int(), 1) }), {}), 'the defaults below'],
    [z.prefault(lifetime('7d'), '4h'), '`4h`'],
  ])('says what holds when nothing is written: %#', (schema, otherwise) => {
    expect(of(schema)?.otherwise).toBe(otherwise);
  });

  test('names each form, and a setting of several forms once', () => {
    const port = z._default(z.int(), 1);
    const either = z.union([z.strictObject({ host: z.string(), port }), z.strictObject({ url: z.url(), port })]);
    expect(describeSettings(either)).toEqual({
      forms: ['`{ host, port? }`', '`{ url, port? }`'],
      settings: [
        { path: 'host', type: 'text', otherwise: 'required in its form' },
        { path: 'port', type: 'whole number', otherwise: '`1`' },
        { path: 'url', type: 'URL', otherwise: 'required in its form' },
      ],
    });
  });

  test('follows lists and names', () => {
    const inner = z.strictObject({ deep: z.string() });
    const nested = z.strictObject({ all: z.array(inner), by: z.record(z.string(), inner), one: inner });
    const paths = describeSettings(nested).settings.map(({ path }) => path);
    expect(paths).toEqual(['all', 'all[].deep', 'by', 'by.*.deep', 'one', 'one.deep']);
  });

  test('refuses what it has no words for', () => {
    expect(() => of(z.unknown())).toThrow('a setting of a kind that the checklist cannot describe: {}');
  });
});
