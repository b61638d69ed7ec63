/** One thing that was seen, beside what should have been seen. */
export interface Evidence {
  /** Where it was looked for: `RDS instance shop-production`, `GIN_MODE in Parameter Store`. */
  readonly where: string;
  readonly observed: string;
  readonly expected: string;
  /** When the observed thing happened or was measured, ISO 8601. */
  readonly when?: string;
}

/** All evidence of a check, as UTF-8 JSON: reports of 27 checks stay far below Step Functions' 256 KiB payload. */
export const evidenceLimitBytes = 2048;
const longestText = 300;
/** An entry takes 40 bytes before a word is in it: of thousands of entries no more than this are worth looking at. */
const mostEntries = Math.ceil(evidenceLimitBytes / 40);
const encoder = new TextEncoder();

/**
 * Evidence that fits the limit: long texts are cut, and what had to be left out is counted in a last entry.
 * @param clean what each text goes through before it is cut: half of a secret would not be recognized.
 */
export function capEvidence(
  evidence: readonly Evidence[],
  clean: (text: string) => string = (text) => text,
): readonly Evidence[] {
  const cut = evidence.slice(0, mostEntries).map((one) => cutTexts(one, clean));
  if (cut.length === evidence.length && sizeOf(cut) <= evidenceLimitBytes) return cut;
  for (let kept = Math.min(cut.length, evidence.length - 1); kept >= 0; kept -= 1) {
    const rest = evidence.length - kept;
    const shortened = [
      ...cut.slice(0, kept),
      { where: 'left out', observed: `${rest} more`, expected: 'see the source' },
    ];
    if (sizeOf(shortened) <= evidenceLimitBytes) return shortened;
  }
  return [];
}

function cutTexts({ where, observed, expected, when }: Evidence, clean: (text: string) => string): Evidence {
  const fitting = (text: string): string => cutText(clean(text));
  return {
    where: fitting(where),
    observed: fitting(observed),
    expected: fitting(expected),
    ...(when === undefined ? {} : { when: fitting(when) }),
  };
}

/**
 * At most `longest` UTF-16 units, with an ellipsis where something was cut. Never half a character, also where the text
 * came with one: as UTF-8, in which payloads travel, there is none.
 */
export function cutText(text: string, longest = longestText): string {
  if (text.length <= longest) return text.toWellFormed();
  return `${text
    .slice(0, longest - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .toWellFormed()}…`;
}

function sizeOf(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}
