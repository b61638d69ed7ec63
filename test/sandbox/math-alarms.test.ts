import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeOutMathAlarms } from '../../sandbox/math-alarms.ts';

test('alarms of metric math are taken out of each template, and kept as they are; all else stays', async () => {
  const assembly = await mkdtemp(join(tmpdir(), 'assembly-'));
  await writeFile(join(assembly, 'another.template.json'), JSON.stringify({ Resources: {} }));
  const file = join(assembly, 'preflight-shop-api-production.template.json');
  const plain = { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'plain', MetricName: 'Errors' } };
  const math = { AlarmName: 'math', Metrics: [{ Id: 'rate', Expression: 'errors / requests' }], Threshold: 5 };
  const topic = { Type: 'AWS::SNS::Topic' };
  const Resources = { Plain: plain, Math: { Type: 'AWS::CloudWatch::Alarm', Properties: math }, Topic: topic };
  await writeFile(file, JSON.stringify({ Resources, Outputs: {} }));
  await takeOutMathAlarms(assembly);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ Resources: { Plain: plain, Topic: topic }, Outputs: {} });
  expect(JSON.parse(await readFile(join(assembly, 'preflight-shop-api-production.math-alarms.json'), 'utf8'))).toEqual([
    math,
  ]);
  expect(JSON.parse(await readFile(join(assembly, 'another.math-alarms.json'), 'utf8'))).toEqual([]);
});
