import type { Construct } from 'constructs';
import {
  currentPartition,
  goPartition,
  memoryPartition,
  quarantinePartition,
  watchTokenPartition,
  windowKeys,
  windowPartition,
} from '../domain/window/window-keys.ts';
import { KeptTable, type KeptTableProps, readWithKey, text, writeWithKey } from './kept-table.ts';
import type { Permission } from './permission.ts';

/** A partition of every window, commit or day, as a pattern of IAM. */
const windows = windowPartition('*');
const tokens = watchTokenPartition('*');
const memories = memoryPartition('*');
const quarantines = quarantinePartition('*');
const gos = goPartition('*');
/** Events that belong to no window, of every day: `strayPartition`. */
const strays = 'stray#*';

/**
 * The windows with their time lines, the token of each Watch, and what is known of releases: what was deployed, what is in
 * quarantine, what the gate let pass. Each lies in partitions of its own, and each function gets those that its step is about.
 */
export class WindowTable extends KeptTable {
  constructor(scope: Construct, id: string, props: KeptTableProps) {
    super(scope, id, { partitionKey: text(windowKeys.partition), sortKey: text(windowKeys.order) }, props);
  }

  /**
   * OpenWindow: makes its window the current one, ends the Watch of the one before, and keeps what serves. A transaction needs
   * the rights of what it does.
   */
  openPermissions(): Permission[] {
    return [
      this.may(['GetItem', 'UpdateItem'], currentPartition),
      this.#changeAndList(),
      this.may(['GetItem'], tokens, gos),
      this.may(['Query'], quarantines),
      this.may(['GetItem', 'PutItem'], memories),
      ...this.keyPermissions(writeWithKey),
    ];
  }

  /** Watch: keeps its token, which it never reads, and writes what it sees. */
  watchPermissions(): Permission[] {
    return [this.#changeAndList(), this.may(['PutItem'], tokens), ...this.keyPermissions(writeWithKey)];
  }

  /** The function that alarms notify: records the trigger of the current window, and takes the token of its Watch. */
  alarmPermissions(): Permission[] {
    return [
      this.may(['GetItem'], currentPartition, tokens),
      this.#change(),
      this.may(['PutItem'], strays),
      ...this.keyPermissions(writeWithKey),
    ];
  }

  /** What people tell a window: records it, takes the token of its Watch, and lifts a quarantine. */
  commandPermissions(): Permission[] {
    return [
      this.may(['GetItem'], currentPartition, tokens),
      this.#change(),
      this.may(['Query', 'UpdateItem'], quarantines),
      ...this.keyPermissions(writeWithKey),
    ];
  }

  /** VerifyDeployment, DecideRollback, VerifyRollback: read their window, and write what they did. */
  stepPermissions(): Permission[] {
    return [this.#change(), ...this.keyPermissions(writeWithKey)];
  }

  /** RecordRehearsals: reads its window, and adds to its time line. */
  recordPermissions(): Permission[] {
    return [this.may(['GetItem', 'PutItem'], windows), ...this.keyPermissions(writeWithKey)];
  }

  /** RollBack: also puts the release into quarantine. */
  rollBackPermissions(): Permission[] {
    return [this.#change(), this.may(['UpdateItem'], quarantines), ...this.keyPermissions(writeWithKey)];
  }

  /** CloseWindow: reads a window with its time line, and ends it. */
  closePermissions(): Permission[] {
    return [this.#changeAndList(), ...this.keyPermissions(writeWithKey)];
  }

  /** WriteReport: reads a window with its time line. */
  reportPermissions(): Permission[] {
    return [this.may(['GetItem', 'Query'], windows), ...this.keyPermissions(readWithKey)];
  }

  /** The gate's DecideVerdict: whether a release is in quarantine. */
  quarantinePermissions(): Permission[] {
    return [this.may(['Query'], quarantines), ...this.keyPermissions(readWithKey)];
  }

  /** The gate's WriteReport: keeps a GO, or takes it back. */
  goPermissions(): Permission[] {
    return [this.may(['PutItem', 'DeleteItem'], gos), ...this.keyPermissions(writeWithKey)];
  }

  /** Whoever opens windows: which window is the current one, and what became of one. */
  followPermissions(): Permission[] {
    return [this.may(['GetItem', 'Query'], currentPartition, windows), ...this.keyPermissions(readWithKey)];
  }

  #change(): Permission {
    return this.may(['GetItem', 'PutItem', 'UpdateItem'], windows);
  }

  #changeAndList(): Permission {
    return this.may(['GetItem', 'Query', 'PutItem', 'UpdateItem'], windows);
  }
}
