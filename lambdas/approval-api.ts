import type { ApprovalSettings } from '../lib/config/function-settings.ts';
import { consoleHandler } from '../lib/console/handler.ts';
import { logOfService } from '../lib/lambda/log.ts';
import { deployedSettings, deployedText } from '../lib/lambda/settings.ts';
import { http } from '../lib/sources/http.ts';
import { approvalStore } from '../lib/stores/approval-store.ts';
import { stepFunctionsTasks } from '../lib/stores/waiting-task.ts';

const settings = deployedSettings<ApprovalSettings>(import.meta.url);
const { APPROVAL_TABLE = '', CONSOLE_URL = '', ISSUER = '', CLIENT_ID = '' } = process.env;

/** The approval API and the console's page: what the HTTP API hands over, whichever its route. */
export const handler = consoleHandler(
  { ...settings, consoleUrl: CONSOLE_URL, issuer: ISSUER, clientId: CLIENT_ID },
  {
    store: approvalStore(APPROVAL_TABLE),
    tasks: stepFunctionsTasks(),
    http: http(settings.sources),
    script: deployedText(import.meta.url, 'console.js'),
    log: logOfService('approval-api'),
    now: () => new Date(),
  },
);
