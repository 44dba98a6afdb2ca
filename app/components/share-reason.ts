/** Why a store is shown the quantity that it is shown, in sentences: for the distributor and for the retailer itself. */
export type ShareFacts = {
  readonly share: number;
  readonly quantity: number;
  readonly cap: number | null;
  readonly buffer: number;
  readonly ownBuffer: number;
  readonly places: number;
  readonly allPlaces: number;
  readonly minimum: number;
  readonly weight: number;
  readonly demandFactor: number;
  readonly unitsPerDay: number;
  readonly exposureSeconds: number | null;
  readonly fallShare: number | null;
  readonly waits: boolean;
  readonly withheld: string | null;
};

/** Whether there is more to say than that the store is shown what there is. */
export function isShareLimited({
  places,
  allPlaces,
  buffer,
  waits,
  withheld,
}: ShareFacts): boolean {
  return withheld === null && (places < allPlaces || buffer > 0 || waits);
}

/** The chain of rules that made the quantity, one sentence each. */
export function shareReasons(facts: ShareFacts): string[] {
  if (facts.withheld !== null) return ['Nothing is offered to this store now.'];
  return [
    divided(facts),
    ...(facts.demandFactor > 1
      ? [`Counted ${facts.demandFactor}-fold because this store sells it faster than the others.`]
      : []),
    ...(facts.minimum > 0 ? [`The terms give ${units(facts.minimum)} before all others.`] : []),
    ...buffered(facts),
    ...(facts.cap !== null && facts.share - facts.buffer > facts.cap
      ? [`The terms show ${units(facts.cap)} at most.`]
      : []),
    ...(facts.waits ? ['More comes as soon as other stores have been told less.'] : []),
  ];
}

function divided({ share, places, allPlaces }: ShareFacts): string {
  if (allPlaces === 0 || places === allPlaces) return `No other store lists it: ${units(share)}.`;
  const percent = Math.round((100 * places) / allPlaces);
  return `The share is ${units(share)}: ${places} of ${allPlaces} parts (${percent} %) among the stores that list it.`;
}

function buffered(facts: ShareFacts): string[] {
  const { buffer, ownBuffer, exposureSeconds, fallShare, unitsPerDay } = facts;
  if (buffer === 0) return [];
  if (exposureSeconds === null || fallShare === null || buffer === ownBuffer) {
    return [`${units(buffer)} kept back by the terms.`];
  }
  const minutes = Math.max(1, Math.round(exposureSeconds / 60));
  return [
    `${units(buffer)} kept back: this store sells ${unitsPerDay.toFixed(1)} a day, a change takes up to ${minutes} min to reach it, and ${(100 * fallShare).toFixed(1)} % of the supplier’s figures fell by themselves.`,
  ];
}

const units = (count: number): string => `${count} ${count === 1 ? 'unit' : 'units'}`;
