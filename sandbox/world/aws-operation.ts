import type { IncomingHttpHeaders } from 'node:http';

/** Names that differ between a request's signature and the policies that people write. */
const serviceNames: Record<string, string> = { monitoring: 'cloudwatch' };

/** What an AWS request asks, as IAM names it: `rds:DescribeDBSnapshots`; `s3:PUT` where the protocol names none. */
export function operationOf(
  request: {
    readonly method?: string | undefined;
    readonly url?: string | undefined;
    readonly headers: IncomingHttpHeaders;
  },
  body: string,
): string {
  const { headers, method = 'GET', url = '/' } = request;
  const scope = /Credential=[^/]+\/\d+\/[^/]+\/(?<service>[^/]+)\//.exec(headers.authorization ?? '')?.groups;
  const service = scope?.['service'] ?? 'unknown';
  const target = headers['x-amz-target'];
  const operation =
    // JSON protocols: `AmazonSSM.GetParameters`
    (typeof target === 'string' ? target.split('.').at(-1) : undefined) ??
    // RPC v2: `/service/GraniteServiceVersion20100801/operation/GetMetricData`
    /\/operation\/(\w+)/.exec(url)?.[1] ??
    // The query protocol: `Action=DescribeDBSnapshots&…`
    /(?:^|&)Action=(\w+)/.exec(body)?.[1] ??
    method;
  return `${serviceNames[service] ?? service}:${operation}`;
}
