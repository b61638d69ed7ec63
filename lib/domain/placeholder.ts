/** Values that stand for one that nobody filled in: the whole value, or the whole password of a connection string. */
const wholeValue = [
  /^$/,
  /^(?:example|sample|placeholder|dummy|password|passwd|secret|foo|bar|foobar|asdf|undefined|null|nil)\d*$/,
  /^(?:todo|fixme|tbd|n\/a)(?:\b[:! ].*)?$/,
  /^(?=.*[x*?.])[x*?.\-_ ]{3,}$/,
  /^<[^<>]*>$/,
  /^\[[a-z][a-z _-]*\]$/,
  /^\{\{[^{}]*\}\}$/,
  /^(?:__\w+__|%\w+%)$/,
];

/** What a template leaves behind, wherever it stands. No hyphen before a word: `exchange-me` is none. */
const marker = [
  /(?<![a-z])change[-_ ]?(?:me|it|this)(?![a-z])/,
  /(?<![a-z])replace[-_ ]?(?:me|this|with)(?![a-z])/,
  /(?<![a-z])(?:insert|enter|put|fill)[-_ ](?:me|in|your|here|this)(?![a-z])/,
  /(?<![a-z])your[-_][a-z0-9]/,
  /(?<![a-z])your[-_ ]?(?:secret|password|token|key|api|domain|host|value)(?![a-z])/,
  /(?:secret|password|token|key|value|goes)[-_ ]here(?![a-z])/,
  /(?<![a-z])(?:example|sample|dummy|fake)[-_ ](?:secret|password|token|key|value|dsn)(?![a-z])/,
  /(?:secret|password|token|key|value)[-_ ](?:example|placeholder)(?![a-z])/,
  /(?<![a-z])placeholder(?![a-z])/,
  /(?<![a-z0-9])x{4,}(?![a-z0-9])/,
  /<[a-z][a-z _-]{2,}>/,
];

/** The spelling of AWS's documentation keys, and of a variable that no shell replaced: only in capitals. */
const capitals = [/[A-Za-z0-9]{10}EXAMPLE(?:KEY)?$/, /\$\{[A-Z_][A-Z0-9_]*\}/];

/** Whether the value is, or holds, a text that waits to be replaced. `https://shop.example.com` is a value like others. */
export function isPlaceholder(value: string): boolean {
  const lower = value.trim().toLowerCase();
  const whole = [lower, ...passwordsIn(lower)];
  return (
    wholeValue.some((pattern) => whole.some((text) => pattern.test(text))) ||
    marker.some((pattern) => pattern.test(lower)) ||
    capitals.some((pattern) => pattern.test(value.trim()))
  );
}

/** `p` of `scheme://user:p@host`; no longer ones, so that a value of 64 KB is searched in no time. */
function passwordsIn(value: string): string[] {
  return [...value.matchAll(/:\/\/[^:/@\s]{0,256}:([^@\s]{0,256})@/g)].map((match) => match[1] ?? '');
}
