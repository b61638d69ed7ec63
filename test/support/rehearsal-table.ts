import { App, Stack } from 'aws-cdk-lib';
import { type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';

export const rehearsalTableArn = 'arn:aws:dynamodb:eu-central-1:444455556666:table/rehearsals';

/** A table of another account, which a stack that is not in this app made. */
export function rehearsalTable(arn = rehearsalTableArn): ITableV2 {
  return TableV2.fromTableArn(new Stack(new App(), 'Elsewhere'), 'Table', arn);
}
