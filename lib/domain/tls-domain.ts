import * as z from 'zod/mini';

const port = z.int().check(z.minimum(1), z.maximum(65_535));

const hostName = z
  .string()
  .check(
    z.regex(
      /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])$/i,
      'must be a host name, for example shop.example.com',
    ),
  );

const address = z.string().check(
  z.regex(/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\]):\d{1,5}$/i, "must be host:port, for example 'origin.example.com:443'"),
  z.refine((text) => port.safeParse(portIn(text)).success, 'must have a port from 1 to 65535'),
);

/** A domain whose certificates are looked at: the served one, and the one in ACM. */
export const tlsDomain = z
  .strictObject({
    name: hostName,
    port: z._default(port, 443),
    /** `host:port` to ask for that name, as curl's --connect-to does: an origin behind a CDN. */
    connectTo: z.optional(address),
    /** The certificate in ACM; found by the domain's name when absent. */
    certificateArn: z.optional(
      z
        .string()
        .check(
          z.regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, "must be an ACM certificate's ARN"),
        ),
    ),
    /** Where the name is looked up when not in this environment's region: us-east-1 for CloudFront. */
    certificateRegion: z.optional(
      z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region, for example us-east-1')),
    ),
    /** off('reason') where the certificate is not in ACM; the served one is looked at all the same. */
    acm: z.optional(
      z.strictObject({
        off: z
          .string()
          .check(z.trim(), z.minLength(10, 'must give the reason in a sentence of at least 10 characters')),
      }),
    ),
  })
  .check(
    z.refine(
      (one) => [one.certificateArn, one.certificateRegion, one.acm].filter((way) => way !== undefined).length <= 1,
      'must have at most one of certificateArn, certificateRegion and acm',
    ),
  );
export type TlsDomain = z.output<typeof tlsDomain>;

/** Whether one of a certificate's names is the domain's. A wildcard stands for exactly one label (RFC 6125, section 6.4.3). */
export function coversName(names: readonly string[], domain: string): boolean {
  const wanted = domain.toLowerCase();
  const wildcard = wanted.replace(/^[^.]+/, '*');
  return names.some((name) => [wanted, wildcard].includes(name.toLowerCase()));
}

/** Where to connect for a domain. */
export function addressOf({ name, port: ownPort, connectTo }: TlsDomain): { host: string; port: number } {
  if (connectTo === undefined) return { host: name, port: ownPort };
  const host = connectTo.slice(0, connectTo.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  return { host, port: portIn(connectTo) };
}

function portIn(hostAndPort: string): number {
  return Number(hostAndPort.slice(hostAndPort.lastIndexOf(':') + 1));
}
