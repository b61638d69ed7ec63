/** An expression as a tree. */
export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'series'; readonly id: string }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'if'; readonly condition: Node; readonly then: Node; readonly otherwise?: Node }
  | { readonly kind: 'join'; readonly by: Join; readonly of: readonly Node[] };

export const arithmetic = ['+', '-', '*', '/'] as const;
export const comparisons = ['==', '!=', '<=', '>=', '<', '>'] as const;
export type Operator = (typeof arithmetic)[number] | (typeof comparisons)[number];

/** Functions of an array of series: one value for each time. */
export const joins = ['SUM', 'MAX'] as const;
export type Join = (typeof joins)[number];
