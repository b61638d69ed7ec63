import { defineGroup } from '../define-group.ts';
import { errorSpikes } from './error-spikes.ts';
import { healthChecks } from './health-checks.ts';
import { mobileConnectivity } from './mobile-connectivity.ts';
import { responseTimes } from './response-times.ts';
import { userLogin } from './user-login.ts';

export const postDeploy = defineGroup('post-deploy', [
  healthChecks,
  errorSpikes,
  responseTimes,
  userLogin,
  mobileConnectivity,
]);
