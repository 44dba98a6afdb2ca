/**
 * Supplier: ships goods for the distributor (its own warehouse is one too). What it has lies at its locations;
 * what it can supply, under which SKU and at which cost, are its supplies.
 */
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { SealedColumn } from '../../platform/reseal.server.ts';

export type SupplierId = Id<'Supplier'>;
export type SupplierLocationId = Id<'SupplierLocation'>;
export type SuppliersContext = { readonly tx: Tx; readonly clock: Clock };
export type SupplierKey = { readonly distributorId: string; readonly supplierId: string };

export const Tier = z.enum(['primary', 'secondary', 'backup']);

/** When the supplier takes ordered units out of its own figure; `never`: we take them out at shipment. */
export const DeductsAt = z.enum(['receipt', 'acknowledgement', 'shipment', 'never']);

/** The link to the supplier; `none`: the distributor keeps its stock by hand or by upload. */
export const ConnectorKind = z.enum(['api', 'csv', 'none']);

/** What a supplier's credentials are sealed for. */
export function credentialsPurpose({ distributorId, supplierId }: SupplierKey): string {
  return `supplier-credentials:${distributorId}:${supplierId}`;
}

export const credentialsColumn: SealedColumn = {
  table: 'supplier',
  column: 'sealed_credentials',
  keys: [
    { name: 'distributor_id', type: 'uuid' },
    { name: 'id', type: 'uuid' },
  ],
  purposeOf: ([distributorId = '', supplierId = '']) =>
    credentialsPurpose({ distributorId, supplierId }),
};
