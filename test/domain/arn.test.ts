import { expect, test } from 'vitest';
import { consoleOf, regionOf } from '../../lib/domain/arn.ts';

test.each([
  ['arn:aws:states:eu-central-1:111122223333:execution:gate:run-1', 'eu-central-1'],
  ['arn:aws:s3:::reports', undefined],
  ['a-table', undefined],
  ['', undefined],
])('the region of %j is %j', (arn, region) => {
  expect(regionOf(arn)).toBe(region);
});

test.each([
  ['arn:aws:states:us-east-1:111122223333:execution:gate:run-1', 'https://us-east-1.console.aws.amazon.com'],
  ['arn:aws-cn:states:cn-north-1:111122223333:execution:gate:run-1', 'https://cn-north-1.console.amazonaws.cn'],
  ['arn:aws-iso:states:us-iso-east-1:111122223333:execution:gate:run-1', undefined],
  ['arn:constructor:states:us-east-1:111122223333:execution:gate:run-1', undefined],
])('the console of %j begins with %j', (arn, start) => {
  expect(consoleOf(arn)).toBe(start);
});
