import { readFileSync } from 'node:fs';

/**
 * The settings that were deployed beside a function's code. The stack wrote them from the validated configuration.
 * @param module the handler's `import.meta.url`.
 */
export function deployedSettings<T>(module: string): T {
  return JSON.parse(readFileSync(new URL('./settings.json', module), 'utf8')) as T;
}

/** A file that lies beside a function's code since it was bundled. */
export function deployedText(module: string, name: string): string {
  return readFileSync(new URL(name, module), 'utf8');
}
