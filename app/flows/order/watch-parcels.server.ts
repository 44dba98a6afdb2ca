import { openException } from '../../modules/activity/open-exception.server.ts';
import { readShipment } from '../../modules/shipments/shipments.repository.server.ts';
import { readOrder } from '../../modules/orders/orders.repository.server.ts';
import type { Order } from '../../modules/orders/order.ts';
import {
  findOverdueParcels,
  keepQuiet,
} from '../../modules/shipments/tracking-events.repository.server.ts';
import type { OverdueParcel } from '../../modules/shipments/tracking-events.repository.server.ts';
import type { Instant } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { tellOfParcel } from '../messages/tell-of-parcel.server.ts';
import { parcelLateException, parcelSilentException } from './parcel-exceptions.ts';
import type { OrderStep } from './order-step.ts';

const DAY_MS = 86_400_000;
/** Carriers scan a parcel every day or two: after a week something is wrong. */
const SILENT_DAYS = 7;
/** Told once, a person is not told again for this long. */
const QUIET_DAYS = 3;
const AT_ONCE = 500;

/** Opens an exception for each parcel that is late by its promise date or has gone silent; says how many. */
export async function watchParcels(context: FlowContext): Promise<number> {
  const { db, clock } = context;
  const now = clock.now();
  const silentSince = new Date(now.getTime() - SILENT_DAYS * DAY_MS);
  const parcels = await findOverdueParcels(db, { now, silentSince, limit: AT_ONCE });
  for (const parcel of parcels) {
    await inTransaction(db, async (tx) => {
      const order = await readOrder(tx, parcel);
      if (order) await tell({ tx, clock }, order, parcel, now);
      await keepQuiet(tx, parcel, new Date(now.getTime() + QUIET_DAYS * DAY_MS));
    });
  }
  return parcels.length;
}

/** Silence tells more than lateness: a parcel that nobody has seen is not only late. */
async function tell(step: OrderStep, order: Order, parcel: OverdueParcel, now: Instant) {
  const days = Math.floor((now.getTime() - parcel.heardAt.getTime()) / DAY_MS);
  const { shipmentId, status, promisedBy } = parcel;
  if (days >= SILENT_DAYS) {
    const silence = { days, scanned: status !== 'announced' };
    return openException(step, parcelSilentException(order, shipmentId, silence));
  }
  if (!promisedBy) return;
  const promised = promisedBy.toISOString().slice(0, 10);
  await openException(step, parcelLateException(order, shipmentId, promised));
  const shipment = await readShipment(step.tx, parcel);
  if (shipment) await tellOfParcel(step, shipment, 'delayed');
}
