/**
 * Division: how the showable units of one variant are shared among the stores that list it. It is a fixed order in which
 * the connections are given the units one by one: first the minimums of their contracts, then a cycle that repeats, in
 * which each has as many places as it weighs. The share of a connection is the number of its places among the first
 * so many as there are units.
 *
 * What follows from that alone:
 * - Σ shares = showable units, always: each place belongs to one connection. It is one row, so it cannot be read half.
 * - One unit more or less changes exactly one share, by one (the method is house-monotone; the largest remainder is
 *   not: under it a store can lose a unit because one has come, the Alabama paradox). Of a store's own sale at most two
 *   listings have to be written: the seller's, which has fallen by itself, and the one that gives way to it.
 * - A change of stock costs no new division, only a count in a short array: an offer stays one look-up by keys.
 *
 * The cycle is the sequence of Sainte-Laguë (A. Sainte-Laguë 1910; Balinski & Young, Fair Representation, 1982): the next
 * unit goes to the largest weight ÷ (2 × units + 1). Its first `Σ weights` places hold each connection exactly as often as
 * it weighs, so it may repeat. Equal claims are decided by a hash of variant and connection: the last unit of different
 * variants falls to different stores, and of one variant always to the same.
 *
 * What stores were *told* keeps Σ ≤ showable too, though shares move between stores: nobody is told more than what all
 * others leave by what they were told or are being told (`units_untold`), looked up under the lock of the division.
 * Demarcation (Barbará & Garcia-Molina, VLDB Journal 3, 1994): units go from one store to another by way of nobody. A sale
 * lowers what its store shows and what is free alike, also before its order comes. What can exceed it is a figure
 * that falls by itself: for that there are safety stock and buffers.
 *
 * Weights follow demand in steps of 1, 2, 4, 8 times the connection's own (`demand_factor`), with a dead band, so that
 * shares do not swing. The SQL functions `divide_stock` and `divided_units` say the same as this file.
 */
export type Claim = {
  /** The connection's share number. */
  readonly number: number;
  /** Places in the cycle; at least 1. */
  readonly weight: number;
  /** Units that it is given before the cycle begins. */
  readonly minimum: number;
  /** Decides between equal claims; stable for variant and connection. */
  readonly tie: number;
};

export type Division = { readonly first: readonly number[]; readonly cycle: readonly number[] };

export function divide(claims: readonly Claim[]): Division {
  const alike = claims.every(({ weight }) => weight === claims[0]?.weight);
  const turns = claims.flatMap((claim) =>
    Array.from({ length: alike ? 1 : claim.weight }, (_, turn) => ({
      ...claim,
      at: (2 * turn + 1) / (alike ? 1 : claim.weight),
    })),
  );
  const minimums = claims.flatMap((claim) =>
    Array.from({ length: claim.minimum }, (_, turn) => ({ ...claim, at: turn })),
  );
  return { first: inOrder(minimums), cycle: inOrder(turns) };
}

function inOrder(places: readonly (Claim & { readonly at: number })[]): number[] {
  return places
    .toSorted((a, b) => a.at - b.at || a.tie - b.tie || a.number - b.number)
    .map(({ number }) => number);
}

/** How many of so many units are a connection's; 0 for one that does not take part. */
export function dividedUnits(units: number, { first, cycle }: Division, number: number): number {
  const count = (places: readonly number[]) => places.filter((each) => each === number).length;
  const rest = Math.max(0, units - first.length);
  if (cycle.length === 0) return 0;
  return (
    count(first.slice(0, Math.max(0, units))) +
    Math.floor(rest / cycle.length) * count(cycle) +
    count(cycle.slice(0, rest % cycle.length))
  );
}
