/**
 * Writes `docs/report.schema.json` and `docs/window.schema.json` from the schemas that the code checks with:
 * `node scripts/generate-report-schema.ts`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { reportSchema } from '../lib/domain/report.ts';
import { windowReportSchema } from '../lib/domain/window/window-report.ts';

const docs = join(import.meta.dirname, '../docs');
export const reportSchemaFile = join(docs, 'report.schema.json');
export const windowSchemaFile = join(docs, 'window.schema.json');

export function reportSchemaText(): string {
  return schemaText(reportSchema, {
    title: 'Preflight report',
    description:
      'What one run of the gate leaves behind. Generated from lib/domain/report.ts; a change that breaks readers gets a new number in "schema".',
  });
}

export function windowSchemaText(): string {
  return schemaText(windowReportSchema, {
    title: 'Preflight rollback window',
    description:
      'What one rollback window leaves behind. Generated from lib/domain/window/window-report.ts; a change that breaks readers gets a new number in "schema".',
  });
}

function schemaText(described: z.ZodMiniType, head: { readonly title: string; readonly description: string }): string {
  const { $schema, ...schema } = z.toJSONSchema(described, { io: 'output' });
  return `${JSON.stringify({ $schema, ...head, ...schema }, null, 2)}\n`;
}

if (import.meta.main) {
  writeFileSync(reportSchemaFile, reportSchemaText());
  writeFileSync(windowSchemaFile, windowSchemaText());
}
