import {
  ACMClient,
  type CertificateDetail,
  type CertificateSummary,
  DescribeCertificateCommand,
  KeyAlgorithm,
  ListCertificatesCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-acm';
import { regionOf } from '../domain/arn.ts';
import { SourceError } from '../domain/source-error.ts';
import { coversName } from '../domain/tls-domain.ts';
import { limitAnswers } from './answer-limit.ts';
import { askAws } from './aws-call.ts';

export interface Acm {
  /** The certificate, from the region that its ARN names; undefined when there is none. @throws SourceError */
  certificate(arn: string, signal: AbortSignal): Promise<AcmCertificate | undefined>;
  /**
   * Every certificate that covers the domain name, by its own name or a wildcard, whatever its state.
   * @param region where to look; this process's own when undefined.
   * @throws SourceError
   */
  covering(domain: string, region: string | undefined, signal: AbortSignal): Promise<readonly AcmCertificate[]>;
}

export interface AcmCertificate {
  readonly arn: string;
  /** `ISSUED`, `PENDING_VALIDATION`, `EXPIRED`… as ACM writes it. */
  readonly status: string;
  /** undefined only while it is not issued. */
  readonly notAfter: Date | undefined;
  readonly names: readonly string[];
  /** Whether an AWS resource, such as a load balancer or a distribution, serves it. */
  readonly inUse: boolean;
}

export function acm(): Acm {
  const clients = new Map<string | undefined, ACMClient>();
  return {
    certificate: (arn, signal) => describe(arn, signal),
    async covering(domain, region, signal) {
      const summaries = await list(region, signal);
      const candidates = summaries.filter((summary) => mayCover(summary, domain)).map(arnOf);
      const certificates = await Promise.all(candidates.map((arn) => describe(arn, signal)));
      return certificates.filter((one) => one !== undefined).filter((one) => coversName(one.names, domain));
    },
  };

  function clientFor(region: string | undefined): ACMClient {
    const client = clients.get(region) ?? limitAnswers(new ACMClient(region === undefined ? {} : { region }), 'ACM');
    clients.set(region, client);
    return client;
  }

  async function describe(arn: string, signal: AbortSignal): Promise<AcmCertificate | undefined> {
    const answer = await askAws('ACM', `acm:DescribeCertificate of ${arn}`, async () => {
      try {
        const command = new DescribeCertificateCommand({ CertificateArn: arn });
        return await clientFor(regionOf(arn)).send(command, { abortSignal: signal });
      } catch (cause) {
        if (cause instanceof ResourceNotFoundException) return undefined;
        throw cause;
      }
    });
    return answer === undefined ? undefined : certificateOf(answer.Certificate, arn);
  }

  async function list(region: string | undefined, signal: AbortSignal): Promise<CertificateSummary[]> {
    const summaries: CertificateSummary[] = [];
    const seen = new Set<string>();
    let token: string | undefined;
    do {
      const command = new ListCertificatesCommand({
        // Unless asked for all, ACM leaves out elliptic curves and longer RSA keys.
        Includes: { keyTypes: Object.values(KeyAlgorithm) },
        MaxItems: 1000,
        ...(token === undefined ? {} : { NextToken: token }),
      });
      const page = await askAws('ACM', 'acm:ListCertificates', () =>
        clientFor(region).send(command, { abortSignal: signal }),
      );
      if (page.CertificateSummaryList === undefined)
        throw new SourceError('ACM listed its certificates without a list');
      summaries.push(...page.CertificateSummaryList);
      token = page.NextToken;
      if (token !== undefined && seen.has(token)) throw new SourceError('ACM gave the same page of certificates twice');
      if (token !== undefined) seen.add(token);
    } while (token !== undefined);
    return summaries;
  }
}

function arnOf(summary: CertificateSummary): string {
  if (summary.CertificateArn === undefined) throw new SourceError('ACM listed a certificate without its ARN');
  return summary.CertificateArn;
}

/** A summary holds a hundred names at most, and an emulator's holds none but the first: those are looked at closely. */
function mayCover(summary: CertificateSummary, domain: string): boolean {
  const names = summary.SubjectAlternativeNameSummaries;
  if (names === undefined || summary.HasAdditionalSubjectAlternativeNames === true) return true;
  return coversName([summary.DomainName ?? '', ...names], domain);
}

function certificateOf(detail: CertificateDetail | undefined, arn: string): AcmCertificate {
  const { Status: status, NotAfter: notAfter } = detail ?? {};
  const dated = notAfter instanceof Date && !Number.isNaN(notAfter.getTime());
  if (status === undefined || (status === 'ISSUED' && !dated)) {
    throw new SourceError(`ACM described ${arn} without its status or its end`);
  }
  const names = [detail?.DomainName, ...(detail?.SubjectAlternativeNames ?? [])].filter((name) => name !== undefined);
  return { arn, status, notAfter: dated ? notAfter : undefined, names, inUse: (detail?.InUseBy?.length ?? 0) > 0 };
}
