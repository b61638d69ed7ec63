import * as z from 'zod/mini';
import { type SecretLocation, secretLocation } from '../domain/secret-location.ts';

export { type SecretLocation, secretLocation };

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
