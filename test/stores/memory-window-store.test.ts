import { describe } from 'vitest';
import { memoryWindowStore } from '../support/memory-window-store.ts';
import { keepsTheContractOfWindows } from './support/window-store-contract.ts';

/* test/e2e/window-store.test.ts holds the table to the same contract. */
describe('the window store of the tests', () => {
  keepsTheContractOfWindows(async () => memoryWindowStore());
});
