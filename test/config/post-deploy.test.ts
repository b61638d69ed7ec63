import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../lib/checks/registry.ts';
import { watchSchema } from '../../lib/config/check-watch.ts';
import { gateSettings, groupsToRun } from '../../lib/config/function-settings.ts';
import { off } from '../../lib/config/index.ts';
import { checklist, checkTitles } from '../../lib/domain/checklist.ts';
import { describeSettings } from '../../scripts/describe-settings.ts';
import { environment } from '../support/config.ts';
import { errorSpikes, responseTimes, userLogin, verifying } from './support/post-deploy.ts';
import { onCall, parsed, problems, quiet, settingsOf } from './support/rollback.ts';

const asking = { ...quiet, asks: onCall };
const ids = checklist['post-deploy'].checks;
const checksOf = (on: object, rollback: object = asking) =>
  settingsOf(rollback, { changes: verifying(on as Record<string, object>) }).verification?.checks;

describe('a check after the deploy', () => {
  it('has its settings, and beside them how severe it is and what follows, by default', () => {
    const one = parsed(asking, { changes: verifying({ 'response-times': responseTimes, 'user-login': userLogin }) });
    expect(one.checks['post-deploy']['response-times']).toMatchObject({
      settings: { watch: responseTimes.watch, factor: 1.5 },
      watch: { severity: 'medium', response: 'ask' },
    });
    expect(one.checks['post-deploy']['user-login']).toMatchObject({
      watch: { severity: 'high', response: 'rollback' },
    });
    expect(one.checks.database['backup-recency']).not.toHaveProperty('watch');
  });

  it('is high for the health checks and the login, and medium for the others, unless another severity is written', () => {
    const severe = { 'response-times': { ...responseTimes, severity: 'critical' }, 'error-spikes': errorSpikes };
    expect(checksOf(severe)?.map(({ id, severity }) => [id, severity])).toEqual([
      ['health-checks', 'high'],
      ['error-spikes', 'medium'],
      ['response-times', 'critical'],
      ['user-login', 'high'],
      ['mobile-connectivity', 'medium'],
    ]);
  });

  it.each([
    [{}, 'ask'],
    [{ severity: 'medium' }, 'ask'],
    [{ severity: 'high' }, 'rollback'],
    [{ severity: 'critical' }, 'rollback'],
    [{ severity: 'critical', response: 'notify' }, 'notify'],
    [{ severity: 'medium', response: 'rollback' }, 'rollback'],
  ])('with %j is answered by %s', (watch, response) => {
    const found = checksOf({ 'response-times': { ...responseTimes, ...watch } }, response === 'ask' ? asking : quiet);
    expect(found?.find(({ id }) => id === 'response-times')).toMatchObject({ ...watch, response });
  });

  it('is listed with the reason where it is off, also where its group is', () => {
    const on = { 'response-times': { ...responseTimes, response: 'notify' } };
    expect(checksOf(on, quiet)).toEqual(
      ids.map((id) => ({
        id,
        title: checkTitles[id],
        severity: ['health-checks', 'user-login'].includes(id) ? 'high' : 'medium',
        response:
          id === 'response-times' ? 'notify' : ['health-checks', 'user-login'].includes(id) ? 'rollback' : 'ask',
        ...(id === 'response-times' ? {} : { notWatched: environment.checks['post-deploy'].off }),
      })),
    );
    expect(settingsOf(quiet)).not.toHaveProperty('verification');
  });

  it('decides no gate and has no function of its own', () => {
    const one = parsed(asking, { changes: verifying({ 'response-times': responseTimes }) });
    expect(groupsToRun(one)).toEqual(groupsToRun(parsed(quiet)));
    expect(gateSettings(one).expected).toEqual(gateSettings(parsed(quiet)).expected);
  });

  it('has no setting of its own that stands beside the settings', () => {
    const settings = ids.flatMap((id) => {
      const definition = definitionOf('post-deploy', id);
      return definition === undefined ? [] : describeSettings(definition.config).settings.map(({ path }) => path);
    });
    expect(settings).toContain('watch.lambda.function');
    for (const key of [...Object.keys(watchSchema.shape), 'waivable', 'manual', 'off'])
      expect(settings).not.toContain(key);
  });

  it.each([
    [{ severity: 'low' }, 'severity: must be "critical" or "high" or "medium", not "low"'],
    [{ severity: true }, 'severity: must be "critical" or "high" or "medium", not true'],
    [{ response: 'page' }, 'response: must be "rollback" or "ask" or "notify", not "page"'],
    [
      { waivable: { approvers: onCall.approvers } },
      "waivable: does nothing after a deploy, where no failure keeps a release back; write response: 'ask' where people are to decide what follows, or response: 'notify'",
    ],
    [{ colour: 'red' }, 'colour: unknown key; remove it, or correct its spelling'],
  ])('is refused with %j', (change, message) => {
    const on = { 'response-times': { ...responseTimes, response: 'notify', ...change } };
    expect(problems(quiet, verifying(on))).toEqual([`checks.post-deploy.response-times.${message}`]);
  });

  it('has all of its problems named at once', () => {
    const wrong = { ...responseTimes, factor: 0, severity: 'low', response: 7, waivable: true };
    expect(problems(quiet, verifying({ 'response-times': wrong })).map((one) => one.split(':')[0])).toEqual(
      ['factor', 'severity', 'response', 'waivable'].map((key) => `checks.post-deploy.response-times.${key}`),
    );
    expect(problems(quiet, verifying({ 'response-times': [] as object }))).toEqual([
      'checks.post-deploy.response-times: must be an object, not []',
    ]);
  });

  it('is part of what the configuration is known by', () => {
    const hashOf = (change: object): string =>
      parsed(asking, {
        changes: verifying({ 'error-spikes': errorSpikes, 'response-times': { ...responseTimes, ...change } }),
      }).configuration;
    expect(hashOf({ severity: 'medium', response: 'ask' })).toBe(hashOf({}));
    expect(new Set([{}, { severity: 'high' }, { response: 'notify' }].map(hashOf)).size).toBe(3);
  });
});

