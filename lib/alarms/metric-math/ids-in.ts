import type { Node } from './node.ts';

/** Ids of all series in a tree. */
export function idsIn(node: Node): string[] {
  switch (node.kind) {
    case 'number':
      return [];
    case 'series':
      return [node.id];
    case 'operation':
      return [node.left, node.right].flatMap(idsIn);
    case 'if':
      return [node.condition, node.then, ...(node.otherwise === undefined ? [] : [node.otherwise])].flatMap(idsIn);
    case 'join':
      return node.of.flatMap(idsIn);
  }
}
