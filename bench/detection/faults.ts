/** What of the service a fault changes, from its onset on. */
export interface Fault {
  readonly name: string;
  /** In words, for a table. */
  readonly what: string;
  /** Share of the requests that fail beside those that do anyway. @param since in seconds after the onset. */
  readonly errors?: (since: number) => number;
  /** How many times slower requests are. */
  readonly slower?: number;
  /** `all`: no requests, and no datapoint of anything. `targets`: no healthy target, so that the load balancer itself answers with errors. */
  readonly gone?: 'all' | 'targets';
  /** The highest number of database connections. */
  readonly connections?: (since: number) => number;
  /** The database's use of its CPU, in percent. */
  readonly cpu?: number;
  /** Each call of the feature fails, or each order is lost. */
  readonly broken?: 'feature' | 'orders';
}

const minute = 60;
const ramp = (to: number, over: number) => (since: number) => to * Math.min(1, since / over);
const onAndOff = (errors: number, on: number, of: number) => (since: number) => (since % of < on ? errors : 0);

export const faults = [
  { name: 'step-20', what: '20 % of requests fail', errors: () => 0.2 },
  { name: 'step-8', what: '8 % fail', errors: () => 0.08 },
  { name: 'step-2', what: '2 % fail', errors: () => 0.02 },
  { name: 'ramp', what: '0 to 30 % fail, over 10 min', errors: ramp(0.3, 10 * minute) },
  { name: 'intermittent', what: '30 % fail, 2 min of 5', errors: onAndOff(0.3, 2 * minute, 5 * minute) },
  { name: 'alternating', what: '30 % fail, every other min', errors: onAndOff(0.3, minute, 2 * minute) },
  { name: 'silence', what: 'no requests, no datapoints', gone: 'all' },
  { name: 'no-target', what: 'no healthy target', gone: 'targets' },
  { name: 'slow-2', what: 'answers take twice as long', slower: 2 },
  { name: 'slow-3', what: 'answers take 3 times as long', slower: 3 },
  { name: 'pool-full', what: '98 % of the connections', connections: () => 196 },
  { name: 'pool-leak', what: 'connections leak, 20 a min', connections: (since: number) => 60 + (20 * since) / minute },
  { name: 'cpu', what: 'CPU of the database at 96 %', cpu: 96 },
  { name: 'feature', what: 'every call of it fails', broken: 'feature' },
  { name: 'loss', what: 'every order is lost', broken: 'orders' },
] as const satisfies readonly Fault[];
export type FaultName = (typeof faults)[number]['name'];

export function faultNamed(name: FaultName): Fault {
  const found = faults.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`there is no fault ${JSON.stringify(name)}`);
  return found;
}
