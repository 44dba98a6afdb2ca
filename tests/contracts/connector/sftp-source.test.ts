import { onTestFinished, describe, expect, test } from 'vitest';
import { createConnectorFactories } from '../../../app/integrations/suppliers/connectors.server.ts';
import {
  accessOf,
  collectFromSftp,
} from '../../../app/integrations/suppliers/csv/sftp-folder.server.ts';
import { CsvSettings } from '../../../app/integrations/suppliers/csv/csv-schemas.ts';
import { DeliveryInterrupted } from '../../../app/modules/suppliers/supplier-connector.ts';
import { createSocketOpener } from '../../../app/platform/guarded-socket.server.ts';
import { createHttpClient } from '../../../app/platform/http-client.server.ts';
import { SFTP_PASSWORD, SFTP_USER, startSftpSandbox } from '../../sandbox/suppliers/sftp-server.ts';
import { bytesOf, figures, good, readBytes } from './connector-world.ts';

const NOON = new Date('2026-03-02T12:00:00Z');
const clock = { now: () => NOON };

async function openWorld(
  settings: Record<string, unknown> = {},
  password = SFTP_PASSWORD,
  isAllowed = true,
) {
  const server = await startSftpSandbox();
  onTestFinished(() => server.stop());
  const http = createHttpClient({ clock });
  const openSocket = createSocketOpener(isAllowed ? [server.host] : []);
  const all = {
    address: `sftp://${server.host}/stock`,
    place: 'sftp',
    user: SFTP_USER,
    hostKey: server.fingerprint,
    ...settings,
  };
  const credentials = JSON.stringify({ sftp: { password } });
  const connector = createConnectorFactories({ http, clock, openSocket }).csv({
    supplierId: '018f0000-0000-7000-8000-000000000001',
    code: 'acme',
    currency: 'USD',
    settings: all,
    credentials,
  });
  return { server, connector, openSocket, access: accessOf(CsvSettings.parse(all), credentials) };
}

const put = ({ server }: Awaited<ReturnType<typeof openWorld>>, name: string, content: string) =>
  server.files.set(name, { content: Buffer.from(content), modifiedAt: NOON });

describe('a folder on an SFTP server', () => {
  test('yields its newest data file once', async () => {
    const world = await openWorld();
    put(world, 'stock-20260302T100000Z.csv', 'sku,qty\nA,1\n');
    put(world, 'stock-20260302T110000Z.csv', 'sku,qty\nA,2\n');
    put(world, 'readme.pdf', '%PDF');
    const delivery = good(await world.connector.collectStock(undefined));
    if (delivery === 'unchanged' || !('body' in delivery)) throw new Error('Expected a delivery');
    expect(delivery).toMatchObject({
      name: 'stock-20260302T110000Z.csv',
      asOf: new Date('2026-03-02T11:00:00Z'),
    });
    const bytes = await bytesOf(delivery.body);
    expect(figures(await readBytes(world.connector, bytes))).toEqual(['A@=2']);
    expect(good(await world.connector.collectStock(delivery.cursor))).toBe('unchanged');
  });

  test('a large file comes whole', async () => {
    const world = await openWorld();
    const content = `sku,qty\n${'A,1\n'.repeat(500_000)}`;
    put(world, 'big.csv', content);
    const delivery = good(await world.connector.collectStock(undefined));
    if (delivery === 'unchanged' || !('body' in delivery)) throw new Error('Expected a delivery');
    expect((await bytesOf(delivery.body)).length).toBe(content.length);
  });

  test('is not read while its key is not accepted, and shows it to be accepted', async () => {
    const world = await openWorld({ hostKey: '' });
    put(world, 'stock.csv', 'sku,qty\nA,1\n');
    expect(await world.connector.collectStock(undefined)).toMatchObject({
      error: {
        kind: 'unauthorised',
        why: expect.stringContaining(world.server.fingerprint) as unknown,
      },
    });
    expect(good((await world.connector.showHostKey?.()) ?? { ok: false, error: 'none' })).toEqual({
      fingerprint: world.server.fingerprint,
    });
  });

  test('with another key than the accepted one is not trusted', async () => {
    const world = await openWorld({ hostKey: 'AnotherKeyAnotherKeyAnotherKeyAnotherKey1234' });
    expect(await world.connector.collectStock(undefined)).toMatchObject({
      error: { kind: 'unauthorised', why: expect.stringContaining('another key') as unknown },
    });
  });

  test('says so when it does not know the user, or the folder is not there', async () => {
    const wrong = await openWorld({}, 'wrong');
    expect(await wrong.connector.collectStock(undefined)).toMatchObject({
      error: { kind: 'unauthorised', why: expect.stringContaining('does not accept') as unknown },
    });
    const world = await openWorld();
    const elsewhere = { ...world.access, folder: '/nowhere' };
    const rules = {
      prefix: '',
      trustsFileTime: false,
      timeZone: 'UTC',
      scope: 'full',
      momentOf: 'file',
    } as const;
    expect(await collectFromSftp(world.openSocket, elsewhere, rules, undefined)).toMatchObject({
      error: { kind: 'refused' },
    });
  });

  test('that stalls is cut off instead of waited for', async () => {
    const world = await openWorld();
    put(world, 'stock.csv', 'A,1\n'.repeat(200_000));
    world.server.stallAfter = 300_000;
    const rules = {
      prefix: '',
      trustsFileTime: false,
      timeZone: 'UTC',
      scope: 'full',
      momentOf: 'file',
    } as const;
    const times = { connectMs: 5_000, silenceMs: 1_500 };
    const delivery = good(
      await collectFromSftp(world.openSocket, world.access, rules, undefined, times),
    );
    if (delivery === 'unchanged') throw new Error('Expected a delivery');
    const reading = bytesOf(delivery.body);
    await expect(reading).rejects.toBeInstanceOf(DeliveryInterrupted);
    await expect(reading).rejects.toThrow('broke off');
  });

  test('on a private address is refused like every other', async () => {
    const world = await openWorld({}, SFTP_PASSWORD, false);
    expect(await world.connector.collectStock(undefined)).toMatchObject({
      error: { kind: 'refused', why: expect.stringContaining('private network') as unknown },
    });
  });
});
