/** What has to be undone when the sandbox ends, however far it came. */
export interface Cleanup {
  add(undo: () => Promise<void>): void;
  /** Undoes everything, the latest first; a second call waits for the first. */
  run(): Promise<void>;
}

export function cleanup(tell: (failure: unknown) => void): Cleanup {
  const undos: (() => Promise<void>)[] = [];
  let running: Promise<void> | undefined;
  const runAll = async (): Promise<void> => {
    for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) await undo().catch(tell);
  };
  return {
    add: (undo) => void undos.push(undo),
    run() {
      running ??= runAll();
      return running;
    },
  };
}
