import * as z from 'zod/mini';
import { endpointSchema } from '../domain/endpoint.ts';
import { tableName } from '../domain/table-name.ts';
import type { CriterionId } from '../domain/window/criterion.ts';
import { approversSchema, quorum } from './approvals.ts';
import { databaseConnection } from './connection.ts';
import type { Criterion, CriterionInput } from './criteria/index.ts';
import { lifetime } from './lifetime.ts';
import { type Off, offSchema } from './off.ts';
import { eitherOr, formed } from './one-of.ts';
import { strategySchema } from './rollback-strategy.ts';
import { verificationSchema } from './verification.ts';

/** So long that the description of an alarm still has room for more. */
const longestRunbook = 250;

/** Each criterion has its entry there: `#error-rate-critical`. */
const runbook = z
  .string(formed('the address of your runbook, for example https://github.com/acme/shop-api/blob/main/docs/runbook.md'))
  .check(
    z.maxLength(longestRunbook),
    z.refine(
      (text) => /^[!-~]*$/.test(text) && endpointSchema.safeParse(text).success,
      'must be an https address without spaces, user, query or fragment',
    ),
  )
  .register(z.globalRegistry, { description: `https address of at most ${longestRunbook} characters` });

const schemaGuard = z.strictObject({
  tool: z.enum(['golang-migrate', 'goose', 'flyway', 'prisma']),
  /** Where the tool keeps its record, if not in its default table. */
  table: z.optional(z.string().check(z.regex(tableName, 'must be a table, or schema.table'))),
  connection: databaseConnection,
});

export const asksForm = "{ approvers: { groups: ['on-call'] } }";

/** Everything about the rollback window but its criteria. */
export const rollbackBase = z.strictObject({
  /** How it goes back. */
  strategy: strategySchema,
  /** Compares the database's migrations with what the version before knows; before going back, people are asked where it may not fit. */
  schemaGuard: eitherOr(schemaGuard, offSchema, "{ tool, table?, connection } or off('reason')"),
  /** Where people find what each alarm and each result means, and what to do. */
  runbook,
  /** Whom it asks whether to go back. Only where something asks. */
  asks: z.optional(
    z.strictObject(
      { approvers: approversSchema, quorum, expiresAfter: z.prefault(lifetime('12h'), '1h') },
      formed(`${asksForm.slice(0, -2)}, quorum?, expiresAfter? }`),
    ),
  ),
  /** A window opens only after an unexpired GO of the gate for the same release, unless this is `off('reason')`. */
  requireGo: z.optional(offSchema),
  /** How long a criterion may trigger. */
  lasts: z.prefault(lifetime('12h'), '1h'),
  /** How often the window looks at everything itself, beside the alarms' notifications. */
  looksEvery: z.prefault(lifetime('1m'), '1m'),
  /** How long after its end a notification may still come, of what happened before. */
  grace: z.prefault(lifetime('5m'), '30s'),
  /** How long going back may take, until the old version serves and the alarm is OK again. */
  recovery: z.prefault(lifetime('2h'), '10m'),
  /** How often it looks then whether it has. */
  verifiesEvery: z.prefault(lifetime('1m'), '10s'),
  /** When the checks of the group `post-deploy` are looked at, and the probes of criteria. */
  verification: z.prefault(verificationSchema, {}),
  /** Whether a rollback may be provoked here to see that it works: `preflight window open --drill`. */
  allowsDrills: z._default(z.boolean(), false),
});

/** Every criterion has its key: leaving one out is a type error. */
export type CriteriaInput = { readonly [Id in CriterionId]: CriterionInput<Id> | Off };
export type RollbackInput = z.input<typeof rollbackBase> & { readonly criteria: CriteriaInput };

export interface Rollback extends z.output<typeof rollbackBase> {
  readonly criteria: { readonly [Id in CriterionId]: Criterion<Id> | Off };
}