describe('a check before the deploy', () => {
  it.each(['severity', 'response'])('takes no %s beside its settings', (key) => {
    const checks = {
      ...environment.checks,
      database: { ...environment.checks.database, 'backup-recency': { instance: 'shop', [key]: 'high' } },
    };
    expect(problems(quiet, { checks })).toEqual([
      `checks.database.backup-recency.${key}: says what follows after a deploy, so it stands in post-deploy alone: what fails before a deploy keeps the release back; remove it, or write waivable: { … }`,
    ]);
  });

  it('keeps a setting of its own that is called so', () => {
    const scans = (severity: unknown) => ({
      github: { repository: 'acme/shop-api', auth: { token: { secret: 'shop/github' } } },
      checks: {
        ...environment.checks,
        'code-quality': {
          ...Object.fromEntries(checklist['code-quality'].checks.map((id) => [id, off('this test is not about it')])),
          'security-scans': { tools: ['CodeQL'], severity },
        },
      },
    });
    expect(problems(quiet, scans('critical'))).toEqual([]);
    expect(problems(quiet, scans('odd'))).toEqual([
      expect.stringMatching(/^checks\.code-quality\.security-scans\.severity: must be "/),
    ]);
  });
});

describe('an environment with checks after the deploy', () => {
  const on = { 'error-spikes': { ...errorSpikes, response: 'notify' }, 'user-login': userLogin };

  it('needs a rollback window, which alone looks at them', () => {
    const people = off('people watch it');
    expect(problems(people, verifying(on))).toEqual([
      "checks.post-deploy: error-spikes and user-login are on, but rollback is off, and nothing else looks at them: write rollback: { … }, or off('reason') here",
    ]);
    expect(problems(people, verifying({ 'user-login': userLogin }))).toEqual([
      expect.stringMatching(/^checks\.post-deploy: user-login is on, .* looks at it: write/),
    ]);
    expect(problems(quiet, verifying(on))).toEqual([]);
    expect(problems(undefined, verifying(on))).toEqual([expect.stringMatching(/^rollback: is missing/)]);
  });

  it('needs people to ask where one of them asks, which is named', () => {
    const asked = verifying({ 'error-spikes': errorSpikes, 'response-times': responseTimes });
    expect(problems(quiet, asked)).toEqual([
      "rollback.asks: is missing; error-spikes and response-times ask people whether to go back: write { approvers: { groups: ['on-call'] } }, or response: 'notify' or off('reason') there",
    ]);
    expect(problems(asking, asked)).toEqual([]);
    expect(problems(asking, verifying(on))).toEqual([expect.stringMatching(/^rollback\.asks: asks nobody anything/)]);
  });

  it('may watch no criterion beside them', () => {
    const criteria = Object.fromEntries(Object.keys(quiet.criteria).map((id) => [id, off('not watched in this test')]));
    expect(problems({ ...quiet, criteria }, verifying(on))).toEqual([]);
    expect(problems({ ...quiet, criteria })).toEqual([expect.stringMatching(/^rollback\.criteria: watches nothing/)]);
  });

  it('is not told that it watches or asks nothing while one of them cannot be read', () => {
    const criteria = Object.fromEntries(Object.keys(quiet.criteria).map((id) => [id, off('not watched in this test')]));
    const wrong = verifying({ 'response-times': { ...responseTimes, factor: 0 } });
    expect(problems({ ...asking, criteria, verification: { tries: 2 } }, wrong)).toEqual([
      expect.stringMatching(/^checks\.post-deploy\.response-times\.factor: must be/),
    ]);
  });
});
