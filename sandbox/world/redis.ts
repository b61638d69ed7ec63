import { createServer, type TLSSocket } from 'node:tls';
import { portOf } from '../addresses.ts';
import type { Certificate } from '../certificates.ts';
import { openFrontDoor } from './front-door.ts';
import type { System } from './system.ts';

export interface RedisState {
  readonly password: string;
  /** `loading`: it answers, but is not ready to serve. */
  readonly status: 'ready' | 'loading';
}

/** As much of a Redis as answers AUTH and PING: RESP over TLS. No npm package ships the real server. */
export async function startRedis(certificate: Certificate, initial: RedisState): Promise<System<RedisState>> {
  let state = initial;
  const server = createServer({ cert: certificate.certificate, key: certificate.key }, (socket) =>
    converse(socket, () => state),
  );
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  const door = await openFrontDoor(portOf('redis'), (socket) => server.emit('connection', socket));
  return {
    async apply(next, fault) {
      state = next;
      await door.setFault(fault);
    },
    close: () => door.close(),
  };
}

function converse(socket: TLSSocket, state: () => RedisState): void {
  let received = '';
  let authenticated = false;
  socket.setEncoding('utf8').on('error', () => socket.destroy());
  socket.on('data', (text: string) => {
    received += text;
    for (let command = takeCommand(); command !== undefined; command = takeCommand()) socket.write(answer(command));
  });

  /** The next whole command: an array of bulk strings, `*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n`. */
  function takeCommand(): string[] | undefined {
    const count = Number(/^\*(\d+)\r\n/.exec(received)?.[1] ?? Number.NaN);
    const command = new RegExp(`^\\*\\d+\\r\\n((?:\\$\\d+\\r\\n[^\\r\\n]*\\r\\n){${count || 1}})`).exec(received);
    if (Number.isNaN(count) || command?.[1] === undefined) return undefined;
    received = received.slice(command[0].length);
    return [...command[1].matchAll(/\$\d+\r\n([^\r\n]*)\r\n/g)].map((match) => match[1] ?? '');
  }

  function answer([name = '', ...args]: readonly string[]): string {
    const { password, status } = state();
    if (name.toUpperCase() === 'AUTH') {
      authenticated = args.at(-1) === password;
      return authenticated ? '+OK\r\n' : '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
    }
    if (name.toUpperCase() === 'QUIT') return '+OK\r\n';
    if (!authenticated) return '-NOAUTH Authentication required.\r\n';
    if (status === 'loading') return '-LOADING Redis is loading the dataset in memory\r\n';
    return name.toUpperCase() === 'PING' ? '+PONG\r\n' : `-ERR unknown command '${name}'\r\n`;
  }
}
