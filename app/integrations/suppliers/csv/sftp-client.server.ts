/**
 * SFTP client over ssh2 (its pure JavaScript part is enough). The server must show the key that was pinned; the address
 * is judged like every other that a person types; a server that says nothing for a while is cut off.
 */
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { Client } from 'ssh2';
import type { SFTPWrapper } from 'ssh2';
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';
import type { OpenSocket } from '../../../platform/guarded-socket.server.ts';
import { err, ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';

export type SftpAccess = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly privateKey: string | undefined;
  readonly passphrase: string | undefined;
  /** SHA-256 of the server's key in base64 without padding. */
  readonly hostKey: string;
};

export type SftpTimes = {
  readonly connectMs: number;
  /** The longest silence while something is awaited. */
  readonly silenceMs: number;
};

export type SftpEntry = { readonly name: string; readonly size: number; readonly modifiedAt: Date };

export type SftpSession = {
  list(folder: string): Promise<readonly SftpEntry[]>;
  read(path: string): AsyncIterable<Uint8Array>;
  close(): void;
};

export function fingerprintOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
}

/** Thrown when the server has said nothing for too long. */
class Silent extends Error {}

/** Opens a session; `refused` names the key that was shown where it is not the pinned one. */
export async function openSftp(
  open: OpenSocket,
  access: SftpAccess,
  times: SftpTimes,
): Promise<Result<SftpSession, AdapterFailure & { readonly shownKey?: string }>> {
  const socket = await open({ host: access.host, port: access.port, timeoutMs: times.connectMs });
  if (!socket.ok) return socket;
  const client = new Client();
  let shown: string | undefined;
  try {
    const sftp = await within(times.connectMs, socket.value, () =>
      signIn(client, socket.value, access, (key) => {
        shown = fingerprintOf(key);
        return shown === access.hostKey;
      }),
    );
    client.on('error', () => undefined); // what breaks later is told by whoever is reading
    return ok(sessionOf(client, sftp, socket.value, times));
  } catch (fault) {
    client.destroy();
    socket.value.destroy();
    const wrongKey = shown !== undefined && shown !== access.hostKey;
    return err(wrongKey ? keyFailure(access.hostKey, shown ?? '') : failureOf(fault));
  }
}

function signIn(
  client: Client,
  sock: Socket,
  { user, password, privateKey, passphrase }: SftpAccess,
  isRight: (key: Buffer) => boolean,
): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    client.on('error', reject);
    client.on('close', () => reject(new Error('The server closed the connection.')));
    client.on('ready', () => client.sftp((fault, sftp) => (fault ? reject(fault) : resolve(sftp))));
    client.connect({
      sock,
      username: user,
      ...(password ? { password } : {}),
      ...(privateKey ? { privateKey } : {}),
      ...(passphrase ? { passphrase } : {}),
      hostVerifier: (key: Buffer) => isRight(key),
      readyTimeout: 0, // ours stands over it
      keepaliveInterval: 0,
    });
  });
}

function sessionOf(
  client: Client,
  sftp: SFTPWrapper,
  socket: Socket,
  { silenceMs }: SftpTimes,
): SftpSession {
  const close = () => {
    client.end();
    socket.destroySoon();
  };
  return {
    list: (folder) =>
      within(silenceMs, socket, () => list(sftp, folder)).catch((fault: unknown) => {
        socket.destroy();
        throw fault;
      }),
    read: (path) => readFile(sftp, path, socket, silenceMs),
    close,
  };
}

const REGULAR = 0o100000;
const KIND = 0o170000;

function list(sftp: SFTPWrapper, folder: string): Promise<readonly SftpEntry[]> {
  return new Promise((resolve, reject) => {
    sftp.readdir(folder, (fault, entries) => {
      if (fault) return reject(fault);
      const files = entries.filter(({ attrs }) => (attrs.mode & KIND) === REGULAR);
      resolve(
        files.map(({ filename, attrs }) => ({
          name: filename,
          size: attrs.size,
          modifiedAt: new Date(attrs.mtime * 1_000),
        })),
      );
    });
  });
}

async function* readFile(
  sftp: SFTPWrapper,
  path: string,
  socket: Socket,
  silenceMs: number,
): AsyncGenerator<Uint8Array> {
  const stream = sftp.createReadStream(path, { highWaterMark: 256 * 1024 });
  stream.on('error', () => undefined); // told by the iteration; what comes after it ended is nobody's
  const iterator = (stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await within(silenceMs, socket, () => iterator.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
}

/** Ends the connection when the work does not come back in time, which ends the work too. */
async function within<Value>(
  ms: number,
  socket: Socket,
  work: () => Promise<Value>,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Silent(`The server was silent for ${Math.round(ms / 1_000)} seconds.`));
      socket.destroy();
    }, ms);
  });
  try {
    return await Promise.race([work(), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

function keyFailure(pinned: string, shownKey: string) {
  const why = pinned
    ? `the server shows another key (SHA256:${shownKey}) than the one that was accepted; ask the supplier, then accept it in the feed settings`
    : `the server's key (SHA256:${shownKey}) is not accepted yet; compare it with the supplier's and accept it in the feed settings`;
  return { kind: 'unauthorised', why, shownKey } as const;
}

/** What ssh2 throws, as one of the five. */
export function failureOf(fault: unknown): AdapterFailure {
  const { message, level, code } = describe(fault);
  if (level === 'client-authentication')
    return {
      kind: 'unauthorised',
      why: 'the SFTP server does not accept the user or its credentials',
    };
  if (/private ?key|passphrase|parse/i.test(message) && level === undefined)
    return {
      kind: 'unauthorised',
      why: 'the private key cannot be read, or its passphrase is wrong',
    };
  if (code === 2) return { kind: 'refused', why: 'the folder or the file does not exist' };
  if (code === 3) return { kind: 'unauthorised', why: 'the user may not read there' };
  return { kind: 'unavailable', why: message.slice(0, 200), outcome: 'not-sent' };
}

function describe(fault: unknown): { message: string; level: unknown; code: unknown } {
  if (!(fault instanceof Error))
    return { message: String(fault), level: undefined, code: undefined };
  const { level, code } = fault as Error & { readonly level?: unknown; readonly code?: unknown };
  return { message: fault.message, level, code };
}
