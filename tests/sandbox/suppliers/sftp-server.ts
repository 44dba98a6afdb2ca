/** A stand-in SFTP server with files in memory, by ssh2; it can stall in the middle of a file. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import ssh2 from 'ssh2';
import type { Connection, SFTPWrapper } from 'ssh2';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

type StoredFile = { readonly content: Buffer; readonly modifiedAt: Date };

export type SftpSandbox = {
  readonly host: string;
  /** SHA-256 of the server's key, base64 without padding. */
  readonly fingerprint: string;
  readonly files: Map<string, StoredFile>;
  /** After so many bytes of a file nothing more comes. */
  stallAfter: number;
  stop(): Promise<void>;
};

export const SFTP_USER = 'stockbridge';
export const SFTP_PASSWORD = 'correct horse';

export async function startSftpSandbox(): Promise<SftpSandbox> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  const fingerprint = createHash('sha256')
    .update(parsed.getPublicSSH())
    .digest('base64')
    .replace(/=+$/, '');
  const connections = new Set<Connection>();
  const sandbox: SftpSandbox = {
    host: '',
    fingerprint,
    files: new Map(),
    stallAfter: Number.POSITIVE_INFINITY,
    stop: () =>
      new Promise((resolve) => {
        for (const connection of connections) connection.end();
        server.close(() => resolve());
      }),
  };
  const server = new ssh2.Server({ hostKeys: [privateKey] }, (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => undefined); // a client that goes away is no fault here
    connection.on('authentication', (attempt) => {
      const isRight =
        attempt.method === 'password' &&
        attempt.username === SFTP_USER &&
        attempt.password === SFTP_PASSWORD;
      if (isRight) attempt.accept();
      else attempt.reject(['password']);
    });
    connection.on('session', (accept) => {
      accept().on('sftp', (open) => serve(sandbox, open()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return Object.assign(sandbox, { host: `127.0.0.1:${port}` });
}

const ATTRIBUTES = { mode: 0o100644, uid: 0, gid: 0 };

function serve(sandbox: SftpSandbox, sftp: SFTPWrapper): void {
  const handles: { path: string; told: boolean }[] = [];
  const add = (path: string): Buffer => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(handles.push({ path, told: false }) - 1);
    return handle;
  };
  const of = (handle: Buffer) => handles[handle.readUInt32BE()];
  const attributes = (file: StoredFile) => {
    const seconds = Math.floor(file.modifiedAt.getTime() / 1_000);
    return { ...ATTRIBUTES, size: file.content.length, atime: seconds, mtime: seconds };
  };
  sftp.on('OPENDIR', (id, path) => {
    if (path === '/stock') sftp.handle(id, add(path));
    else sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
  });
  sftp.on('READDIR', (id, handle) => {
    const folder = of(handle);
    if (!folder || folder.told) return sftp.status(id, STATUS_CODE.EOF);
    folder.told = true;
    const names = [...sandbox.files].map(([filename, file]) => ({
      filename,
      longname: filename,
      attrs: attributes(file),
    }));
    return sftp.name(id, names);
  });
  sftp.on('OPEN', (id, path, flags) => {
    const name = path.replace(/^\/stock\//, '');
    if ((flags & OPEN_MODE.WRITE) > 0 || !sandbox.files.has(name))
      sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    else sftp.handle(id, add(name));
  });
  sftp.on('FSTAT', (id, handle) => {
    const file = sandbox.files.get(of(handle)?.path ?? '');
    if (file) sftp.attrs(id, attributes(file));
    else sftp.status(id, STATUS_CODE.FAILURE);
  });
  sftp.on('READ', (id, handle, offset, length) => {
    const file = sandbox.files.get(of(handle)?.path ?? '');
    if (!file || offset >= file.content.length) return sftp.status(id, STATUS_CODE.EOF);
    if (offset + length > sandbox.stallAfter && file.content.length > sandbox.stallAfter)
      return undefined;
    return sftp.data(id, file.content.subarray(offset, offset + length));
  });
  sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
}
