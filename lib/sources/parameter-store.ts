import { GetParametersCommand, type GetParametersCommandOutput, SSMClient } from '@aws-sdk/client-ssm';
import { SourceError } from '../domain/source-error.ts';
import { limitAnswers } from './answer-limit.ts';
import { askAws } from './aws-call.ts';
import { hiddenVariable, plainVariable, type Variable } from './variable.ts';

export interface ParameterStore {
  /**
   * The parameters by name; those that do not exist are absent. Values of `SecureString` are not shown.
   * @throws SourceError when one of them cannot be read.
   */
  read(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Variable>>;
}

/** GetParameters takes ten names at most. */
const namesPerCall = 10;

export function parameterStore(): ParameterStore {
  const client = limitAnswers(new SSMClient({}), 'Parameter Store');
  return {
    async read(names, signal) {
      const chunks = chunksOf([...new Set(names)], namesPerCall);
      const found = await Promise.all(chunks.map((chunk) => readChunk(chunk, signal)));
      return new Map(found.flat());
    },
  };

  async function readChunk(names: string[], signal: AbortSignal): Promise<[string, Variable][]> {
    const answer = await askAws('Parameter Store', 'ssm:GetParameters', () =>
      client.send(new GetParametersCommand({ Names: names, WithDecryption: true }), { abortSignal: signal }),
    );
    return entriesOf(answer, names);
  }
}

/** Every asked name must be answered for, as found or as missing. */
function entriesOf(answer: GetParametersCommandOutput, names: readonly string[]): [string, Variable][] {
  const missing = new Set(answer.InvalidParameters);
  const parameters = new Map(answer.Parameters?.map((parameter) => [parameter.Name, parameter]));
  return names.flatMap((name): [string, Variable][] => {
    const parameter = parameters.get(name);
    if (parameter === undefined && missing.has(name)) return [];
    if (typeof parameter?.Value !== 'string') throw new SourceError(`Parameter Store gave no answer for ${name}`);
    const plain = parameter.Type === 'String' || parameter.Type === 'StringList';
    return [[name, plain ? plainVariable(parameter.Value, name) : hiddenVariable(parameter.Value)]];
  });
}

function chunksOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
