import { recordAct } from '../../modules/activity/record-act.server.ts';
import {
  countOrdersBefore,
  saveRelease,
} from '../../modules/orders/order-rules.repository.server.ts';
import {
  clauseSentence,
  decideRelease,
  ordersAskedFor,
} from '../../modules/orders/release-rules.ts';
import type { AppliedRule, ReleaseClause } from '../../modules/orders/release-rules.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import type { StoreOrder } from '../../modules/stores/channel.ts';
import type { OrderStep } from './order-step.ts';

type Released = {
  readonly state: OrderState;
  /** The rule, in words, by which a person releases the order. */
  readonly releaseByHand: string | undefined;
};

/**
 * Lets the connection's rules set when an order goes, once its payment lets it go at all and until its first units are
 * with a supplier. The rule that decided stands on the order, in words; while it decides the same, its moment stands.
 */
export async function applyReleaseRules(
  step: OrderStep,
  state: OrderState,
  clauses: readonly ReleaseClause[],
  { store, valueMinor }: { readonly store: StoreOrder; readonly valueMinor: number | undefined },
): Promise<Released> {
  const { order, terms } = state;
  const isOpen = order.releaseAt !== null && order.releasedAt === null;
  if (!isOpen || (clauses.length === 0 && order.releaseReason === null))
    return { state, releaseByHand: undefined };
  const applied = decideRelease(clauses, {
    valueMinor,
    country: (store.destination?.country ?? '').toUpperCase(),
    risk: store.fraudAdvice,
    ordersBefore: await countOrdersBefore(step.tx, {
      ...order,
      orderId: order.id,
      atMost: ordersAskedFor(clauses),
    }),
  });
  const clause = applied && clauses[applied.number - 1];
  const reason = applied && clause ? reasonOf(applied, clause, terms.currency) : null;
  const releaseByHand = applied?.decision.kind === 'by-hand' && reason ? reason : undefined;
  if (reason === order.releaseReason) return { state, releaseByHand };
  const releaseAt = momentOf(step, state, applied);
  await saveRelease(step, state.key, { releaseAt, releaseReason: reason });
  await tell(step, state, reason, applied);
  return {
    state: { ...state, order: { ...order, releaseAt, releaseReason: reason } },
    releaseByHand,
  };
}

function reasonOf({ number }: AppliedRule, clause: ReleaseClause, currency: string): string {
  return `Rule ${number}. ${clauseSentence(clause, currency)}`;
}

/** Counted from when the payment let it go; from now where another rule had set the moment before. */
function momentOf(
  { clock }: OrderStep,
  { order, terms }: OrderState,
  applied: AppliedRule | undefined,
): Date | null {
  const now = clock.now();
  const paid =
    order.releaseReason === null && order.releaseAt
      ? new Date(order.releaseAt.getTime() - terms.releaseDelaySeconds * 1_000)
      : now;
  const seconds =
    applied === undefined
      ? terms.releaseDelaySeconds
      : applied.decision.kind === 'after'
        ? applied.decision.minutes * 60
        : 0;
  return new Date(paid.getTime() + seconds * 1_000);
}

async function tell(
  step: OrderStep,
  { order }: OrderState,
  reason: string | null,
  applied: AppliedRule | undefined,
): Promise<void> {
  await recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: { kind: 'system' },
    act: 'release-rule-applied',
    subject: { kind: 'order', id: order.id },
    detail: { rule: applied?.number ?? null, reason, decision: applied?.decision ?? null },
  });
}
