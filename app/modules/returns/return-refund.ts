/** Return refund: what the store gives back to the shopper for a return, and on which shelf the store then sees the goods. */
import type { GradedUnits, ReturnLine, ReturnWithLines } from './return.ts';

/**
 * `return`: the unit was sent and is on a shelf of ours again. `cancel`: it never left. `none`: the store's stock is
 * left as it is, since the goods went elsewhere and the supplier's own figure will tell.
 */
export type RefundLine = {
  readonly outsideLineId: string;
  readonly quantity: number;
  readonly restock: 'return' | 'cancel' | 'none';
};

type Refunded = Pick<ReturnWithLines, 'refundWhen' | 'grades'>;

/** Units of a line that the shopper gets its money back for: those asked for, arrived or inspected, by the moment set. */
export function unitsToRefund({ refundWhen, grades }: Refunded, line: ReturnLine): number {
  if (refundWhen === 'authorised') return line.quantity;
  if (refundWhen === 'received' && grades.length === 0) return line.receivedQuantity;
  return unitsOf(grades, line);
}

/** Whether the store has given everything back that this return asks for. */
export function isRefundComplete(record: ReturnWithLines): boolean {
  const isInspected = record.grades.length > 0;
  return record.lines.every(
    (line) => line.refundedQuantity >= (isInspected ? unitsOf(record.grades, line) : line.quantity),
  );
}

/** What the store is asked to refund, summed by its own lines. `ownPlaces`: locations whose figures we keep ourselves. */
export function refundLines(
  record: ReturnWithLines,
  ownPlaces: ReadonlySet<string>,
): readonly RefundLine[] {
  const sums = new Map<string, RefundLine>();
  for (const line of record.lines) {
    for (const part of partsOf(record, line, ownPlaces)) {
      const key = `${part.outsideLineId} ${part.restock}`;
      const quantity = (sums.get(key)?.quantity ?? 0) + part.quantity;
      if (quantity > 0) sums.set(key, { ...part, quantity });
    }
  }
  return [...sums.values()];
}

function partsOf(
  record: ReturnWithLines,
  line: ReturnLine,
  ownPlaces: ReadonlySet<string>,
): readonly RefundLine[] {
  const { outsideLineId } = line;
  const units = Math.max(0, unitsToRefund(record, line) - line.refundedQuantity);
  if (!line.shippedAt) return [{ outsideLineId, quantity: units, restock: 'cancel' }];
  const onShelf = ownPlaces.has(line.locationId)
    ? record.grades
        .filter((each) => each.returnLineId === line.id && each.disposition === 'restocked')
        .reduce((sum, { quantity }) => sum + quantity, 0)
    : 0;
  const restocked = Math.min(units, onShelf);
  return [
    { outsideLineId, quantity: restocked, restock: 'return' },
    { outsideLineId, quantity: units - restocked, restock: 'none' },
  ];
}

function unitsOf(grades: readonly GradedUnits[], { id }: ReturnLine): number {
  return grades
    .filter(({ returnLineId }) => returnLineId === id)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}
