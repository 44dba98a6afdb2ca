/** Makes a price from what is known of a variant, rule by rule, and keeps the chain of them. Pure; see price-arithmetic. */
import { currencyCode, money } from '../../platform/money.ts';
import type { Money } from '../../platform/money.ts';
import type { RetailRule } from '../connections/connection.ts';
import type { ScopedProduct } from '../catalog/product-scope.ts';
import { bestPromotion, convertMinor, isUnderFloor, leastOverFloor, leastWithFees, retailTermsOf, roundPrice, shareOfMinor } from './price-arithmetic.ts'; // prettier-ignore
import type { RunningPromotion } from './price-arithmetic.ts';
import type { PriceListTerms } from './price-list.ts';
import type { Exchange, PriceStep } from './price-step.ts';

export type UsedRate = {
  readonly rate: string;
  /** ISO date. */
  readonly day: string;
  readonly isStale: boolean;
};
/** The rate in use from one currency to another; undefined: none is known. Never asked for the same currency twice. */
export type RateOf = (from: string, to: string) => UsedRate | undefined;

/** What is known of a variant. Amounts in minor units; those without a currency are in the distributor's. */
export type PriceFacts = ScopedProduct & {
  readonly variantId: string;
  readonly title: string;
  readonly listMinor: number | null;
  readonly compareAtMinor: number | null;
  readonly mapMinor: number | null;
  /** Of the list, in its currency. */
  readonly entryMinor: number | null;
  readonly tiers: readonly { readonly minQuantity: number; readonly minor: number }[];
  /** Of active suppliers, for one unit. */
  readonly costs: readonly {
    readonly supplier: string;
    readonly minor: number;
    readonly currency: string;
  }[];
};

export type ListInForce = PriceListTerms & {
  /** Promotions that run at the moment asked about. */
  readonly running: readonly (RunningPromotion & { readonly endsAt: string })[];
};

/** Why there is no price, in the order in which it is looked for. */
export type NoPrice = 'no-rate' | 'stale-rate' | 'no-price' | 'under-margin-floor';

export type MadeWholesale = {
  /** In the list's currency, for one unit at this quantity; undefined: the list makes none. */
  readonly owed: Money | undefined;
  /** The least cost in the list's currency. */
  readonly cost: Money | undefined;
  readonly isUnderFloor: boolean;
  readonly lacksRate: boolean;
  readonly isStale: boolean;
  readonly steps: readonly PriceStep[];
};

type Chain = { readonly steps: PriceStep[]; isStale: boolean; lacksRate: boolean };

export function makeWholesale(
  list: ListInForce,
  facts: PriceFacts,
  home: string,
  rateOf: RateOf,
  quantity = 1,
): MadeWholesale {
  const chain: Chain = { steps: [], isStale: false, lacksRate: false };
  const currency = currencyCode(list.currency);
  const cost = leastCost(list, facts, rateOf);
  const ruled = ruledMinor(list, facts, home, rateOf, chain, cost);
  if (ruled === undefined)
    return { owed: undefined, cost: undefined, isUnderFloor: false, ...chain };
  const priced = atQuantity(list, facts, ruled, quantity, chain.steps);
  const promotion = bestPromotion(list.running, facts);
  const owed = promotion ? priced - shareOfMinor(priced, promotion.percentOffBasisPoints) : priced;
  if (promotion)
    chain.steps.push({ kind: 'promotion', name: promotion.name, basisPoints: promotion.percentOffBasisPoints, endsAt: promotion.endsAt, amount: money(owed, currency) }); // prettier-ignore
  const floor = list.marginFloorBasisPoints;
  const isUnder = cost !== undefined && isUnderFloor(owed, cost.minor, floor);
  if (cost && (isUnder || floor > 0))
    chain.steps.push({ kind: 'margin-floor', basisPoints: floor, least: money(leastOverFloor(cost.minor, floor), currency), isKept: !isUnder, act: list.floorAct, amount: money(owed, currency) }); // prettier-ignore
  const price = owed > 0 ? money(owed, currency) : undefined;
  const least = cost && money(cost.minor, currency);
  return { owed: price, cost: least, isUnderFloor: isUnder, ...chain };
}

type Cost = { readonly minor: number; readonly steps: readonly PriceStep[] };

