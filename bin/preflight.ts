#!/usr/bin/env node
import * as nodeModule from 'node:module';

// Before anything else is loaded: the next start then takes the compiled code from the cache. Node 20 has no cache.
nodeModule.enableCompileCache?.();
const { main } = await import('../lib/cli/main.ts');
await main(process.argv.slice(2));
