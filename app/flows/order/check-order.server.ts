import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { deliverableByForm } from '../../modules/orders/address-rules.ts';
import { restrictedLines } from '../../modules/orders/goods-restrictions.ts';
import type { RestrictedLine } from '../../modules/orders/goods-restrictions.ts';
import { failedChecks } from '../../modules/orders/order-checks.ts';
import type { CheckedOrder, FailedCheck } from '../../modules/orders/order-checks.ts';
import {
  BY_CHECK,
  closeHold,
  isWaived,
  openHold,
  openHolds,
} from '../../modules/orders/order-holds.server.ts';
import type { OrderHold } from '../../modules/orders/order-holds.server.ts';
import {
  readOrderRules,
  readScopedProducts,
} from '../../modules/orders/order-rules.repository.server.ts';
import type { OrderRules } from '../../modules/orders/order-rules.repository.server.ts';
import { hasUnitsToForward } from '../../modules/orders/order-status.ts';
import { wantedUnits } from '../../modules/orders/order-units.ts';
import { openWholesale } from '../../modules/orders/orders.repository.server.ts';
import { readExchange } from '../../modules/pricing/exchange.server.ts';
import type { AmountIn, Exchange } from '../../modules/pricing/exchange.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import type { StoreOrder } from '../../modules/stores/channel.ts';
import { applyReleaseRules } from './apply-release-rules.server.ts';
import { holdException, holdKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';

/**
 * Checks an order against the newest reading: failed checks become holds, holds whose check passes now are
 * lifted. A check that a person has waived for the same reason stays waived. What is entirely with suppliers
 * already is not held any more. Returns the state with the holds as they stand then, and with the moment of release
 * that the connection's rules set.
 */
export async function checkOrder(
  step: OrderStep,
  state: OrderState,
  store: StoreOrder,
): Promise<OrderState> {
  if (!hasUnitsToForward(state.order.lines)) return settleHolds(step, state, []);
  const rules = state.terms.rules ?? (await readOrderRules(step.tx, state.order));
  const { facts, valueMinor } = await gather(step, state, store, rules);
  const released = await applyReleaseRules(step, state, rules.clauses, { store, valueMinor });
  const { releaseByHand } = released;
  return settleHolds(step, released.state, failedChecks({ ...facts, releaseByHand }));
}

/** Checks that a person or another step answers for; the others are lifted as soon as they pass. */
const NOT_OF_THE_CHECKS: readonly string[] = ['manual', 'margin-floor'];

async function settleHolds(
  step: OrderStep,
  state: OrderState,
  failed: readonly FailedCheck[],
): Promise<OrderState> {
  const { key, order, holds } = state;
  const opened: OrderHold[] = [];
  for (const check of failed) {
    if (isWaived(holds, check.kind, check.reason)) continue;
    opened.push(await openHold(step, key, check));
    await openException(step, holdException(order, check));
  }
  const passing = openHolds(holds).filter(
    ({ kind }) => !NOT_OF_THE_CHECKS.includes(kind) && !failed.some((each) => each.kind === kind),
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

type Gathered = {
  readonly facts: Omit<CheckedOrder, 'releaseByHand'>;
  /** Wholesale of the order in the distributor's currency; undefined where a rate is missing. */
  readonly valueMinor: number | undefined;
};

async function gather(
  step: OrderStep,
  { order, terms }: OrderState,
  store: StoreOrder,
  rules: OrderRules,
): Promise<Gathered> {
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
  const lines = order.lines.map((line, place) => ({
    title: line.title,
    quantity: wantedUnits(line),
    unitPriceMinor: line.unitPriceMinor,
    priceCurrency: order.currency,
    wholesaleMinor: line.unitWholesaleMinor > 0 ? line.unitWholesaleMinor : undefined,
    wholesaleCurrency: line.wholesaleCurrency,
    owedMinor: inHome(exchange, owed[place]),
  }));
  const facts = {
    store,
    lines,
    connectionStatus: terms.status,
    territories: terms.territories,
    currency: terms.currency,
    withoutRate: [...new Set(withoutRate)].sort(),
    openWholesaleMinor: others.reduce((sum, each) => sum + inHome(exchange, each), 0),
    creditLimitMinor: terms.creditLimitMinor,
    delivery: store.destination
      ? deliverableByForm(store.destination)
      : ({ kind: 'deliverable' } as const),
    restricted: await findRestricted(step, order, store, rules),
  };
  const value = lines.reduce((sum, { owedMinor }) => sum + owedMinor, 0);
  return { facts, valueMinor: withoutRate.length > 0 ? undefined : value };
}

/** What has no rate counts for nothing here: a check of its own holds the order. */
function inHome(exchange: Exchange, amount: AmountIn | undefined): number {
  return (amount && exchange(amount)) ?? 0;
}

/** The catalogue is asked only where a distributor restricts anything at all. */
async function findRestricted(
  { tx }: OrderStep,
  { distributorId, lines }: OrderState['order'],
  store: StoreOrder,
  { restrictions }: OrderRules,
): Promise<readonly RestrictedLine[]> {
  if (restrictions.length === 0) return [];
  const wanted = lines.filter((line) => wantedUnits(line) > 0);
  const variantIds = wanted.map(({ variantId }) => variantId);
  const products = await readScopedProducts(tx, { distributorId, variantIds });
  const scoped = wanted.flatMap(({ variantId, title }) => {
    const product = products.get(variantId);
    return product ? [{ ...product, title }] : [];
  });
  return restrictedLines(scoped, restrictions, store.destination?.country.toUpperCase());
}
