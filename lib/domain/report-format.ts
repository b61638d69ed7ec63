/** The formats in which each report is kept, as `preflight report --format` names them. */
export const reportFormats = ['json', 'md', 'html', 'junit'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** `report.html`; a reader of test results takes only what ends in `.xml`. */
export function reportFile(format: ReportFormat): string {
  return format === 'junit' ? 'report.junit.xml' : `report.${format}`;
}
