/**
 * CSV connector: a supplier that lays its stock as files into a folder that we can fetch from. It takes purchase
 * orders by the API where it has one, else by hand.
 */
import type {
  ConnectorSupplier,
  SupplierConnector,
} from '../../../modules/suppliers/supplier-connector.ts';
import { err, ok } from '../../../platform/result.ts';
import { createApiClient } from '../api/api-client.server.ts';
import { createApiConnector } from '../api/api-connector.server.ts';
import type { ConnectorEquipment } from '../api/api-connector.server.ts';
import { readApiCredentials } from '../api/api-credentials.ts';
import { ApiSettings } from '../api/api-schemas.ts';
import { collectStockFile } from './csv-folder.server.ts';
import type { CsvSettings, StockFormat } from './csv-schemas.ts';
import { readStockFile } from './csv-stock.server.ts';

export function createCsvConnector(
  equipment: ConnectorEquipment,
  supplier: ConnectorSupplier,
  settings: CsvSettings,
): SupplierConnector {
  const { http } = equipment;
  const { apiKey } = readApiCredentials(supplier.credentials);
  const circuit = `supplier:${supplier.supplierId}`;
  const client = createApiClient({ http, address: settings.address, apiKey, circuit });
  const orders =
    settings.ordersBy === 'api'
      ? createApiConnector(equipment, supplier, ApiSettings.parse({ address: settings.address }))
      : createUploadConnector(supplier, settings);
  return {
    ...orders,
    capabilities: { ...orders.capabilities, pullsStock: true },
    collectStock: (cursor) => collectStockFile(client, settings, cursor),
    readStock: (body) => readStockFile(body, settings, supplier.currency),
  };
}

/**
 * No link at all: files are uploaded, orders go by hand. Placing fails as 'unauthorised', the kind that waits for
 * a person: 'refused' would be taken for the supplier's no, and the goods be ordered elsewhere.
 */
export function createUploadConnector(
  supplier: ConnectorSupplier,
  format: StockFormat,
): SupplierConnector {
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
    readStock: (body) => readStockFile(body, format, supplier.currency),
    placePurchaseOrder: () => Promise.resolve(err(byHand)),
    findPurchaseOrder: () => Promise.resolve(err(byHand)),
    readEvents: (cursor) => Promise.resolve(ok({ messages: [], cursor, more: false })),
    requestCancellation: () => Promise.resolve(err(byHand)),
    readPush: () => err('bad-signature'),
  };
}
