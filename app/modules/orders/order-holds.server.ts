/** Order hold: a reason why an order is not sent yet. One of a kind can be open; the reservation stays. */
import { newId } from '../../platform/ids.ts';
import type { FailedCheck, HoldKind } from './order-checks.ts';
import type { OrderKey, OrdersContext } from './order.ts';

export type OrderHold = {
  readonly id: string;
  readonly kind: HoldKind;
  readonly reason: string;
  readonly openedAt: Date;
  readonly resolvedAt: Date | null;
  readonly resolvedBy: string | null;
};

/** Who resolved a hold because its check passes now. */
export const BY_CHECK = 'check';

export function openHolds(holds: readonly OrderHold[]): readonly OrderHold[] {
  return holds.filter((hold) => hold.resolvedAt === null);
}

/** Whether a person let the order pass this check. With a reason: for exactly this reason. */
export function isWaived(holds: readonly OrderHold[], kind: HoldKind, reason?: string): boolean {
  return holds.some(
    (hold) =>
      hold.kind === kind &&
      hold.resolvedAt !== null &&
      hold.resolvedBy !== BY_CHECK &&
      (reason === undefined || hold.reason === reason),
  );
}

/** Opens a hold; one of the kind that is open takes the new reason. */
export async function openHold(
  { tx, clock }: OrdersContext,
  key: OrderKey,
  { kind, reason }: FailedCheck,
): Promise<OrderHold> {
  const hold = {
    id: newId(),
    kind,
    reason,
    openedAt: clock.now(),
    resolvedAt: null,
    resolvedBy: null,
  };
  await tx.$executeRaw`
    insert into order_hold (distributor_id, id, order_id, kind, reason, opened_at)
    values (${key.distributorId}::uuid, ${hold.id}::uuid, ${key.orderId}::uuid, ${kind}, ${reason}, ${hold.openedAt})
    on conflict (distributor_id, order_id, kind) where resolved_at is null do update set reason = excluded.reason`;
  return hold;
}

/** Resolves the open hold of a kind; false when there is none. */
export async function closeHold(
  { tx, clock }: OrdersContext,
  key: OrderKey,
  input: { readonly kind: HoldKind; readonly by: string },
): Promise<boolean> {
  const closed = await tx.$executeRaw`
    update order_hold set resolved_at = ${clock.now()}, resolved_by = ${input.by}
    where distributor_id = ${key.distributorId}::uuid and order_id = ${key.orderId}::uuid and kind = ${input.kind}
      and resolved_at is null`;
  return closed > 0;
}
