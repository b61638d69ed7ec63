import { askProbe } from '../lib/checks/ask-probe.ts';
import type { NeedsOf } from '../lib/checks/define-group.ts';
import { postDeploy } from '../lib/checks/post-deploy/index.ts';
import type { WindowSettings } from '../lib/config/window-settings.ts';
import type { Run } from '../lib/domain/gate.ts';
import type { Probe } from '../lib/domain/probe.ts';
import { logOf } from '../lib/lambda/log.ts';
import { pause } from '../lib/lambda/pause.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { cloudwatch } from '../lib/sources/cloudwatch.ts';
import { secretsManager } from '../lib/sources/secrets-manager.ts';
import { sentry } from '../lib/sources/sentry.ts';
import type { Sources } from '../lib/sources/sources.ts';
import { web } from '../lib/sources/web.ts';
import { verifyDeployment } from '../lib/steps/verify-deployment.ts';
import { windowStore } from '../lib/stores/window-store.ts';

const settings = deployedSettings<WindowSettings>(import.meta.url);
const { trustedAuthorities = [] } = settings.verification?.sources ?? {};
// In the network or outside of it: this function runs where all of it is reached.
const asker = web({ trustedAuthorities });
const sources = {
  web: asker,
  networkWeb: asker,
  sentry: sentry({ trustedAuthorities }),
  cloudwatch: cloudwatch(),
  secretsManager: secretsManager(),
} satisfies Pick<Sources, NeedsOf<typeof postDeploy>>;
const dependencies = {
  store: windowStore(process.env['WINDOW_TABLE'] ?? ''),
  group: postDeploy,
  sources,
  askProbe: (probe: Probe, signal: AbortSignal) => askProbe(probe, sources, signal),
  clock: () => new Date(),
  pause,
};

/** What it answers counts for nothing: Watch finds in the table what was seen. */
export async function handler(input: { readonly run: Run }): Promise<void> {
  const result = await verifyDeployment(input, settings, dependencies);
  logOf('verify-deployment', input.run).info('deployment looked at', { result });
}
