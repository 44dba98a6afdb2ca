/**
 * Change request: what a supplier is asked to do differently with a purchase order that it has: another address, fewer
 * units, a substitute or none. It has a window for its answer; silence after it counts as a no.
 */
import { z } from 'zod';
import type { Instant } from '../../platform/clock.ts';
import { stableId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { OrderId } from '../orders/order.ts';
import type { PurchaseOrderId, PurchaseOrderLine } from './purchase-order.ts';

export type ChangeRequestId = Id<'ChangeRequest'>;

const AskedLine = z.object({
  lineId: z.string(),
  quantity: z.int().min(1),
  /** Units that the supplier had refused when it was asked. */
  rejectedBefore: z.int().min(0),
});

/** No shopper's data: the address is read from the order's contact when the request is sent. */
export const ChangeDetail = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('address') }),
  /** surplus: nobody wants the units any more; backorder: they are to come from elsewhere. */
  z.object({
    kind: z.literal('lines'),
    because: z.enum(['surplus', 'backorder']),
    lines: z.array(AskedLine),
  }),
  z.object({
    kind: z.literal('substitute'),
    lineId: z.string(),
    supplierSku: z.string(),
    accept: z.boolean(),
  }),
  /** The whole of it; what was answered stands on the purchase order too. */
  z.object({ kind: z.literal('cancel') }),
]);
export type ChangeDetail = z.infer<typeof ChangeDetail>;

export type ChangeStatus =
  | 'asked'
  | 'sent'
  | 'accepted'
  | 'refused'
  /** No answer within the window: the same as refused. */
  | 'silent'
  /** The link cannot carry it: a person must ask. */
  | 'unsupported'
  /** What it was about does not matter any more. */
  | 'overtaken';

export type ChangeRequest = {
  readonly id: ChangeRequestId;
  readonly distributorId: Id<'Distributor'>;
  readonly orderId: OrderId;
  readonly purchaseOrderId: PurchaseOrderId;
  readonly status: ChangeStatus;
  readonly detail: ChangeDetail;
  readonly askedBy: string;
  readonly askedAt: Instant;
  readonly deadlineAt: Instant;
  readonly answeredAt: Instant | null;
  readonly why: string | null;
};

/** Asking a purchase order back whole is one request, however often it is repeated. */
export function cancellationId(purchaseOrderId: string): ChangeRequestId {
  return stableId<'ChangeRequest'>('cancellation', purchaseOrderId);
}

export function isUnanswered({ status }: Pick<ChangeRequest, 'status'>): boolean {
  return status === 'asked' || status === 'sent';
}

/** Units of a line that requests of a kind have asked for and not got: they are not asked for again. */
export function unitsAsked(
  requests: readonly ChangeRequest[],
  lineId: string,
  because: 'surplus' | 'backorder',
): number {
  return requests.reduce((sum, { status, detail }) => {
    if (detail.kind !== 'lines' || detail.because !== because) return sum;
    if (status === 'accepted' || status === 'overtaken') return sum;
    return sum + (detail.lines.find((line) => line.lineId === lineId)?.quantity ?? 0);
  }, 0);
}

/** What is left to take off when the supplier agrees: units that it has refused since are gone already. */
export function unitsLeft(
  asked: { readonly quantity: number; readonly rejectedBefore: number },
  line: Pick<PurchaseOrderLine, 'rejectedQuantity'>,
): number {
  return Math.max(0, asked.quantity - (line.rejectedQuantity - asked.rejectedBefore));
}
