import type { Actor } from '../../modules/activity/activity.ts';
import type { Order, OrderKey } from '../../modules/orders/order.ts';
import type { ReturnRefusal } from '../../modules/returns/return-errors.ts';
import { labelPayer } from '../../modules/returns/return-policy.ts';
import type { ReturnReason } from '../../modules/returns/return-policy.ts';
import { bySupplier, takeReturnUnits } from '../../modules/returns/return-units.ts';
import type { TakenUnits, WantedUnits } from '../../modules/returns/return-units.ts';
import type { RefundMoment, ReturnId, ReturnOrigin } from '../../modules/returns/return.ts';
import { readReturnPolicy } from '../../modules/returns/return-policies.repository.server.ts';
import type { PolicyVersion } from '../../modules/returns/return-policies.repository.server.ts';
import {
  findReturnsOfRequest,
  insertReturn,
  insertReturnFile,
  lockReturn,
  readReturnSources,
} from '../../modules/returns/returns.repository.server.ts';
import type { NewReturnFile } from '../../modules/returns/returns.repository.server.ts';
import { lockOrderState } from '../../modules/shipments/order-state.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { judgeByContract } from './judge-return.server.ts';
import type { OrderStep } from './order-step.ts';
import { recordReturnAct } from './settle-return.server.ts';

export type OpenReturn = OrderKey & {
  readonly origin: ReturnOrigin;
  readonly reason: ReturnReason;
  /** About the goods; no names or addresses. */
  readonly note?: string | undefined;
  readonly lines: readonly WantedUnits[];
  readonly actor: Actor;
  /** When the store gives the money back by itself; left out: the retailer does it by hand. */
  readonly refundWhen?: RefundMoment | undefined;
  /** Shipping to give back with it, in minor units of the store's currency. */
  readonly refundShippingMinor?: number | undefined;
  readonly photos?: readonly NewReturnFile[] | undefined;
  /** Names the wish: the same one again opens nothing and answers what it opened. A UUID. */
  readonly requestId?: string | undefined;
};

export type OpenedReturn = { readonly returnId: ReturnId; readonly number: string };

/** Opens a return, or several where several suppliers shipped what comes back; the contract decides what it can. */
export function openReturn(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: OpenReturn,
): Promise<Result<readonly OpenedReturn[], ReturnRefusal>> {
  return inTransaction(context.db, (tx) => openReturnWithin({ tx, clock: context.clock }, input));
}

/** The same as a part of the caller's transaction: for what a cancellation could not stop. */
export async function openReturnWithin(
  step: OrderStep,
  input: OpenReturn,
): Promise<Result<readonly OpenedReturn[], ReturnRefusal>> {
  const key = { distributorId: input.distributorId, orderId: input.orderId };
  const order = (await lockOrderState(step.tx, key))?.order;
  if (!order) return err({ kind: 'unknown-order' });
  const requestId = input.requestId ?? newId<'ReturnRequest'>();
  const known = await findReturnsOfRequest(step.tx, key, requestId);
  if (known.length > 0) return ok(known);
  const sources = await readReturnSources(step.tx, key);
  const taken = takeReturnUnits(sources, input.lines, input.origin);
  if (!taken.ok) return taken;
  const terms = await readReturnPolicy(step.tx, order, order.placedAt);
  const opened: OpenedReturn[] = [];
  for (const [index, units] of bySupplier(taken.value).entries()) {
    // Shipping is given back once, however many suppliers the goods go to.
    const refundShippingMinor = index === 0 ? (input.refundShippingMinor ?? 0) : 0;
    opened.push(
      await openOne(step, { input, order, terms, units, requestId, refundShippingMinor }),
    );
  }
  return ok(opened);
}

type One = {
  readonly input: OpenReturn;
  readonly order: Order;
  readonly terms: PolicyVersion;
  readonly units: readonly [TakenUnits, ...TakenUnits[]];
  readonly requestId: string;
  readonly refundShippingMinor: number;
};

async function openOne(step: OrderStep, one: One): Promise<OpenedReturn> {
  const { input, order } = one;
  const returnId = newId<'Return'>();
  const key = { distributorId: order.distributorId, returnId };
  const number = await insertReturn(
    step,
    { distributorId: order.distributorId, orderId: order.id },
    toReturn(returnId, one),
  );
  for (const photo of input.photos ?? []) await insertReturnFile(step, key, photo);
  const record = await lockReturn(step.tx, key);
  if (!record) throw new Error(`Return ${number} is gone within its own transaction`);
  const units = record.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const { origin, reason, actor } = input;
  await recordReturnAct(step, record, actor, 'return-opened', { origin, reason, units });
  await judgeByContract(step, record);
  return { returnId, number };
}

function toReturn(
  id: ReturnId,
  { input, order, terms, units, requestId, refundShippingMinor }: One,
) {
  const { origin, reason, refundWhen } = input;
  const { policy, version: policyVersion } = terms;
  return {
    id,
    requestId,
    connectionId: order.connectionId,
    storeId: order.storeId,
    supplierId: units[0].source.supplierId,
    origin,
    reason,
    note: input.note ?? '',
    policy,
    policyVersion,
    refund: refundWhen ? ('wanted' as const) : ('by-hand' as const),
    refundWhen: refundWhen ?? ('inspected' as const),
    refundShippingMinor,
    storeCurrency: order.currency,
    labelFrom: policy.labelFrom,
    labelPaidBy: labelPayer(policy, reason),
    lines: units.map(({ source, quantity }) => ({
      id: newId<'ReturnLine'>(),
      orderLineId: source.orderLineId,
      purchaseOrderLineId: source.purchaseOrderLineId,
      variantId: source.variantId,
      locationId: source.locationId,
      quantity,
      unitWholesaleMinor: source.unitWholesaleMinor,
      wholesaleCurrency: source.wholesaleCurrency,
      unitCostMinor: source.unitCostMinor,
      costCurrency: source.costCurrency,
      shippedAt: source.shippedAt,
    })),
  };
}
