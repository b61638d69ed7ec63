import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { credentials, region } from './aws-environment.ts';
import type { Sandbox } from './launcher.ts';

/** Name of the table that holds what people are asked. */
export async function approvalTable({ endpoint, deployed }: Pick<Sandbox, 'endpoint' | 'deployed'>): Promise<string> {
  const client = new CloudFormationClient({ endpoint, region, credentials });
  for await (const page of paginateListStackResources({ client }, { StackName: deployed.stack })) {
    const table = page.StackResourceSummaries?.find(
      ({ ResourceType, LogicalResourceId }) =>
        ResourceType?.startsWith('AWS::DynamoDB::') && LogicalResourceId?.includes('Approval'),
    );
    if (table?.PhysicalResourceId !== undefined) return table.PhysicalResourceId;
  }
  throw new Error(`the stack ${deployed.stack} has no table of approvals`);
}
