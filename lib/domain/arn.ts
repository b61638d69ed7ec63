/** The region in an ARN (`arn:partition:service:region:account:…`); undefined where it names none, or is no ARN. */
export function regionOf(arn: string): string | undefined {
  return arn.split(':')[3] || undefined;
}

/** Each partition has a console of its own, whose pages know the region by the host's first label. */
const consoles: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Where the console of an ARN's partition and region begins: `https://eu-central-1.console.…`; undefined in any other partition. */
export function consoleOf(arn: string): string | undefined {
  const [, partition = ''] = arn.split(':');
  const host = Object.hasOwn(consoles, partition) ? consoles[partition] : undefined;
  return host === undefined ? undefined : `https://${regionOf(arn) ?? ''}.${host}`;
}
