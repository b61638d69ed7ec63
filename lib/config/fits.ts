import * as z from 'zod/mini';

/** What settings must be together. @param key the setting that is told of, where they are not. */
export function fits<T extends object>(isRight: (settings: T) => boolean, key: keyof T & string, message: string) {
  return z.check<T>(({ value, issues }) => {
    // No input: what would be shown is all of the settings.
    if (!isRight(value)) issues.push({ code: 'custom', input: undefined, path: [key], message, continue: true });
  });
}
