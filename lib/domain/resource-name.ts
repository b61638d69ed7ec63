import * as z from 'zod/mini';

/** Names go into the roles that the stack makes: an asterisk in one would allow to read all there is. */

/** A secret of Secrets Manager: its name, of the characters that it may have, or its whole ARN. */
export const secretId = z
  .string()
  .check(
    z.regex(
      /^(?:arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:)?[\w/+=.@-]{1,512}$/,
      'must be the name or the ARN of a secret of Secrets Manager, for example shop/production/database',
    ),
  );

/** An instance or a cluster of RDS. */
export const rdsName = z
  .string()
  .check(z.regex(/^[a-z](?:-?[a-z0-9]){0,62}$/i, 'must be a name in RDS: letters, digits and hyphens, a letter first'));
