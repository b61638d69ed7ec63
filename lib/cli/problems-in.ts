import type { Problem } from '../domain/problem.ts';

/** The problems in a text that `describeProblems` wrote, a line each; none where it has another form. */
export function problemsIn(text: string): Problem[] {
  return text.split('\n').flatMap((line) => {
    const [, path, message] = /^ {2}([^\s:]+): (.+)$/.exec(line) ?? [];
    return path === undefined || message === undefined ? [] : [{ path, message }];
  });
}
