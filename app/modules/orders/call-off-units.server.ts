/** Units that were called off here: the store is not told by a change of its order, so it may go on showing them. */
import type { Id } from '../../platform/ids.ts';
import type { OrderKey, OrdersContext } from './order.ts';

/** Adds units of lines to those called off (below zero: takes them away). The caller writes the ledger. */
export async function countCalledOff(
  { tx }: Pick<OrdersContext, 'tx'>,
  { distributorId }: OrderKey,
  lines: readonly { readonly orderLineId: Id<'OrderLine'>; readonly units: number }[],
): Promise<void> {
  const changed = lines.filter(({ units }) => units !== 0);
  if (changed.length === 0) return;
  await tx.$executeRaw`
    update order_line as l set called_off_quantity = called_off_quantity + e.units
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as e("orderLineId" uuid, units integer)
    where l.distributor_id = ${distributorId}::uuid and l.id = e."orderLineId"`;
}

/** Notes what the store is to be told once suppliers have agreed not to ship the order. */
export async function askToCallOff(
  { tx }: Pick<OrdersContext, 'tx'>,
  { distributorId, orderId }: OrderKey,
  inStore: 'reject' | 'cancel' | 'refund',
): Promise<void> {
  await tx.$executeRaw`
    update orders set cancellation = 'requested', cancel_in_store = ${inStore}
    where distributor_id = ${distributorId}::uuid and id = ${orderId}::uuid`;
}

/** Rush orders come first where stock is scarce. False when nothing changed. */
export async function setRush(
  { tx }: Pick<OrdersContext, 'tx'>,
  { distributorId, orderId }: OrderKey,
  rush: boolean,
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    update orders set rush = ${rush}
    where distributor_id = ${distributorId}::uuid and id = ${orderId}::uuid and rush <> ${rush}`;
  return changed > 0;
}
