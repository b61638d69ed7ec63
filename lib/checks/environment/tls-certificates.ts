import * as z from 'zod/mini';
import { type Finding, fail, pass } from '../../domain/check-result.ts';
import { day } from '../../domain/duration.ts';
import { judgeAll } from '../../domain/judge-all.ts';
import { addressOf, coversName, type TlsDomain, tlsDomain } from '../../domain/tls-domain.ts';
import type { AcmCertificate } from '../../sources/acm.ts';
import { type CheckContext, defineCheck } from '../define-check.ts';

const settings = z.strictObject({
  domains: z.array(tlsDomain).check(z.minLength(1)),
  longerThanDays: z._default(z.number().check(z.positive()), 30),
});

type Context = CheckContext<z.output<typeof settings>, 'acm' | 'tls'>;

export const tlsCertificates = defineCheck({
  id: 'tls-certificates',
  needs: ['acm', 'tls'],
  config: settings,
  remediation: 'Renew or replace the named certificates and wait until they are served, then run the gate again.',
  resources: ({ domains }) => ({ acm: [...new Set(domains.flatMap(grantedIn))] }),
  async run(context) {
    const { domains, longerThanDays } = context.config;
    const parts = domains.flatMap((domain) => [
      { name: `${domain.name} as served`, found: judgeServed(domain, context) },
      { name: `ACM for ${domain.name}`, found: judgeInAcm(domain, context) },
    ]);
    const names = domains.map((domain) => domain.name).join(', ');
    return judgeAll(parts, () => `certificates valid for more than ${longerThanDays} days: ${names}`);
  },
});

function grantedIn({ certificateArn, acm }: TlsDomain): string[] {
  return acm === undefined ? [certificateArn ?? '*'] : [];
}

async function judgeServed(domain: TlsDomain, { config, sources, now, signal }: Context): Promise<Finding> {
  const { name } = domain;
  const { host, port } = addressOf(domain);
  const served = await sources.tls.servedCertificate({ name, host, port }, signal);
  const early = served.notBefore > now ? ['is not yet valid'] : [];
  const problems = [...new Set([...served.problems, ...early])];
  const observed = `${served.subject} by ${served.issuer}, ${endOf(served.notAfter, now)}`;
  const evidence = {
    where: `${name} as served by ${host}:${port}`,
    observed: [observed, ...problems].join(', '),
    expected: `trusted for ${name}, more than ${config.longerThanDays} days left`,
  };
  if (problems.length > 0) return fail(`the certificate served for ${name} ${problems.join(' and ')}`, [evidence]);
  if (isLongEnough(served.notAfter, config, now)) return pass(`${name} is served with a valid certificate`, [evidence]);
  return fail(`the certificate served for ${name} ends too soon`, [evidence]);
}

async function judgeInAcm(domain: TlsDomain, { config, sources, now, signal }: Context): Promise<Finding> {
  const { name, certificateArn: arn, certificateRegion, acm } = domain;
  const expected = `ISSUED, more than ${config.longerThanDays} days left`;
  const where = `ACM for ${name}`;
  if (acm !== undefined) {
    return pass(`${name} is not in ACM`, [{ where, observed: `off: ${acm.off}`, expected: 'not looked at' }]);
  }
  const found =
    arn === undefined
      ? await sources.acm.covering(name, certificateRegion, signal)
      : [await sources.acm.certificate(arn, signal)].filter((one) => one !== undefined);
  if (found.length === 0) {
    return fail(`ACM has no certificate for ${name}`, [{ where, observed: 'no certificate', expected }]);
  }
  const judged = deciding(found).map((one) => {
    // Asked for by its ARN, it may be any.
    const covers = coversName(one.names, name);
    const lasts = one.notAfter !== undefined && isLongEnough(one.notAfter, config, now);
    const right = one.status === 'ISSUED' && lasts && covers;
    const end = one.notAfter === undefined ? 'without an end' : endOf(one.notAfter, now);
    const observed = `${one.status}, ${end}, ${one.inUse ? 'in use' : 'not in use'}${covers ? '' : ', for other names'}`;
    return { right, covers, evidence: { where: `ACM certificate ${one.arn} for ${name}`, observed, expected } };
  });
  const wrong = judged.filter((one) => !one.right);
  const evidence = [...wrong, ...judged.filter((one) => one.right)].map((one) => one.evidence);
  if (wrong.length === 0) return pass(`ACM holds a valid certificate for ${name}`, evidence);
  const problem = wrong.some((one) => !one.covers) ? 'is for other names' : 'is not issued or ends too soon';
  return fail(`the certificate in ACM for ${name} ${problem}`, evidence);
}

/** Those that an AWS resource serves, every one of them; where none is in use, all that there are. */
function deciding(found: readonly AcmCertificate[]): readonly AcmCertificate[] {
  const inUse = found.filter((one) => one.inUse);
  return inUse.length > 0 ? inUse : found;
}

function isLongEnough(end: Date, { longerThanDays }: z.output<typeof settings>, now: Date): boolean {
  return end.getTime() - now.getTime() > longerThanDays * day;
}

function endOf(end: Date, now: Date): string {
  const days = (end.getTime() - now.getTime()) / day;
  const distance = days < 0 ? `${(-days).toFixed(1)} days ago` : `in ${days.toFixed(1)} days`;
  return `until ${end.toISOString()} (${distance})`;
}
