/**
 * Loaded into every function before the emulator's own code, which would turn each HTTPS request to localhost into plain
 * HTTP: in the sandbox, the systems that the checks ask over TLS are on localhost.
 */
import https from 'node:https';

const { request } = https;
Object.defineProperty(https, 'request', { get: () => request, set() {} });
