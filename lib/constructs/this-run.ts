import { JsonPath } from 'aws-cdk-lib/aws-stepfunctions';

/** The execution that runs a step. */
export const thisRun = {
  id: JsonPath.stringAt('$$.Execution.Name'),
  execution: JsonPath.stringAt('$$.Execution.Id'),
  startedAt: JsonPath.stringAt('$$.Execution.StartTime'),
} as const;
