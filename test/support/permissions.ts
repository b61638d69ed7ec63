import { ofType, type Synthesized } from './synth.ts';

interface Statement {
  readonly Action: string | string[];
  readonly Effect: string;
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/**
 * What a role may do, a line a statement: `s3:PutObject on <Bucket.Arn>/reports/*`. From every policy that is attached to it.
 */
export function permissionsOf(resources: Synthesized['resources'], construct: string): string[] {
  const policies = ofType(resources, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
    (Properties['Roles'] as unknown[]).some((role) => flat(role).startsWith(`<Preflight${construct}Role`)),
  );
  const statements = policies.flatMap(
    ([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement,
  );
  return statements.map(({ Action, Effect, Resource, Condition }) => {
    if (Effect !== 'Allow') return `${Effect} ${[Action].flat().join()}`;
    const condition = Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`;
    return `${[Action].flat().join()} on ${[Resource].flat().map(flat).join()}${condition}`;
  });
}

/** CloudFormation's references as a short text: `<AWS::Region>`, `<Bucket.Arn>`. */
export function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Ref' in value) return `<${String(value.Ref)}>`;
  if ('Fn::GetAtt' in value) return `<${(value['Fn::GetAtt'] as string[]).join('.')}>`;
  if ('Fn::Join' in value) return ((value['Fn::Join'] as [string, unknown[]])[1] ?? []).map(flat).join('');
  return JSON.stringify(value);
}

/** Logical ids as the constructs are named, without CDK's hashes. */
export function withoutHashes(text: string): string {
  return text.replaceAll(/(?<=Preflight[A-Za-z]+|Key)[0-9A-F]{8}(?=[.>"])/g, '');
}
