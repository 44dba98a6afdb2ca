import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { failedChecks } from '../../modules/orders/order-checks.ts';
import type { FailedCheck } from '../../modules/orders/order-checks.ts';
import {
  BY_CHECK,
  closeHold,
  isWaived,
  openHold,
  openHolds,
  readHolds,
} from '../../modules/orders/order-holds.server.ts';
import { hasUnitsToForward } from '../../modules/orders/order-status.ts';
import { wantedUnits } from '../../modules/orders/order-units.ts';
import type { OrderKey } from '../../modules/orders/order.ts';
import { openWholesale, readOrder } from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { readOrderTerms } from '../../modules/orders/read-order-terms.server.ts';
import type { StoreOrder } from '../../modules/stores/channel.ts';
import { holdException, holdKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';

/**
 * Checks an order against the newest reading: failed checks become holds, holds whose check passes now are
 * lifted. A check that a person has waived for the same reason stays waived. What is entirely with suppliers
 * already is not held any more.
 */
export async function checkOrder(step: OrderStep, key: OrderKey, store: StoreOrder): Promise<void> {
  const order = await readOrder(step.tx, key);
  if (!order) return;
  const holds = await readHolds(step.tx, key);
  const failed = hasUnitsToForward(order.lines) ? await findFailed(step, order, store) : [];
  for (const check of failed) {
    if (isWaived(holds, check.kind, check.reason)) continue;
    await openHold(step, key, check);
    await openException(step, holdException(order, check));
  }
  const passing = openHolds(holds).filter(
    ({ kind }) =>
      kind !== 'manual' && kind !== 'margin-floor' && !failed.some((each) => each.kind === kind),
  );
  for (const { kind } of passing) {
    await closeHold(step, key, { kind, by: BY_CHECK });
    const resolution = 'The check passes now.';
    await resolveExceptions(step, { dedupeKey: holdKey(order.id, kind), by: 'system', resolution });
  }
}

async function findFailed(
  { tx }: OrderStep,
  order: OrderWithLines,
  store: StoreOrder,
): Promise<readonly FailedCheck[]> {
  const terms = await readOrderTerms(tx, order);
  const failed = failedChecks({
    store,
    lines: order.lines.map((line) => ({
      title: line.title,
      quantity: wantedUnits(line),
      unitPriceMinor: line.unitPriceMinor,
      priceCurrency: order.currency,
      wholesaleMinor: line.unitWholesaleMinor > 0 ? line.unitWholesaleMinor : undefined,
      wholesaleCurrency: line.wholesaleCurrency,
    })),
    connectionStatus: terms.status,
    openWholesaleMinor:
      terms.creditLimitMinor === undefined
        ? 0
        : await openWholesale(tx, { ...order, except: order.id }),
    creditLimitMinor: terms.creditLimitMinor,
  });
  return failed;
}
