import * as z from 'zod/mini';

/** Who asks or records something: `github:octocat`, `aws:arn:aws:sts::111122223333:assumed-role/deployer/ci`. */
export const requesterSchema = z
  .string()
  .check(
    z.maxLength(256),
    z.regex(/^[a-z][a-z0-9-]*:[!-~]+$/, 'must say who asks, as kind:name, for example github:octocat'),
  );