/** Costs of zero, and those in a currency without a rate, are none. */
function leastCost(list: ListInForce, facts: PriceFacts, rateOf: RateOf): Cost | undefined {
  const known = facts.costs.flatMap(({ supplier, minor, currency }): Cost[] => {
    if (minor <= 0) return [];
    const chain: Chain = { steps: [], isStale: false, lacksRate: false };
    const own = { kind: 'cost', supplier, amount: money(minor, currencyCode(currency)) } as const;
    const there = exchange('cost', own.amount, list.currency, rateOf, chain);
    return there === undefined ? [] : [{ minor: there, steps: [own, ...chain.steps] }];
  });
  return known.toSorted((a, b) => a.minor - b.minor)[0];
}

function ruledMinor(
  list: ListInForce,
  facts: PriceFacts,
  home: string,
  rateOf: RateOf,
  chain: Chain,
  cost: Cost | undefined,
): number | undefined {
  const { name, currency } = list;
  const there = (minor: number) => money(minor, currencyCode(currency));
  if (facts.entryMinor !== null) {
    chain.steps.push({ kind: 'fixed-entry', list: name, amount: there(facts.entryMinor) });
    return facts.entryMinor;
  }
  if (list.kind === 'cost-plus') {
    if (!cost) return undefined;
    const { costPlusBasisPoints: basisPoints, costPlusMinor } = list;
    const minor = cost.minor + shareOfMinor(cost.minor, basisPoints) + costPlusMinor;
    const made = { basisPoints, plus: there(costPlusMinor), amount: there(minor) };
    chain.steps.push(...cost.steps, { kind: 'cost-plus', list: name, ...made });
    return minor;
  }
  if (list.kind !== 'percent-off') return undefined;
  const own = facts.listMinor ? money(facts.listMinor, currencyCode(home)) : undefined;
  chain.steps.push({ kind: 'list-price', amount: own });
  if (home !== currency && !rateOf(home, currency)) chain.lacksRate = true;
  const listed = own && exchange('list-price', own, currency, rateOf, chain);
  if (!listed) return undefined;
  const { percentOffBasisPoints: basisPoints } = list;
  const minor = listed - shareOfMinor(listed, basisPoints);
  chain.steps.push({ kind: 'percent-off', list: name, basisPoints, amount: there(minor) });
  return minor;
}

/** A variant's own tiers are prices; else the list's tiers take a share off. The highest that the quantity reaches counts. */
function atQuantity(
  list: ListInForce,
  facts: PriceFacts,
  minor: number,
  quantity: number,
  steps: PriceStep[],
): number {
  const reached = <Tier extends { readonly minQuantity: number }>(tiers: readonly Tier[]) =>
    tiers
      .filter(({ minQuantity }) => minQuantity <= quantity)
      .toSorted((a, b) => b.minQuantity - a.minQuantity)[0];
  const currency = currencyCode(list.currency);
  const own = reached(facts.tiers);
  if (own) {
    steps.push({ kind: 'volume-tier', minQuantity: own.minQuantity, basisPoints: undefined, amount: money(own.minor, currency) }); // prettier-ignore
    return own.minor;
  }
  const shared = facts.tiers.length > 0 ? undefined : reached(list.volumeTiers);
  if (!shared) return minor;
  const lowered = minor - shareOfMinor(minor, shared.basisPointsOff);
  steps.push({ kind: 'volume-tier', minQuantity: shared.minQuantity, basisPoints: shared.basisPointsOff, amount: money(lowered, currency) }); // prettier-ignore
  return lowered;
}

function exchange(
  what: Exchange['what'],
  from: Money,
  to: string,
  rateOf: RateOf,
  chain: Chain,
): number | undefined {
  if (from.currency === to) return from.minor;
  const used = rateOf(from.currency, to);
  if (!used) return undefined;
  const { rate, day } = used;
  const minor = convertMinor(from.minor, from.currency, to, rate);
  chain.isStale ||= used.isStale;
  chain.steps.push({ kind: 'converted', what, from, amount: money(minor, currencyCode(to)), rate, day }); // prettier-ignore
  return minor;
}

export type MadePrice = {
  /** What the retailer owes for one unit, in the list's currency. */
  readonly owed: Money | undefined;
  /** The same in the store's currency. */
  readonly wholesale: Money | undefined;
  readonly retail: Money | undefined;
  readonly compareAt: Money | undefined;
  readonly withheld: NoPrice | undefined;
  /** In the order in which they applied; the last one's amount is the last price that could be made. */
  readonly steps: readonly PriceStep[];
};

export type PriceTerms = {
  readonly list: ListInForce;
  readonly rule: RetailRule;
  /** The distributor's currency. */
  readonly home: string;
  /** The store's currency. */
  readonly shop: string;
  readonly rateOf: RateOf;
};

