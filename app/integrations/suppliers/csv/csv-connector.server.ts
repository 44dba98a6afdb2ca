/**
 * CSV connector: a supplier that lays its stock as files where we can fetch them: in a folder over HTTP or SFTP, or at
 * one address. It takes purchase orders by the API where it has one, else by hand.
 */
import { feedFormatOf } from '../../../modules/feeds/feed-format.ts';
import { readStockFile } from '../../../modules/feeds/read-stock-file.server.ts';
import type {
  ConnectorSupplier,
  SupplierConnector,
} from '../../../modules/suppliers/supplier-connector.ts';
import type { OpenSocket } from '../../../platform/guarded-socket.server.ts';
import { err, ok } from '../../../platform/result.ts';
import { createApiClient } from '../api/api-client.server.ts';
import { createApiConnector } from '../api/api-connector.server.ts';
import type { ConnectorEquipment } from '../api/api-connector.server.ts';
import { readApiCredentials } from '../api/api-credentials.ts';
import { ApiSettings } from '../api/api-schemas.ts';
import { collectFromFolder } from './csv-folder.server.ts';
import type { CsvSettings } from './csv-schemas.ts';
import { collectFile } from './http-file.server.ts';
import type { FolderRules } from './newest-file.ts';
import { accessOf, collectFromSftp, showHostKey } from './sftp-folder.server.ts';

export function createCsvConnector(
  equipment: ConnectorEquipment,
  supplier: ConnectorSupplier,
  settings: CsvSettings,
): SupplierConnector {
  const orders =
    settings.ordersBy === 'api'
      ? createApiConnector(equipment, supplier, ApiSettings.parse({ address: settings.address }))
      : createUploadConnector(supplier);
  return {
    ...orders,
    capabilities: { ...orders.capabilities, pullsStock: true },
    collectStock: (cursor) => collect(equipment, supplier, settings, cursor),
    ...(settings.place === 'sftp'
      ? {
          showHostKey: () =>
            showHostKey(socketsOf(equipment), accessOf(settings, supplier.credentials)),
        }
      : {}),
    readStock: createUploadConnector(supplier).readStock,
  };
}

function socketsOf({ openSocket }: ConnectorEquipment): OpenSocket {
  if (!openSocket) throw new Error('This installation has no way to open a socket');
  return openSocket;
}

function collect(
  equipment: ConnectorEquipment,
  supplier: ConnectorSupplier,
  settings: CsvSettings,
  cursor: string | undefined,
): ReturnType<SupplierConnector['collectStock']> {
  const { http } = equipment;
  const { address, place } = settings;
  const rules: FolderRules = { ...feedFormatOf(supplier.settings), ...settings };
  if (place === 'sftp') {
    return collectFromSftp(
      socketsOf(equipment),
      accessOf(settings, supplier.credentials),
      rules,
      cursor,
    );
  }
  const circuit = `supplier:${supplier.supplierId}`;
  const apiKey = readApiCredentials(supplier.credentials).apiKey;
  if (place === 'file') return collectFile(http, { address, apiKey, circuit }, rules, cursor);
  return collectFromFolder(createApiClient({ http, address, apiKey, circuit }), rules, cursor);
}

/**
 * No link at all: files are uploaded, orders go by hand. Placing fails as 'unauthorised', the kind that waits for
 * a person: 'refused' would be taken for the supplier's no, and the goods be ordered elsewhere.
 */
export function createUploadConnector(supplier: ConnectorSupplier): SupplierConnector {
  const byHand = {
    kind: 'unauthorised',
    why: `${supplier.code} takes orders by hand only: send it this one by e-mail or telephone, then record its answer`,
  } as const;
  return {
    capabilities: {
      pullsStock: false,
      findPurchaseOrder: false,
      readsEvents: false,
      requestsCancellation: false,
      pushes: false,
    },
    collectStock: () => Promise.resolve(ok('unchanged')),
    readStock: (body, { facts } = {}) =>
      readStockFile(body, feedFormatOf(supplier.settings), supplier.currency, facts),
    placePurchaseOrder: () => Promise.resolve(err(byHand)),
    findPurchaseOrder: () => Promise.resolve(err(byHand)),
    readEvents: (cursor) => Promise.resolve(ok({ messages: [], cursor, more: false })),
    requestCancellation: () => Promise.resolve(err(byHand)),
    readPush: () => err('bad-signature'),
  };
}
