import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListVersionsByFunctionCommand,
  PreconditionFailedException,
  ResourceNotFoundException,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { SourceError } from '../domain/source-error.ts';
import { askAws } from '../sources/aws-call.ts';

export interface LambdaAlias {
  readonly version: string;
  /** What share of the requests goes to other versions. */
  readonly weights: Readonly<Record<string, number>>;
  /** Changes with each change of the alias. */
  readonly revision: string;
}

export interface PublishedVersion {
  readonly version: string;
  /** '' where it has none. */
  readonly description: string;
}

/** An alias of a function, and the function's versions. Every method throws SourceError when Lambda gives no usable answer. */
export interface LambdaVersions {
  /** undefined where there is no such alias, or function. */
  alias(signal: AbortSignal): Promise<LambdaAlias | undefined>;
  /** Whether there is such a version, and it can be called. */
  exists(version: string, signal: AbortSignal): Promise<boolean>;
  /** All of them, without $LATEST. */
  published(signal: AbortSignal): Promise<readonly PublishedVersion[]>;
  /**
   * Sends all requests to one version, if the alias is still at this revision.
   * @returns 'changed' where it is not; 'gone' where there is no such alias or version.
   */
  move(version: string, revision: string, signal: AbortSignal): Promise<'moved' | 'changed' | 'gone'>;
}

/** Lambda lists 50 versions a page: 10,000 are more than a function's code storage holds of any real one. */
const mostPages = 200;

export function lambdaVersions(name: string, alias: string, client: LambdaClient): LambdaVersions {
  const ask = <T>(action: string, call: () => Promise<T>): Promise<T> => askAws('Lambda', `lambda:${action}`, call);
  return {
    async alias(abortSignal) {
      const command = new GetAliasCommand({ FunctionName: name, Name: alias });
      const found = await ask('GetAlias', () => orGone(client.send(command, { abortSignal })));
      if (found === undefined) return undefined;
      const { FunctionVersion, RevisionId, RoutingConfig } = found;
      if (!isText(FunctionVersion) || !isText(RevisionId)) {
        throw new SourceError(`Lambda answered lambda:GetAlias of ${alias} without a version and a revision`);
      }
      return {
        version: FunctionVersion,
        weights: RoutingConfig?.AdditionalVersionWeights ?? {},
        revision: RevisionId,
      };
    },
    async exists(version, abortSignal) {
      if (!/^\d{1,12}$/.test(version)) return false;
      const command = new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: version });
      const found = await ask('GetFunctionConfiguration', () => orGone(client.send(command, { abortSignal })));
      return found !== undefined && found.State !== 'Failed';
    },
    async published(abortSignal) {
      const all: PublishedVersion[] = [];
      let marker: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const command = new ListVersionsByFunctionCommand({ FunctionName: name, Marker: marker });
        const { Versions, NextMarker } = await ask('ListVersionsByFunction', () =>
          client.send(command, { abortSignal }),
        );
        if (Versions === undefined) throw new SourceError(`Lambda answered without the versions of ${name}`);
        for (const { Version = '', Description = '' } of Versions) {
          if (/^\d+$/.test(Version)) all.push({ version: Version, description: Description });
        }
        if (!isText(NextMarker)) return all;
        marker = NextMarker;
      }
      throw new SourceError(`Lambda lists more than ${mostPages} pages of versions of ${name}`);
    },
    async move(version, revision, abortSignal) {
      const command = new UpdateAliasCommand({
        FunctionName: name,
        Name: alias,
        FunctionVersion: version,
        // Left out, the weights would stay as they are.
        RoutingConfig: { AdditionalVersionWeights: {} },
        RevisionId: revision,
      });
      return ask('UpdateAlias', async () => {
        try {
          return (await orGone(client.send(command, { abortSignal }))) === undefined ? 'gone' : 'moved';
        } catch (cause) {
          if (cause instanceof PreconditionFailedException) return 'changed';
          throw cause;
        }
      });
    },
  };
}

async function orGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof ResourceNotFoundException) return undefined;
    throw cause;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
