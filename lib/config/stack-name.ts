/** Name of the stack that holds one service's gate in one environment: `preflight-shop-api-production`. */
export function stackName(service: string, environment: string): string {
  return `preflight-${service}-${environment}`;
}

/** Outputs of that stack, by which the command line finds the gate. */
export const stackOutputs = {
  gate: 'GateStateMachineArn',
  reports: 'ReportBucketName',
  results: 'ResultsTopicArn',
  /** Only where a check reads rehearsals. */
  rehearsals: 'RehearsalTableArn',
  /** Only where there is a rollback window. */
  window: 'WindowStateMachineArn',
  windows: 'WindowTableName',
  windowCommand: 'WindowCommandFunctionName',
  notices: 'NoticesTopicArn',
  alarms: 'AlarmTopicArn',
  /** Only where people are asked, by the gate or by the rollback window. */
  console: 'ApprovalConsoleUrl',
  /** Only where the gate asks people. */
  approvals: 'ApprovalsTopicArn',
} as const;
