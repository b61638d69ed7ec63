import type { Scenario } from '../scenario.ts';

export const brokenInfrastructure: Scenario = {
  about: 'a red search cluster, a full disk, no memory left, an image that was never pushed',
  world: {
    opensearch: { status: 'red' },
    redis: { status: 'loading' },
    metrics: { databaseFreeGiB: 9, workerDiskUsedPercent: 93, databaseFreeMemoryGiB: 1.4 },
    registry: { images: { 'acme/shop-worker': null } },
  },
  expect: {
    verdict: 'no-go',
    outcomes: { 'services-running': 'fail', 'disk-space': 'fail', memory: 'fail', 'container-images': 'fail' },
  },
};
