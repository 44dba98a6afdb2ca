/** Brute force with costs by quantity: every dealing, each priced at what its own quantities cost. */
import type { RoutingInput } from '../../../app/modules/routing/routing-input.ts';
import { priceIfAllowed } from './brute-force-route.ts';
import type { Dealt, Outcome } from './brute-force-route.ts';

export function bruteForceTiers(input: RoutingInput): Outcome {
  let best: Outcome = { placed: 0, costMinor: 0 };
  const visit = (index: number, dealt: readonly Dealt[]): void => {
    const line = input.lines[index];
    if (!line) {
      best = better(best, outcomeOf(input, dealt));
      return;
    }
    const candidates = input.candidates.filter(({ variantId }) => variantId === line.variantId);
    const deal = (at: number, left: number, more: readonly Dealt[]): void => {
      const candidate = candidates[at];
      if (!candidate) return visit(index + 1, more);
      for (let quantity = 0; quantity <= left; quantity++) {
        const taken = quantity === 0 ? [] : [{ line, candidate, quantity }];
        deal(at + 1, left - quantity, [...more, ...taken]);
      }
    };
    deal(0, line.quantity, dealt);
  };
  visit(0, []);
  return best;
}

function better(best: Outcome, other: Outcome | undefined): Outcome {
  if (!other || other.placed < best.placed) return best;
  return other.placed > best.placed || other.costMinor < best.costMinor ? other : best;
}

function outcomeOf(input: RoutingInput, dealt: readonly Dealt[]): Outcome | undefined {
  const real = new Map(
    input.candidates.map((candidate) => {
      const units = dealt
        .filter((each) => each.candidate === candidate)
        .reduce((sum, { quantity }) => sum + quantity, 0);
      const reached = (candidate.costTiers ?? []).filter((tier) => units >= tier.minQuantity);
      const unitCostMinor = reached.at(-1)?.unitCostMinor ?? candidate.unitCostMinor;
      return [candidate, { ...candidate, unitCostMinor }];
    }),
  );
  const priced = dealt.map((each) => ({
    ...each,
    candidate: real.get(each.candidate) ?? each.candidate,
  }));
  const costMinor = priceIfAllowed(input, priced);
  const placed = dealt.reduce((sum, { quantity }) => sum + quantity, 0);
  return costMinor === undefined ? undefined : { placed, costMinor };
}
