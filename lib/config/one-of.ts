import * as z from 'zod/mini';
import { isRecord } from '../domain/is-record.ts';
import { listed } from '../domain/listed.ts';

type Shape = Readonly<Record<string, z.ZodMiniType>>;
type Option<S extends Shape> = {
  [K in keyof S & string]: z.ZodMiniObject<{ [Key in K]: S[K] }, z.core.$strict>;
}[keyof S & string];
export type OneOf<S extends Shape> = z.ZodMiniUnion<readonly Option<S>[]>;

/**
 * An object with exactly one of these keys: `{ lambda: { … } }`. What is wrong inside speaks for itself.
 * @param instead what to write, where there is something to say of this very input; else all forms are named.
 * @param more forms that stand beside these.
 */
export function oneOf<S extends Shape>(
  shape: S,
  instead: (input: unknown) => string | undefined = () => undefined,
  more: readonly string[] = [],
): OneOf<S> {
  const options = Object.entries(shape).map(([key, inner]) => z.strictObject({ [key]: inner }));
  const forms = listed([...Object.entries(shape).map(([key, inner]) => formOf(key, inner)), ...more], 'or');
  const error = ({ input }: { readonly input?: unknown }): string | undefined => {
    const [key, ...more] = isRecord(input) ? Object.keys(input) : [];
    if (key !== undefined && key in shape && more.length === 0) return undefined;
    return instead(input) ?? wanted(input, forms);
  };
  return z.union(options, { error }) as unknown as OneOf<S>;
}

/** A schema's parameter: what to write where nothing stands, or something of another type. */
export function formed(forms: string) {
  return {
    error: ({ code, input }: { readonly code?: string | undefined; readonly input?: unknown }) =>
      code === 'invalid_type' ? wanted(input, forms) : undefined,
  };
}

/** Settings, or off with a reason. @param forms how the settings are written. */
export function eitherOr<A extends z.ZodMiniType, B extends z.ZodMiniType>(one: A, other: B, forms: string) {
  return z.union([one, other], {
    error: ({ input }: { readonly input?: unknown }) => (isRecord(input) ? undefined : wanted(input, forms)),
  });
}

function wanted(input: unknown, forms: string): string {
  return input === undefined ? `is missing; write ${forms}` : `must be ${forms}`;
}

/** `{ lambda: { function, alias } }`, `{ alarm: { name, needsData? } }` */
function formOf(key: string, schema: z.ZodMiniType): string {
  if (!(schema instanceof z.ZodMiniObject)) return `{ ${key}: … }`;
  const inside = Object.entries(schema.shape as Shape).map(([name, { _zod }]) =>
    _zod.optin !== undefined ? `${name}?` : name,
  );
  return `{ ${key}: { ${inside.join(', ')} } }`;
}
