import type { Github } from '../../lib/sources/github.ts';

type Method = Exclude<keyof Github, 'repository'>;

export interface FakeGithub extends Github {
  /** `method argument …`, in the order in which they were asked. */
  readonly calls: string[];
}

/** A GitHub that answers as given; a question that has no answer here must not be asked. */
export function fakeGithub(answers: Partial<Omit<Github, 'repository'>>): FakeGithub {
  const calls: string[] = [];
  const method = <M extends Method>(name: M): Github[M] => {
    const ask = (...args: unknown[]): unknown => {
      if (!args.some((one) => one instanceof AbortSignal)) throw new Error(`${name} was asked without a signal`);
      calls.push([name, ...args.filter((one) => !(one instanceof AbortSignal)).map(textOf)].join(' '));
      const answer = answers[name] as ((...all: unknown[]) => unknown) | undefined;
      if (answer === undefined) throw new Error(`the check should not ask for ${name}`);
      return answer(...args);
    };
    return ask as Github[M];
  };
  return {
    calls,
    repository: 'acme/shop-api',
    checkRuns: method('checkRuns'),
    commitStatuses: method('commitStatuses'),
    pullRequestsOf: method('pullRequestsOf'),
    pullRequest: method('pullRequest'),
    reviews: method('reviews'),
    commitsOf: method('commitsOf'),
    codeScanning: method('codeScanning'),
    openAlerts: method('openAlerts'),
    alertsFixedSince: method('alertsFixedSince'),
    openIssues: method('openIssues'),
    hasLabel: method('hasLabel'),
    file: method('file'),
    deployments: method('deployments'),
  };
}

const textOf = (argument: unknown): string => (argument instanceof Date ? argument.toISOString() : String(argument));
