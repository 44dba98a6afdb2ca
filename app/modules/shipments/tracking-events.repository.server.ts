/** Keeps scans, and the status of a parcel that follows from them. Written under the order's lock. */
import type { Actor } from '../activity/activity.ts';
import type { PurchaseOrderKey } from '../purchasing/purchase-order.ts';
import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { Shipment, ShipmentKey, ShipmentsContext } from './shipment.ts';
import { statusOfParcel } from './tracking-event.ts';
import type { ParcelStatus, TrackingEvent } from './tracking-event.ts';

/** A parcel as its supplier calls it; our own row of it may not be there yet. */
export type ParcelKey = PurchaseOrderKey & { readonly supplierShipmentKey: string };

/** False when this scan is known already. */
export async function insertTrackingEvent(
  { tx, clock }: ShipmentsContext,
  key: ParcelKey,
  event: TrackingEvent & { readonly actor: Actor },
): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    insert into tracking_event (distributor_id, id, purchase_order_id, supplier_shipment_key, kind, occurred_at, place,
      actor_kind, actor_id, created_at)
    values (${key.distributorId}::uuid, ${newId()}::uuid, ${key.purchaseOrderId}::uuid, ${key.supplierShipmentKey},
      ${event.kind}, ${event.occurredAt}, ${event.place ?? null}, ${event.actor.kind}, ${event.actor.id ?? null},
      ${clock.now()})
    on conflict do nothing`;
  return inserted === 1;
}

/** Brings the parcel's status to what its scans say; the status before and after. */
export async function settleParcelStatus(
  tx: Tx,
  shipment: Pick<Shipment, 'distributorId' | 'id' | 'purchaseOrderId' | 'supplierShipmentKey' | 'status'>,
): Promise<{ readonly before: ParcelStatus; readonly after: ParcelStatus }> {
  const events = await readTrackingEvents(tx, shipment);
  const { status, since } = statusOfParcel(events);
  await tx.$executeRaw`
    update shipment set status = ${status}, status_at = ${since ?? null}, quiet_until = null
    where distributor_id = ${shipment.distributorId}::uuid and id = ${shipment.id}::uuid`;
  return { before: shipment.status, after: status };
} // prettier-ignore

export async function saveExpectedAt(
  tx: Tx,
  { distributorId, shipmentId }: ShipmentKey,
  expectedAt: Instant,
): Promise<void> {
  await tx.$executeRaw`
    update shipment set expected_at = ${expectedAt}
    where distributor_id = ${distributorId}::uuid and id = ${shipmentId}::uuid`;
}

export async function readTrackingEvents(
  tx: Tx,
  key: ParcelKey,
): Promise<readonly (TrackingEvent & { readonly id: string; readonly toldAt: Instant | null })[]> {
  const rows = await tx.$queryRaw<
    (Omit<TrackingEvent, 'place'> & { id: string; place: string | null; toldAt: Date | null })[]
  >`
    select id, kind, occurred_at as "occurredAt", place, told_at as "toldAt" from tracking_event
    where distributor_id = ${key.distributorId}::uuid and purchase_order_id = ${key.purchaseOrderId}::uuid
      and supplier_shipment_key = ${key.supplierShipmentKey}
    order by occurred_at, id`;
  return rows.map(({ place, ...row }) => ({ ...row, place: place ?? undefined }));
}

/** One at a time shows a parcel's scans: false while somebody else does. */
export async function claimScans(
  { tx, clock }: ShipmentsContext,
  key: ShipmentKey,
  until: Instant,
): Promise<boolean> {
  const claimed = await tx.$executeRaw`
    update shipment set scans_claimed_until = ${until}
    where distributor_id = ${key.distributorId}::uuid and id = ${key.shipmentId}::uuid
      and (scans_claimed_until is null or scans_claimed_until <= ${clock.now()})`;
  return claimed === 1;
}

export async function giveBackScans(tx: Tx, key: ShipmentKey): Promise<void> {
  await tx.$executeRaw`
    update shipment set scans_claimed_until = null
    where distributor_id = ${key.distributorId}::uuid and id = ${key.shipmentId}::uuid`;
}

/** From now on the store has these scans. */
export async function markTold(
  { tx, clock }: ShipmentsContext,
  distributorId: string,
  ids: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    update tracking_event set told_at = ${clock.now()}
    where distributor_id = ${distributorId}::uuid and id = any (${[...ids]}::uuid[])`;
}

/** A parcel under way of which nothing good is known, with what tells how bad it is. */
export type OverdueParcel = ShipmentKey & {
  readonly orderId: Id<'Order'>;
  readonly status: ParcelStatus;
  /** By when it was to be at the door: the carrier's word, else what was promised with the order. */
  readonly promisedBy: Instant | null;
  /** Its last scan, or its notice where it has none. */
  readonly heardAt: Instant;
};

/**
 * Parcels that are late, or of which nothing was heard since `silentSince`, oldest first. Only of suppliers that pass
 * scans on: of the others' parcels nothing can be known.
 */
export async function findOverdueParcels(
  tx: Tx,
  input: { readonly now: Instant; readonly silentSince: Instant; readonly limit: number },
): Promise<readonly OverdueParcel[]> {
  return tx.$queryRaw<OverdueParcel[]>`
    select s.distributor_id as "distributorId", s.id as "shipmentId", s.order_id as "orderId", s.status,
      coalesce(s.expected_at, o.promised_by) as "promisedBy", heard.at as "heardAt"
    from shipment s
    join orders o on o.distributor_id = s.distributor_id and o.id = s.order_id
    join purchase_order p on p.distributor_id = s.distributor_id and p.id = s.purchase_order_id
    join supplier u on u.distributor_id = p.distributor_id and u.id = p.supplier_id and u.passes_scans
    cross join lateral (
      select coalesce(max(e.occurred_at), s.shipped_at) as at from tracking_event e
      where e.distributor_id = s.distributor_id and e.purchase_order_id = s.purchase_order_id
        and e.supplier_shipment_key = s.supplier_shipment_key) heard
    where s.status not in ('delivered', 'returned', 'lost')
      and (s.quiet_until is null or s.quiet_until <= ${input.now})
      and (coalesce(s.expected_at, o.promised_by) < ${input.now} or heard.at < ${input.silentSince})
    order by s.shipped_at limit ${input.limit}`;
}

/** A person was told; before this moment not again, unless a scan comes. */
export async function keepQuiet(tx: Tx, key: ShipmentKey, until: Instant): Promise<void> {
  await tx.$executeRaw`
    update shipment set quiet_until = ${until}
    where distributor_id = ${key.distributorId}::uuid and id = ${key.shipmentId}::uuid`;
}
