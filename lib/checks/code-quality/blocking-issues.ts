import * as z from 'zod/mini';
import { type Finding, fail, pass } from '../../domain/check-result.ts';
import { judgeAll } from '../../domain/judge-all.ts';
import { listed } from '../../domain/listed.ts';
import { SourceError } from '../../domain/source-error.ts';
import { defineCheck } from '../define-check.ts';

/** GitHub takes a comma for the end of a label ("List repository issues"): two labels in one would ask for those that have both. */
const label = z.string().check(z.regex(/^[^,\p{Cc}]{1,50}$/u, 'must be one label, without a comma'));

const mostNumbers = 10;

const noSuchLabel = (name: string, repository: string): string =>
  `${repository} has no label ${name}, so no issue can have it; write it as GitHub does`;

export const blockingIssues = defineCheck({
  id: 'blocking-issues',
  needs: ['github'],
  config: z.strictObject({
    /** An open issue with any of these blocks every release. */
    labels: z.array(label).check(
      z.minLength(1),
      z.refine((labels) => new Set(labels).size === labels.length, 'must name each label once'),
    ),
  }),
  remediation:
    'Close the issues, or take the label off those that need not hold a release back, then run the gate again.',
  run({ config, sources: { github }, signal }) {
    const look = async (name: string): Promise<Finding> => {
      const expected = `no open issue labelled ${name}`;
      const { issues, more } = await github.openIssues(name, signal);
      if (issues.length === 0 && more) throw new SourceError(`GitHub did not list the issues labelled ${name}`);
      if (issues.length === 0) {
        // A label that was renamed, or never was, would block nothing for ever.
        if (!(await github.hasLabel(name, signal))) throw new SourceError(noSuchLabel(name, github.repository));
        return pass(name, [{ where: github.repository, observed: expected, expected }]);
      }
      const evidence = issues.map(({ number, title }) => ({
        where: `${github.repository} issue #${number}`,
        observed: `open: ${title}`,
        expected,
      }));
      const count = `${more ? 'at least ' : ''}${issues.length} open ${issues.length === 1 ? 'issue' : 'issues'}`;
      const numbers = issues.slice(0, mostNumbers).map(({ number }) => `#${number}`);
      const others = more || issues.length > mostNumbers ? '…' : '';
      return fail(`${count} labelled ${name}: ${numbers.join(', ')}${others}`, evidence);
    };
    const parts = config.labels.map((name) => ({
      name: `issues labelled ${name} of ${github.repository}`,
      found: look(name),
    }));
    return judgeAll(parts, () => `no open issue is labelled ${listed(config.labels, 'or')}`);
  },
});
