/** Connectors: for each kind of link to a supplier the adapter that speaks it. */
import { z } from 'zod';
import type {
  ConnectorFactory,
  ConnectorSupplier,
  SupplierConnector,
} from '../../modules/suppliers/supplier-connector.ts';
import { err } from '../../platform/result.ts';
import { createApiConnector } from './api/api-connector.server.ts';
import type { ConnectorEquipment } from './api/api-connector.server.ts';
import { ApiSettings } from './api/api-schemas.ts';
import { createCsvConnector, createUploadConnector } from './csv/csv-connector.server.ts';
import { CsvSettings } from './csv/csv-schemas.ts';

/** By the kind that a supplier names; 'none' reads uploaded files. */
export function createConnectorFactories(
  equipment: ConnectorEquipment,
): Record<'api' | 'csv' | 'none', ConnectorFactory> {
  return {
    api: withSettings(ApiSettings, (supplier, settings) =>
      createApiConnector(equipment, supplier, settings),
    ),
    csv: withSettings(CsvSettings, (supplier, settings) =>
      createCsvConnector(equipment, supplier, settings),
    ),
    none: createUploadConnector,
  };
}

function withSettings<Settings>(
  schema: z.ZodType<Settings>,
  create: (supplier: ConnectorSupplier, settings: Settings) => SupplierConnector,
): ConnectorFactory {
  return (supplier) => {
    const settings = schema.safeParse(supplier.settings);
    if (settings.success) return create(supplier, settings.data);
    return unusable(supplier, z.prettifyError(settings.error));
  };
}

/** Settings that do not fit are a person's matter: every call says so, and nothing is sent anywhere. */
function unusable(supplier: ConnectorSupplier, fault: string): SupplierConnector {
  const why = `the settings of the link to ${supplier.code} are not complete: ${fault}`;
  const failed = () => Promise.resolve(err({ kind: 'unauthorised', why } as const));
  const upload = createUploadConnector(supplier);
  return {
    ...upload,
    capabilities: { ...upload.capabilities, pullsStock: true },
    collectStock: failed,
    placePurchaseOrder: failed,
    findPurchaseOrder: failed,
    readEvents: failed,
    requestCancellation: failed,
  };
}
