import type { Sandbox } from './launcher.ts';

const minute = 60_000;

/** Reports the metrics again each minute: the gate trusts none that is older than 15. @returns what ends it. */
export function monitor(sandbox: Sandbox, err: (text: string) => void): () => void {
  const timer = setInterval(() => void sandbox.report().catch((cause: unknown) => err(`${String(cause)}\n`)), minute);
  return () => clearInterval(timer);
}
