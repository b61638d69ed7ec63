import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import {
  CreateAliasCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  PublishVersionCommand,
  paginateListVersionsByFunction,
  ResourceNotFoundException,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { credentials, region } from '../aws-environment.ts';
import release from '../release.json' with { type: 'json' };

/** Which of the shops an alias of the function is. */
export type ShopAlias = 'live' | 'staging';

/** The shop as its own pipeline deploys it: a Lambda behind an alias. */
export interface ShopFunction {
  /** Makes it as it was before the release: the version before serves. */
  seed(): Promise<void>;
  /** Sends all requests to a version of the shop, which is published where it is not yet. */
  deploy(version: string): Promise<void>;
  /** The version of the shop that serves: `1.41.3`. */
  serves(): Promise<string>;
}

/** Production's, and staging's. */
export type Shops = { readonly [Alias in ShopAlias]: ShopFunction };

/** @param endpoint the emulator itself. */
export function shopFunctions(endpoint: string): Shops {
  return { live: shopFunction(endpoint, 'live'), staging: shopFunction(endpoint, 'staging') };
}

const FunctionName = 'shop-api';
export const versions = { previous: release.previous.version, release: release.version, next: '1.43.0' } as const;
const commitOf: Readonly<Record<string, string>> = {
  [release.previous.version]: release.previous.commit,
  [release.version]: release.commit,
};

/** Written into the template, so that nothing has to be packed. */
const template = {
  Resources: {
    Shop: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/shop-api',
        Code: { ZipFile: "exports.handler = async () => ({ statusCode: 200, body: 'the shop is open' });\n" },
      },
    },
  },
};

function shopFunction(endpoint: string, Name: ShopAlias): ShopFunction {
  const settings = { endpoint, region, credentials };
  const client = new LambdaClient(settings);
  const wait = { client, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.5 };
  return { seed, deploy, serves };

  async function seed(): Promise<void> {
    if (!(await isThere())) await create();
    for (const version of [versions.previous, versions.release]) {
      if ((await published(version)) === undefined) await publish(version);
    }
    if (await orNothing(client.send(new GetAliasCommand({ FunctionName, Name })))) return deploy(versions.previous);
    const FunctionVersion = await published(versions.previous);
    await client.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion }));
  }

  async function isThere(): Promise<boolean> {
    return (await orNothing(client.send(new GetFunctionConfigurationCommand({ FunctionName })))) !== undefined;
  }

  async function create(): Promise<void> {
    const stacks = new CloudFormationClient(settings);
    const StackName = FunctionName;
    await stacks.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));
    await waitUntilStackCreateComplete({ ...wait, client: stacks }, { StackName });
    await waitUntilFunctionActiveV2(wait, { FunctionName });
  }

  /** Lambda publishes nothing where neither code nor configuration has changed. */
  async function publish(version: string): Promise<string | undefined> {
    const Environment = { Variables: { VERSION: version } };
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
    await waitUntilFunctionUpdatedV2(wait, { FunctionName });
    const commit = commitOf[version];
    const Description = commit === undefined ? version : `${version} (${commit})`;
    return (await client.send(new PublishVersionCommand({ FunctionName, Description }))).Version;
  }

  /** Lambda's number of a version of the shop. */
  async function published(version: string): Promise<string | undefined> {
    for await (const { Versions = [] } of paginateListVersionsByFunction({ client }, { FunctionName })) {
      const found = Versions.find(({ Description }) => Description?.split(' ')[0] === version);
      if (found !== undefined) return found.Version;
    }
    return undefined;
  }

  async function deploy(version: string): Promise<void> {
    const FunctionVersion = (await published(version)) ?? (await publish(version));
    await client.send(new UpdateAliasCommand({ FunctionName, Name, FunctionVersion }));
  }

  async function serves(): Promise<string> {
    const { Description = '' } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName, Qualifier: Name }),
    );
    return Description.split(' ')[0] ?? '';
  }
}

async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof ResourceNotFoundException) return undefined;
    throw cause;
  }
}
