import * as z from 'zod/mini';
import { secretId } from '../domain/resource-name.ts';

/** A secret of Secrets Manager, or one key of it where it is a JSON object. */
export const secretLocation = z.strictObject(
  { secret: secretId, key: z.optional(z.string().check(z.minLength(1))) },
  "must be secret('name') or secret('name', 'key')",
);
export type SecretLocation = z.infer<typeof secretLocation>;

/** Where a variable of the application is kept: a parameter of Parameter Store, or a secret (or one key of a JSON secret). */
export const variableLocation = z.union(
  [
    z.strictObject({
      parameter: z
        .string()
        .check(z.regex(/^\/?[\w.\-/]+$/, "must be a parameter's name, for example /shop/production/GIN_MODE")),
    }),
    secretLocation,
  ],
  "must be parameter('/name') or secret('name', 'key')",
);
export type VariableLocation = z.infer<typeof variableLocation>;

/** The parameter `name` of Parameter Store. */
export function parameter(name: string): VariableLocation {
  return { parameter: name };
}

/** The secret `id` (name or ARN) of Secrets Manager, or the value of `key` in it where it is a JSON object. */
export function secret(id: string, key?: string): SecretLocation {
  return key === undefined ? { secret: id } : { secret: id, key };
}
