import type { Evidence } from '../../../domain/evidence.ts';

/** The login does not work, and the application itself shows it: the check fails. Its message holds nothing of the user. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
  readonly evidence: readonly Evidence[];

  constructor(message: string, evidence: Evidence) {
    super(message);
    this.evidence = [evidence];
  }
}
