import * as z from 'zod/mini';
import { secretId } from './resource-name.ts';

/** A secret of Secrets Manager, or one key of it where it is a JSON object. */
export const secretLocation = z.strictObject(
  { secret: secretId, key: z.optional(z.string().check(z.minLength(1))) },
  "must be secret('name') or secret('name', 'key')",
);
export type SecretLocation = z.infer<typeof secretLocation>;
