import { longestVerification } from '../config/verification.ts';
import type { GateFunction } from './gate-function.ts';
import { verificationAccess } from './group-access.ts';
import type { WindowFunctions } from './window-functions.ts';
import type { WindowParts } from './window-parts.ts';

/*
 * The functions of a window while it is open, and those that alarms and people call.
 */

/** Beyond the longest that a verification takes: to begin, to read the window, and to write down what was seen. */
const verifyMarginSeconds = 10;

export function watching(
  parts: WindowParts,
): Pick<WindowFunctions, 'openWindow' | 'watchWindow' | 'onAlarm' | 'windowCommand'> {
  const { table, alarms, settings } = parts.props;
  return {
    openWindow: parts.addWithStrategy('open-window', {
      description: 'Opens a rollback window, and finds what it would go back to',
      seconds: 60,
      may: [
        table.openPermissions(),
        parts.alarms.open(),
        parts.strategy('read'),
        // To close what a window before it left open.
        parts.asked((one) => one.windowClosePermissions()),
        parts.publish(),
      ],
      variables: { ...parts.telling(), ...parts.asking(), ALARM_TOPIC: alarms.topicArn },
    }),
    watchWindow: parts.add('watch-window', {
      description: "Looks at a window's alarms, and waits for the next of their notifications",
      // Shorter than a Watch: what hangs is a failure then, of which people are told, and no minute that passed.
      seconds: Math.min(30, Math.max(10, settings.times.look - 1)),
      may: [
        table.watchPermissions(),
        parts.alarms.look(),
        parts.asked((one) => one.windowWatchPermissions()),
        parts.publish(),
      ],
      variables: { ...parts.telling(), ...parts.inviting() },
    }),
    onAlarm: parts.add('on-alarm', {
      description: "Records an alarm's notification, and triggers where that is its criterion's response",
      seconds: 20,
      may: [table.alarmPermissions()],
      variables: { WINDOW_TABLE: table.tableName },
    }),
    windowCommand: parts.add('window-command', {
      description: 'Takes what people tell a window: roll back, close, lift a quarantine, or drill',
      seconds: 20,
      may: [table.commandPermissions(), parts.alarms.drill(), parts.publish()],
      variables: parts.telling(),
    }),
  };
}

/** In the network only where a check or a probe asks something that only the network reaches. */
export function verifyDeploymentOf(parts: WindowParts): GateFunction | undefined {
  const { settings, environment, network, table } = parts.props;
  const { verification } = settings;
  if (verification === undefined) return undefined;
  const { tries, everySeconds, deadlineSeconds } = verification;
  const { permissions, inNetwork } = verificationAccess(environment, verification, parts.stack);
  return parts.add('verify-deployment', {
    description: 'Looks at what was deployed as its users do, and again at what failed',
    seconds: longestVerification({ tries, every: everySeconds }, deadlineSeconds) + verifyMarginSeconds,
    may: [table.stepPermissions(), permissions],
    variables: { WINDOW_TABLE: table.tableName },
    network: inNetwork ? network : undefined,
  });
}
