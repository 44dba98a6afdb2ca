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
} from '../../modules/orders/order-holds.server.ts';
import { hasUnitsToForward } from '../../modules/orders/order-status.ts';
import { wantedUnits } from '../../modules/orders/order-units.ts';
import { openWholesale } from '../../modules/orders/orders.repository.server.ts';
import { readExchange } from '../../modules/pricing/exchange.server.ts';
import type { AmountIn, Exchange } from '../../modules/pricing/exchange.ts';
import type { OrderHold } from '../../modules/orders/order-holds.server.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import type { StoreOrder } from '../../modules/stores/channel.ts';
import { holdException, holdKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';

/**
 * Checks an order against the newest reading: failed checks become holds, holds whose check passes now are
 * lifted. A check that a person has waived for the same reason stays waived. What is entirely with suppliers
 * already is not held any more. Returns the state with the holds as they stand then.
 */
export async function checkOrder(
  step: OrderStep,
  state: OrderState,
  store: StoreOrder,
): Promise<OrderState> {
  const { key, order, holds } = state;
  const failed = hasUnitsToForward(order.lines) ? await findFailed(step, state, store) : [];
  const opened: OrderHold[] = [];
  for (const check of failed) {
    if (isWaived(holds, check.kind, check.reason)) continue;
    opened.push(await openHold(step, key, check));
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
  const over = [...passing, ...opened].map(({ kind }) => kind);
  const standing = holds.filter(
    ({ kind, resolvedAt }) => resolvedAt !== null || !over.includes(kind),
  );
  return { ...state, holds: [...standing, ...opened] };
}

async function findFailed(
  step: OrderStep,
  { order, terms }: OrderState,
  store: StoreOrder,
): Promise<readonly FailedCheck[]> {
  const owed = order.lines.map((line) => ({
    minor: wantedUnits(line) * line.unitWholesaleMinor,
    currency: line.wholesaleCurrency,
  }));
  const others =
    terms.creditLimitMinor === undefined
      ? []
      : await openWholesale(step.tx, { ...order, except: order.id });
  const asked = [...owed, ...others].filter(({ minor }) => minor > 0);
  const exchange = await readExchange(step, {
    distributorId: order.distributorId,
    to: terms.currency,
    from: asked.map(({ currency }) => currency),
  });
  const withoutRate = asked.flatMap((each) =>
    exchange(each) === undefined ? [each.currency] : [],
  );
  return failedChecks({
    store,
    lines: order.lines.map((line, place) => ({
      title: line.title,
      quantity: wantedUnits(line),
      unitPriceMinor: line.unitPriceMinor,
      priceCurrency: order.currency,
      wholesaleMinor: line.unitWholesaleMinor > 0 ? line.unitWholesaleMinor : undefined,
      wholesaleCurrency: line.wholesaleCurrency,
      owedMinor: inHome(exchange, owed[place]),
    })),
    connectionStatus: terms.status,
    territories: terms.territories,
    currency: terms.currency,
    withoutRate: [...new Set(withoutRate)].sort(),
    openWholesaleMinor: others.reduce((sum, each) => sum + inHome(exchange, each), 0),
    creditLimitMinor: terms.creditLimitMinor,
  });
}

/** What has no rate counts for nothing here: a check of its own holds the order. */
function inHome(exchange: Exchange, amount: AmountIn | undefined): number {
  return (amount && exchange(amount)) ?? 0;
}
