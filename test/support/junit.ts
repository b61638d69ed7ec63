import type { Report } from '../../lib/domain/report.ts';
import { reportAsJunit } from '../../lib/reports/junit.ts';
import { elementsIn, parseXml, type XmlElement } from './xml.ts';

/** A report's JUnit, as whoever reads test results sees it. */
export function parsed(report: Report): XmlElement {
  const [root] = parseXml([reportAsJunit(report)]);
  if (root === undefined) throw new Error('nothing was parsed');
  return root;
}

/** The test of an item, by its id. */
export const caseOf = (root: XmlElement, id: string): XmlElement | undefined =>
  elementsIn(root, 'testcase').find(({ attributes }) => attributes['name']?.startsWith(`${id}: `));
