/** A schema's parameter: what to write where something of another type stands. What is wrong inside speaks for itself. */
export function otherwise(message: string) {
  return {
    error: ({ code }: { readonly code?: string | undefined }) => (code === 'invalid_type' ? message : undefined),
  };
}
