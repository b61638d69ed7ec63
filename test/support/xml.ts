import { execFileSync } from 'node:child_process';
import { isInstalled } from './program.ts';

export const xmlParserIsInstalled = isInstalled('python3');

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Of the element itself, before its first child. */
  readonly text: string;
}

/** Python's own parser (Expat), which takes nothing that is not well-formed XML 1.0. */
const script = `
import json, sys, xml.etree.ElementTree as tree

def element(node):
    return {"name": node.tag, "attributes": node.attrib, "text": node.text or "", "children": [element(child) for child in node]}

texts = json.load(sys.stdin)
json.dump([element(tree.fromstring(text.encode("utf-8"))) for text in texts], sys.stdout)
`;

/** The root elements of documents. Throws for the first that is not well-formed. */
export function parseXml(documents: readonly string[]): XmlElement[] {
  const printed = execFileSync('python3', ['-c', script], {
    input: JSON.stringify(documents),
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(printed) as XmlElement[];
}

/** All elements of this name, at any depth, in the document's order. */
export function elementsIn(root: XmlElement, name: string): XmlElement[] {
  return root.children.flatMap((child) => [...(child.name === name ? [child] : []), ...elementsIn(child, name)]);
}
