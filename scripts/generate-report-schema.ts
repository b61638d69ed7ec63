/** Writes `docs/report.schema.json` from the schema that the code checks with: `node scripts/generate-report-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { reportSchema } from '../lib/domain/report.ts';

export const reportSchemaFile = join(import.meta.dirname, '../docs/report.schema.json');

export function reportSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(reportSchema, { io: 'output' });
  const described = {
    $schema,
    title: 'Preflight report',
    description:
      'What one run of the gate leaves behind. Generated from lib/domain/report.ts; a change that breaks readers gets a new number in "schema".',
    ...schema,
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}

if (import.meta.main) writeFileSync(reportSchemaFile, reportSchemaText());
