import {
  type AlarmMuteRuleSummary,
  type CloudWatchClient,
  ListAlarmMuteRulesCommand,
} from '@aws-sdk/client-cloudwatch';

/** Of ListAlarmMuteRules (its API reference, "MaxRecords"). */
const mostInOneCall = 100;
const mostPages = 10;

/**
 * Which of these alarms a mute rule mutes now, and the rule's name: DescribeAlarms does not tell. One question where no rule
 * of the account is active, else one more for each alarm, since a rule's summary does not say which alarms it mutes.
 * Where nobody can tell (the role may not ask, a region or another implementation knows no mute rules, CloudWatch is too busy)
 * nothing is said of muting: a red alarm is seen by its state, which matters more, and mutes or not it counts.
 */
export async function findMuted(
  client: CloudWatchClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  try {
    if ((await activeRule(client, undefined, signal)) === undefined) return new Map();
    const rules = await Promise.all(names.map(async (name) => [name, await activeRule(client, name, signal)] as const));
    return new Map(rules.flatMap(([name, rule]) => (rule === undefined ? [] : [[name, rule]])));
  } catch {
    return new Map();
  }
}

/** The name of the first active rule, of all or of those that mute this alarm. */
async function activeRule(
  client: CloudWatchClient,
  alarm: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  let token: string | undefined;
  // A page may be empty, and others come after it.
  for (let page = 0; page < mostPages; page += 1) {
    const command = new ListAlarmMuteRulesCommand({
      Statuses: ['ACTIVE'],
      MaxRecords: mostInOneCall,
      ...(alarm === undefined ? {} : { AlarmName: alarm }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const answer = await client.send(command, { abortSignal: signal });
    const rule = answer.AlarmMuteRuleSummaries?.find(({ Status }) => Status === 'ACTIVE');
    if (rule !== undefined) return nameOf(rule);
    token = answer.NextToken || undefined;
    if (token === undefined) return undefined;
  }
  return undefined;
}

/** `arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:nightly` */
function nameOf({ AlarmMuteRuleArn: arn }: AlarmMuteRuleSummary): string {
  return arn?.split(':').slice(6).join(':') || 'without a name';
}
