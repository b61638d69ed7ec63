import type { IResolvable } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Something that a role may do. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, unknown>>;
  /** Why a resource is a pattern, in a sentence: for whoever reviews the role. Required where one is. */
  readonly wildcard?: string;
}

export function statementOf({ actions, resources, conditions }: Permission): PolicyStatement {
  return new PolicyStatement({
    actions: [...actions],
    resources: [...resources],
    ...(conditions ? { conditions: { ...conditions } } : {}),
  });
}

type Resolve = (value: string | IResolvable) => unknown;

/** The resources that are patterns, in the form in which cdk-nag writes them, each with why. */
export function wildcardsOf(permissions: readonly Permission[], resolve: Resolve): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const { actions, resources, wildcard } of permissions) {
    for (const resource of resources.map((one) => flatten(resolve(one))).filter((one) => one.includes('*'))) {
      if (wildcard === undefined) throw new Error(`permission ${actions.join(', ')} on ${resource} must say why`);
      const before = reasons.get(resource);
      if (before?.includes(wildcard)) continue;
      reasons.set(resource, before === undefined ? wildcard : `${before}; ${wildcard}`);
    }
  }
  return reasons;
}

/** `{ Ref: 'AWS::Partition' }` is `<AWS::Partition>` there, an attribute is `<Id.Name>`, and joined parts are one text. */
function flatten(resolved: unknown): string {
  if (typeof resolved !== 'object' || resolved === null) return String(resolved);
  if ('Ref' in resolved) return `<${String(resolved.Ref)}>`;
  if ('Fn::GetAtt' in resolved) return `<${(resolved['Fn::GetAtt'] as string[]).join('.')}>`;
  if ('Fn::Join' in resolved) {
    const [separator, parts] = resolved['Fn::Join'] as [string, unknown[]];
    return parts.map(flatten).join(separator);
  }
  return JSON.stringify(resolved);
}
