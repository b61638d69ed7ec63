/**
 * What a system of the world does instead of answering as it should.
 * `hang`: takes the connection and says nothing. `refuse`: no connection (for one AWS operation: a reset one).
 * `busy`: too many requests came, and none is answered for two minutes. `lie`: the right format, and nonsense in it. `flood`: 50 MB. `path` narrows a delay to requests whose path starts with it,
 * or with one of several.
 */
export type Fault =
  | 'hang'
  | 'refuse'
  | 'garbage'
  | 'html'
  | 'server-error'
  | 'busy'
  | 'redirect'
  | 'lie'
  | 'flood'
  | { readonly delaySeconds: number; readonly path?: string | readonly string[] };

/** Neither HTTP, TLS, nor what PostgreSQL or Redis speak. */
export const garbage = Buffer.from('\u0000\u0001\u0002 %%% not a protocol that anybody speaks %%% \r\n\r\n');

/** No API here answers this, though each field is one that some of them have. */
export const lie = { schemaVersion: 2, status: 'splendid', token: 'none' };

export const html = '<!doctype html><title>Welcome</title><h1>It works!</h1>';
