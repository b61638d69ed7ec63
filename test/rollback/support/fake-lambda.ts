import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  PreconditionFailedException,
  ResourceNotFoundException,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { LostAnswer } from './deployment.ts';

export interface FakeAlias {
  version: string;
  weights: Record<string, number>;
}

/** Lambda with one function, `shop-api`, and its alias `live`: an update holds only at the revision that it names. */
export function fakeLambda() {
  const client = new LambdaClient({ region: 'eu-central-1' });
  const sdk = mockClient(client);
  const world = {
    client,
    sdk,
    alias: { version: '8', weights: {} } as FakeAlias | undefined,
    /** Descriptions by version. */
    versions: new Map([
      ['7', 'shop-api 1.41.3'],
      ['8', 'shop-api 1.42.0'],
    ]),
    failed: new Set<string>(),
    pageSize: 50,
    /** What happens between a look and the update. */
    meanwhile: undefined as ((count: number) => void) | undefined,
    /** The next update acts, and its answer gets lost. */
    losesAnswer: false,
    /** Changes of the alias by whoever uses this client. */
    changes: [] as string[],
    set(version: string, weights: Record<string, number> = {}): void {
      world.alias = { version, weights };
      revision += 1;
    },
  };
  let revision = 1;
  let updates = 0;
  const gone = (): Error => new ResourceNotFoundException({ message: 'not found', $metadata: {} });
  sdk.on(GetAliasCommand).callsFake(() => {
    if (world.alias === undefined) throw gone();
    const { version, weights } = world.alias;
    const routing = Object.keys(weights).length === 0 ? {} : { RoutingConfig: { AdditionalVersionWeights: weights } };
    return { Name: 'live', FunctionVersion: version, RevisionId: `r${revision}`, ...routing };
  });
  sdk.on(GetFunctionConfigurationCommand).callsFake(({ Qualifier }: { Qualifier: string }) => {
    if (!world.versions.has(Qualifier)) throw gone();
    return { Version: Qualifier, State: world.failed.has(Qualifier) ? 'Failed' : 'Active' };
  });
  sdk.on(ListVersionsByFunctionCommand).callsFake(({ Marker = '0' }: { Marker?: string }) => {
    const all = [
      { Version: '$LATEST', Description: 'shop-api 1.41.3' },
      ...[...world.versions].map(([Version, Description]) => ({ Version, Description })),
    ];
    const end = Number(Marker) + world.pageSize;
    return { Versions: all.slice(Number(Marker), end), NextMarker: end < all.length ? String(end) : undefined };
  });
  sdk.on(UpdateAliasCommand).callsFake((input: UpdateAliasCommand['input']) => {
    updates += 1;
    world.meanwhile?.(updates);
    if (input.RevisionId !== `r${revision}`) throw new PreconditionFailedException({ message: '', $metadata: {} });
    const version = input.FunctionVersion ?? '';
    if (world.alias === undefined || !world.versions.has(version)) throw gone();
    world.set(version, input.RoutingConfig?.AdditionalVersionWeights ?? world.alias.weights);
    world.changes.push(version);
    if (world.losesAnswer) {
      world.losesAnswer = false;
      throw new LostAnswer();
    }
    return { Name: 'live', FunctionVersion: version };
  });
  return world;
}
