import * as z from 'zod/mini';

const periods = { '10s': 10, '30s': 30, '1m': 60, '2m': 120, '3m': 180, '5m': 300 } as const;
type Period = keyof typeof periods;
const periodSchema = z.pipe(
  z.enum(Object.keys(periods) as [Period, ...Period[]]),
  z.transform((text: Period) => periods[text]),
);

/** `2 of 3`: so many of the newest datapoints must be bad. */
export type Datapoints = `${number} of ${number}`;
/** With a period of five minutes, two and a half hours. */
const mostDatapoints = 30;
const datapointsSchema = z.pipe(
  z
    .custom<Datapoints>(
      (value) => typeof value === 'string' && areDatapoints(value),
      `must be M of N, M not above N and N not above ${mostDatapoints}, for example '2 of 3'`,
    )
    .register(z.globalRegistry, { description: `\`M of N\`, such as \`2 of 3\`; N not above ${mostDatapoints}` }),
  z.transform((text: Datapoints) => {
    const [toAlarm, of] = numbersIn(text);
    return { toAlarm, of };
  }),
);

function areDatapoints(text: string): boolean {
  if (!/^[1-9]\d? of [1-9]\d?$/.test(text)) return false;
  const [toAlarm, of] = numbersIn(text);
  return toAlarm <= of && of <= mostDatapoints;
}

function numbersIn(text: string): readonly [number, number] {
  const [toAlarm = '', of = ''] = text.split(' of ');
  return [Number(toAlarm), Number(of)];
}

/** How an alarm looks, beside its criterion's other settings. @param datapoints unless others are written. */
export const timing = (datapoints: Datapoints) => ({
  /** How long one datapoint is. AWS's own metrics have one a minute. */
  period: z.prefault(periodSchema, '1m'),
  /** How many of the newest datapoints must be bad. */
  datapoints: z.prefault(datapointsSchema, datapoints),
});

export interface Timing {
  /** In seconds. */
  readonly period: number;
  readonly datapoints: { readonly toAlarm: number; readonly of: number };
}
