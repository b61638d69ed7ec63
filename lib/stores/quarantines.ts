import { createHash } from 'node:crypto';
import type { Fingerprint } from '../domain/release.ts';
import type { Quarantine } from '../domain/window/window.ts';
import { imagesText, quarantinePartition, windowKeys } from '../domain/window/window-keys.ts';
import { updateIf } from './conditional-write.ts';
import { attributesOf, fieldsOf, keyOf, queryAll, type Table } from './table.ts';
import type { WindowStore } from './window-store.ts';

/** Releases that the gate does not let pass. What was lifted stays, with who lifted it. */
export function quarantines(table: Table): Pick<WindowStore, 'quarantine' | 'quarantined' | 'lift'> {
  return {
    async quarantine({ lifted: _lifted, ...release }) {
      // All at once, so that an earlier one goes as a whole; the same window again adds nothing, also after it was lifted.
      const values = attributesOf(
        Object.fromEntries(Object.entries(release).map(([key, value]) => [`:${key}`, value])),
      );
      const names = Object.keys(release);
      await updateIf(table, {
        Key: keyOfRelease(release),
        UpdateExpression: `SET ${names.map((key) => `#${key} = :${key}`).join(', ')} REMOVE #lifted`,
        ConditionExpression: 'attribute_not_exists(#run) OR #run <> :run',
        ExpressionAttributeNames: { ...Object.fromEntries(names.map((key) => [`#${key}`, key])), '#lifted': 'lifted' },
        ExpressionAttributeValues: values,
      });
    },
    async quarantined({ commit }) {
      const [found] = await openOnes(table, commit);
      return found;
    },
    async lift({ commit }, lifted) {
      const done = await Promise.all((await openOnes(table, commit)).map((one) => liftOne(table, one, lifted)));
      return done.filter((one) => one !== undefined);
    },
  };
}

/** Of a commit, with whatever images, that nobody has lifted. */
async function openOnes(table: Table, commit: string): Promise<readonly Quarantine[]> {
  const rows = await queryAll(table, {
    KeyConditionExpression: '#partition = :commit',
    ExpressionAttributeNames: { '#partition': windowKeys.partition },
    ExpressionAttributeValues: attributesOf({ ':commit': quarantinePartition(commit) }),
    ConsistentRead: true,
  });
  return rows.map((row) => fieldsOf<Quarantine>(row)).filter((one) => one.lifted === undefined);
}

/** undefined where somebody else lifted it meanwhile, or another window has put it in quarantine again. */
async function liftOne(
  table: Table,
  release: Quarantine,
  lifted: NonNullable<Quarantine['lifted']>,
): Promise<Quarantine | undefined> {
  const write = await updateIf(table, {
    Key: keyOfRelease(release),
    UpdateExpression: 'SET #lifted = :lifted',
    ConditionExpression: '#run = :run AND attribute_not_exists(#lifted)',
    ExpressionAttributeNames: { '#run': 'run', '#lifted': 'lifted' },
    ExpressionAttributeValues: attributesOf({ ':run': release.run, ':lifted': lifted }),
  });
  if (write.written) return { ...release, lifted };
  const found = write.found && fieldsOf<Quarantine>(write.found);
  const isOwn = write.maybeOwn && found?.lifted?.at === lifted.at && found.lifted.by === lifted.by;
  return isOwn ? found : undefined;
}

function keyOfRelease(release: Pick<Fingerprint, 'commit' | 'images'>): ReturnType<typeof keyOf> {
  const hash = createHash('sha256').update(imagesText(release)).digest('hex');
  return keyOf(quarantinePartition(release.commit), hash);
}
