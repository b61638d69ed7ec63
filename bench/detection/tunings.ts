import type { FaultName } from './faults.ts';

type Datapoints = `${number} of ${number}`;
/** Of a criterion; all others are those that it has by default. */
export interface Settings {
  readonly datapoints?: Datapoints;
  readonly requestsAtLeast?: number;
  readonly abovePercent?: number;
  readonly period?: '1m' | '2m' | '5m';
}

/** A criterion with other settings each, and the fault that tells how soon it is red. */
export interface Tuning {
  readonly id: 'error-rate-critical' | 'error-rate-high' | 'response-time';
  readonly fault: FaultName;
  readonly all: readonly Settings[];
}

export const tunings: readonly Tuning[] = [
  {
    id: 'error-rate-critical',
    fault: 'step-20',
    all: [
      {},
      { requestsAtLeast: 20 },
      { requestsAtLeast: 100 },
      { datapoints: '2 of 2' },
      { datapoints: '1 of 1' },
      { datapoints: '1 of 1', requestsAtLeast: 100 },
      { datapoints: '1 of 1', abovePercent: 10 },
      { datapoints: '2 of 3', abovePercent: 2 },
      { datapoints: '3 of 5' },
      { period: '5m', datapoints: '1 of 1' },
      { period: '5m', datapoints: '1 of 2' },
    ],
  },
  {
    id: 'error-rate-high',
    fault: 'step-8',
    all: [
      {},
      { requestsAtLeast: 400 },
      { requestsAtLeast: 1000 },
      { requestsAtLeast: 2000 },
      { datapoints: '4 of 5' },
      { datapoints: '5 of 5' },
      { datapoints: '5 of 5', requestsAtLeast: 400 },
      { datapoints: '5 of 5', requestsAtLeast: 1000 },
      { datapoints: '4 of 5', requestsAtLeast: 1000 },
      { period: '5m', datapoints: '2 of 3' },
      { period: '5m', datapoints: '2 of 3', requestsAtLeast: 1000 },
    ],
  },
  {
    id: 'response-time',
    fault: 'slow-2',
    all: [
      {},
      { requestsAtLeast: 50 },
      { requestsAtLeast: 100 },
      { requestsAtLeast: 200 },
      { datapoints: '4 of 5' },
      { datapoints: '5 of 5' },
      { datapoints: '4 of 5', requestsAtLeast: 50 },
      { datapoints: '5 of 5', requestsAtLeast: 50 },
      { datapoints: '4 of 5', requestsAtLeast: 40 },
    ],
  },
];
