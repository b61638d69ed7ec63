import { describe, expect, it } from 'vitest';
import {
  type Rehearsal,
  rehearsalOrder,
  rehearsalPartition,
  rehearsalPrefix,
  rehearsalSchema,
} from '../../lib/domain/rehearsal.ts';
import { rehearsal } from '../support/rehearsal.ts';

const record: Rehearsal = {
  ...rehearsal,
  by: 'github:octocat',
  link: 'https://github.com/acme/shop-api/actions/runs/7',
};

describe('the key of a rehearsal', () => {
  it('keeps those of a step together, apart from those of another service, environment or step', () => {
    expect(rehearsalPartition(record)).toBe('shop-api#staging#smoke-tests');
    const others = [{ service: 'shop' }, { environment: 'canary' }, { step: 'rollback-rehearsal' as const }];
    const partitions = others.map((change) => rehearsalPartition({ ...record, ...change }));
    expect(new Set([...partitions, rehearsalPartition(record)]).size).toBe(4);
  });

  it('orders those of a commit by their time, as text', () => {
    const times = ['2026-09-30T23:59:59.999Z', '2026-10-01T00:00:00.000Z', '2026-10-01T00:00:00.010Z'];
    const orders = times.map((at) => rehearsalOrder({ ...record, at }));
    expect(orders.toReversed().toSorted()).toEqual(orders);
    for (const order of orders) expect(order.startsWith(rehearsalPrefix(record.commit))).toBe(true);
  });
});

describe('the form of a rehearsal', () => {
  const { link: _, ...withoutLink } = record;

  it.each([record, withoutLink])('is %j', (one) => {
    expect(rehearsalSchema.parse(one)).toEqual(one);
  });

  it.each<[string, object]>([
    ['a short commit', { commit: '3f78685' }],
    ['a step that is not on the checklist', { step: 'smoke' }],
    ['another status', { status: 'OK' }],
    ['someone without a kind', { by: 'octocat' }],
    ['a time without milliseconds, which would not sort', { at: '2026-11-23T11:00:00Z' }],
    ['a time of a zone, which would not sort', { at: '2026-11-23T11:00:00.000+01:00' }],
    ['a link that a browser would run', { link: 'javascript:alert(1)' }],
    ['a link with a password', { link: 'https://ci:hunter2@x.example/runs/7' }],
    ['a link with a token for a user', { link: 'https:\\\\ghp_x@x.example/runs/7' }],
    ['a link without an end', { link: `https://x.example/${'a'.repeat(500)}` }],
    ['a field that is not known', { comment: 'all well' }],
  ])('is not with %s', (_name, change) => {
    expect(rehearsalSchema.safeParse({ ...record, ...change }).success).toBe(false);
  });
});
