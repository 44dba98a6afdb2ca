/** Remedies that take up again what was parked, after a person has repaired what was wrong. */
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { reportMachine } from '../../modules/shipments/shipment-status.ts';
import type { ShipmentKey } from '../../modules/shipments/shipment.ts';
import { readShipment, saveReport } from '../../modules/shipments/shipments.repository.server.ts';
import type { SupplierEventKey } from '../../modules/purchasing/supplier-inbox.repository.server.ts';
import { reviveSupplierEvent } from '../../modules/purchasing/supplier-inbox.repository.server.ts';
import { reviveStoreEvent } from '../../modules/stores/store-inbox.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { advance } from '../../platform/state-machine.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { reportKey, supplierMessageKey } from './order-exceptions.ts';
import { parcelKeys } from './parcel-exceptions.ts';

/** A parked store event goes back to the inbox; false when it is not parked. */
export async function retryStoreEvent(
  context: FlowContext,
  input: { readonly eventId: bigint; readonly userId: string },
): Promise<boolean> {
  const { clock, db } = context;
  return inTransaction(db, async (tx) => {
    const revived = await reviveStoreEvent(tx, { id: input.eventId, now: clock.now() });
    const dedupeKey = `store-event-parked:${input.eventId}`;
    const resolution = 'Taken up again.';
    if (revived)
      await resolveExceptions({ tx, clock }, { dedupeKey, by: input.userId, resolution });
    return revived;
  });
}

/** A supplier's message that was parked or refused is read again; false when it is neither. */
export async function retrySupplierEvent(
  context: FlowContext,
  input: SupplierEventKey & { readonly userId: string },
): Promise<boolean> {
  const { clock, db } = context;
  return inTransaction(db, async (tx) => {
    if (!(await reviveSupplierEvent(tx, input, clock.now()))) return false;
    const dedupeKey = supplierMessageKey(input.supplierId, input.eventKey);
    const resolution = 'Taken up again.';
    await resolveExceptions({ tx, clock }, { dedupeKey, by: input.userId, resolution });
    return true;
  });
}

/** Tells the store of a parcel again; it looks into the store first, so nothing is told twice. */
export async function retryReport(
  context: FlowContext,
  input: ShipmentKey & { readonly userId: string },
): Promise<boolean> {
  const { clock, db } = context;
  return inTransaction(db, async (tx) => {
    const shipment = await readShipment(tx, input);
    const next = shipment && advance(reportMachine, shipment.reportStatus, 'retry');
    if (!shipment || !next?.ok) return false;
    await saveReport({ tx, clock }, shipment, { reportStatus: next.value });
    const resolution = 'Told again.';
    for (const dedupeKey of [reportKey(shipment.id), parcelKeys(shipment.id).number]) {
      await resolveExceptions({ tx, clock }, { dedupeKey, by: input.userId, resolution });
    }
    const payload = { distributorId: input.distributorId, shipmentId: input.shipmentId };
    await enqueue(tx, { name: 'report-tracking', payload });
    return true;
  });
}
