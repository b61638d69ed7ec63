import { expect, test } from 'vitest';
import { passingMinutes } from '../../sandbox/world/passing-minutes.ts';
import type { TrafficState } from '../../sandbox/world/traffic.ts';

const usual: TrafficState = {
  ...{ requestsPerMinute: 500, errorPercent: 0.2, p95Ms: 240, failedSearchesPerMinute: 2 },
  ...{ databaseConnections: 38, databaseCpuPercent: 31 },
};

function shopWith() {
  let version = '1.42.0';
  const errors: number[] = [];
  const looks: string[] = [];
  const end = new Date(0);
  const passing = passingMinutes({
    usual: () => usual,
    shop: { serves: async () => version },
    minutes: {
      async put(traffic) {
        errors.push(...traffic.map(({ errorPercent }) => errorPercent));
        await Promise.resolve();
        return end;
      },
    },
    alarms: {
      async evaluate() {
        looks.push(`evaluate after ${errors.length}`);
        return [];
      },
      async calm() {
        looks.push(`calm after ${errors.length}`);
      },
    },
  });
  const deploy = (next: string): void => {
    version = next;
  };
  return { passing, errors, looks, deploy };
}

test('a fault lasts while the version serves that brought it', async () => {
  const { passing, errors, deploy } = shopWith();
  await passing.become({ errorPercent: 10 });
  await passing.pass();
  deploy('1.41.3');
  await passing.pass();
  deploy('1.42.0');
  await passing.pass();
  await passing.become({});
  await passing.pass();
  expect(errors).toEqual([10, 0.2, 10, 0.2]);
});

test('one that no version brought lasts until it is over', async () => {
  const { passing, errors, deploy } = shopWith();
  await passing.become({ errorPercent: 10 }, true);
  deploy('1.41.3');
  await passing.pass();
  await passing.become({});
  await passing.pass();
  expect(errors).toEqual([10, 0.2]);
});

test('alarms are looked at after each minute; what is calm was usual for longer than any alarm looks back', async () => {
  const { passing, errors, looks } = shopWith();
  await passing.become({ errorPercent: 10 });
  await Promise.all([passing.pass(), passing.calm(), passing.pass()]);
  expect(looks).toEqual(['evaluate after 1', 'calm after 16', 'evaluate after 17']);
  expect(errors).toEqual([10, ...Array.from({ length: 15 }, () => 0.2), 10]);
});
