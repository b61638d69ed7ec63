import { full, measure, quick } from './detection/bench.ts';
import { type Options, optionsOf, usage } from './detection/options.ts';
import { report } from './detection/report.ts';
import { tune } from './detection/tune.ts';
import { tuneReport } from './detection/tune-report.ts';

/* `npm run bench:detection`: how soon the alarms tell of a fault, and how often of none. Standard output is the same for the same seed. */

const tell = (progress: string): void => void process.stderr.write(`${progress}\n`);

function asked(): Options | undefined {
  try {
    return optionsOf(process.argv.slice(2));
  } catch (error) {
    tell(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return undefined;
  }
}

function run({ seed, json, quick: isQuick, tune: tunes }: Options): number {
  const size = isQuick ? quick : full;
  if (tunes) {
    const tuned = tune(seed, { faulty: size.faulty, healthy: size.between }, tell);
    process.stdout.write(json ? `${JSON.stringify(tuned, null, 2)}\n` : `${tuneReport(tuned)}\n`);
    return 0;
  }
  const result = measure({ seed, size }, tell);
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : `${report(result)}\n`);
  return result.goals.every(({ met }) => met) ? 0 : 1;
}

const options = asked();
process.exitCode = options === undefined ? 2 : run(options);