/** The whole chain for one unit, as an offer would show it. */
export function makePrice(terms: PriceTerms, facts: PriceFacts): MadePrice {
  const { list, home, shop, rateOf } = terms;
  const made = makeWholesale(list, facts, home, rateOf);
  const chain: Chain = { steps: [...made.steps], isStale: false, lacksRate: made.lacksRate };
  const rule = retailTermsOf(terms.rule, facts);
  const uses = (from: string, to: string, isNeeded: boolean) => {
    const used = from === to ? undefined : rateOf(from, to);
    if (from !== to && !used && isNeeded) chain.lacksRate = true;
    if (used?.isStale) chain.isStale = true;
  };
  uses(list.currency, shop, true);
  uses(home, shop, rule.kind === 'list' || facts.mapMinor !== null);
  uses(home, list.currency, false);
  const wholesaleMinor = made.owed && exchange('wholesale', made.owed, shop, rateOf, chain);
  const priced = wholesaleMinor === undefined ? undefined : addRetail(terms, rule, facts, wholesaleMinor, chain); // prettier-ignore
  const withheld = chain.lacksRate
    ? 'no-rate'
    : chain.isStale
      ? 'stale-rate'
      : priced === undefined
        ? 'no-price'
        : made.isUnderFloor && list.floorAct === 'hold'
          ? 'under-margin-floor'
          : undefined;
  const amount = (minor: number | undefined) => minor === undefined ? undefined : money(minor, currencyCode(shop)); // prettier-ignore
  const compared = comparedMinor(terms, rule, facts);
  return {
    owed: made.owed,
    wholesale: amount(wholesaleMinor),
    retail: amount(priced),
    compareAt: amount(compared && priced && compared > priced ? compared : undefined),
    withheld,
    steps: chain.steps,
  };
}

function addRetail(
  { home, shop, rateOf }: PriceTerms,
  rule: RetailRule,
  facts: PriceFacts,
  wholesaleMinor: number,
  chain: Chain,
): number | undefined {
  const amount = (minor: number) => money(minor, currencyCode(shop));
  const { steps } = chain;
  const at = (minor: number | null, what: Exchange['what'], kept: Chain) =>
    minor ? exchange(what, money(minor, currencyCode(home)), shop, rateOf, kept) : undefined;
  const base = baseMinor();
  if (base === undefined) return undefined;
  const cost = rule.underCost ? 1 : Math.max(1, leastWithFees(wholesaleMinor, rule));
  const aside: Chain = { steps: [], isStale: false, lacksRate: false };
  const minimum = at(facts.mapMinor, 'minimum-price', aside) ?? 0;
  let minor = base;
  if (cost > minor) {
    minor = cost;
    const hasFees = rule.feeBasisPoints > 0 || rule.feeMinor > 0;
    steps.push({ kind: 'not-under-cost', hasFees, amount: amount(minor) });
  }
  if (minimum > minor) {
    minor = minimum;
    steps.push(...aside.steps, { kind: 'minimum-price', amount: amount(minor) });
  }
  const rounded = roundPrice(minor, rule.rounding, shop, Math.max(cost, minimum));
  if (rounded !== minor) steps.push({ kind: 'rounded', rounding: rule.rounding, amount: amount(rounded) }); // prettier-ignore
  return rounded;

  function baseMinor(): number | undefined {
    if (rule.kind === 'markup') {
      const made = wholesaleMinor + shareOfMinor(wholesaleMinor, rule.basisPoints);
      steps.push({ kind: 'markup', basisPoints: rule.basisPoints, amount: amount(made) });
      return made;
    }
    if (rule.kind === 'amount') {
      const made = wholesaleMinor + rule.amountMinor;
      steps.push({ kind: 'amount-over', plus: amount(rule.amountMinor), amount: amount(made) });
      return made;
    }
    const listed = at(facts.listMinor, 'list-price', chain);
    if (!listed) return undefined;
    steps.push({ kind: 'as-list-price', amount: amount(listed) });
    return listed;
  }
}

function comparedMinor(
  { home, shop, rateOf }: PriceTerms,
  { compareAt }: RetailRule,
  { compareAtMinor, listMinor }: PriceFacts,
): number | undefined {
  const minor = { none: null, list: listMinor, catalogue: compareAtMinor }[compareAt];
  if (!minor) return undefined;
  const aside: Chain = { steps: [], isStale: false, lacksRate: false };
  return exchange('list-price', money(minor, currencyCode(home)), shop, rateOf, aside);
}
