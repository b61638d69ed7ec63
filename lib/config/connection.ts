import * as z from 'zod/mini';
import { secretId } from '../domain/resource-name.ts';

/** A PostgreSQL database and the secret with which the application connects: always over verified TLS. */
export const databaseConnection = z.strictObject({
  host: z.string().check(z.minLength(1)),
  port: z._default(z.int().check(z.minimum(1), z.maximum(65_535)), 5432),
  database: z.string().check(z.minLength(1)),
  /** Secret of Secrets Manager (name or ARN): JSON with `username` and `password`, as RDS writes it. */
  credentials: secretId,
});
export type DatabaseConnection = z.output<typeof databaseConnection>;
