import type { Sandbox } from './launcher.ts';

const minute = 60_000;

/** Reports the metrics again each minute: the gate trusts none that is older than 15. @returns what ends it. */
export function monitor(sandbox: Sandbox, err: (text: string) => void): () => void {
  const timer = setInterval(() => void sandbox.report().catch((cause: unknown) => err(`${String(cause)}\n`)), minute);
  return () => clearInterval(timer);
}

/** So rarely that it takes hours until these minutes, which are not real ones, come near the present. */
const minuteEvery = 2_000;

/** Lets CloudWatch look at the alarms of whatever window somebody opens. @returns what ends it. */
export function watchAlarms({ minutes }: Sandbox, err: (text: string) => void): () => void {
  const timer = setInterval(() => {
    minutes.pass().catch((cause: unknown) => {
      clearInterval(timer);
      err(`alarms are looked at no longer: ${String(cause)}\n`);
    });
  }, minuteEvery);
  return () => clearInterval(timer);
}
