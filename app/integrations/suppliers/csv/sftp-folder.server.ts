/** The folder of a supplier on an SFTP server: which file is next, and its bytes. */
import { DeliveryInterrupted } from '../../../modules/suppliers/supplier-connector.ts';
import type { StockDelivery } from '../../../modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';
import type { OpenSocket } from '../../../platform/guarded-socket.server.ts';
import { err, ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import type { CsvSettings } from './csv-schemas.ts';
import { SftpCredentials } from './csv-schemas.ts';
import { deliveryOf, nextFile } from './newest-file.ts';
import type { FolderRules } from './newest-file.ts';
import { failureOf, openSftp } from './sftp-client.server.ts';
import type { SftpAccess, SftpSession, SftpTimes } from './sftp-client.server.ts';
import { wholeFile } from './whole-file.ts';

const DEFAULT_PORT = 22;
export const SFTP_TIMES: SftpTimes = { connectMs: 15_000, silenceMs: 30_000 };

export function accessOf(
  { address, user, hostKey }: CsvSettings,
  credentials: string | undefined,
): SftpAccess & { readonly folder: string } {
  const { hostname, port, pathname, username } = new URL(address);
  const { sftp } = SftpCredentials.catch({ sftp: {} }).parse(JSON.parse(credentials ?? '{}'));
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || DEFAULT_PORT),
    user: user || decodeURIComponent(username),
    password: sftp.password,
    privateKey: sftp.privateKey,
    passphrase: sftp.passphrase,
    hostKey,
    folder: decodeURIComponent(pathname) || '.',
  };
}

/** The session stays open while the delivery is read and ends with it. */
export async function collectFromSftp(
  open: OpenSocket,
  access: ReturnType<typeof accessOf>,
  rules: FolderRules,
  cursorText: string | undefined,
  times: SftpTimes = SFTP_TIMES,
): Promise<Result<StockDelivery | 'unchanged', AdapterFailure>> {
  const opened = await openSftp(open, access, times);
  if (!opened.ok) return opened;
  const session = opened.value;
  try {
    const entries = await session.list(access.folder);
    const files = entries.map(({ name, size, modifiedAt }) => ({
      name,
      size,
      modified_at: modifiedAt,
    }));
    const next = nextFile(files, cursorText, rules);
    if (!next) {
      session.close();
      return ok('unchanged');
    }
    const path = `${access.folder.replace(/\/+$/, '')}/${next.name}`;
    return ok(deliveryOf(next, wholeFile(read(session, path), next), rules, undefined));
  } catch (fault) {
    session.close();
    return err(failureOf(fault));
  }
}

async function* read(session: SftpSession, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* session.read(path);
  } catch (fault) {
    throw new DeliveryInterrupted(failureOf(fault));
  } finally {
    session.close();
  }
}

/** Asks for the key and goes away: without an accepted key nobody signs in. */
export async function showHostKey(
  open: OpenSocket,
  access: SftpAccess,
): Promise<Result<{ fingerprint: string }, AdapterFailure>> {
  const opened = await openSftp(open, { ...access, hostKey: '' }, SFTP_TIMES);
  if (opened.ok) opened.value.close();
  else if (opened.error.shownKey) return ok({ fingerprint: opened.error.shownKey });
  else return opened;
  return err({ kind: 'unreadable', why: 'the server showed no key' });
}
