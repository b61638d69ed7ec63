import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import * as x509 from '@peculiar/x509';
import { sandboxFolder } from './addresses.ts';
import { type Authority, createAuthority } from './certificates.ts';

const certificateFile = new URL('authority.pem', sandboxFolder);
const keyFile = new URL('authority.key', sandboxFolder);
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };

/**
 * The authority that signs every certificate of the sandbox. Made once in a checkout and kept, since the configuration
 * trusts it and with another authority would be another configuration.
 */
export async function signingAuthority(): Promise<Authority> {
  if (!existsSync(certificateFile)) await makeAuthority();
  const [certificate, key] = await Promise.all([readFile(certificateFile, 'utf8'), readFile(keyFile, 'utf8')]);
  const der = x509.PemConverter.decodeFirst(key);
  const privateKey = await crypto.subtle.importKey('pkcs8', der, algorithm, true, ['sign']);
  const publicDer = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  const publicKey = await crypto.subtle.importKey('spki', new Uint8Array(publicDer), algorithm, true, ['verify']);
  return { certificate, key, keys: { privateKey, publicKey }, x509: new x509.X509Certificate(certificate) };
}

async function makeAuthority(): Promise<void> {
  const made = await createAuthority('Preflight sandbox');
  await mkdir(sandboxFolder, { recursive: true });
  await writeFile(keyFile, made.key, { mode: 0o600 });
  // Renamed into place last: whoever sees the certificate finds the whole key.
  const unfinished = new URL(`authority.pem.${process.pid}`, sandboxFolder);
  await writeFile(unfinished, made.certificate);
  await rename(unfinished, certificateFile);
}
