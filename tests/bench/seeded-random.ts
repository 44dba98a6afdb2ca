/** Seeded random: the same numbers on every machine for the same seed (mulberry32, T. Ettinger, public domain). */
export type SeededRandom = {
  /** A fraction in [0, 1). */
  next(): number;
  /** A whole number from least to most, both included. */
  whole(least: number, most: number): number;
  chance(probability: number): boolean;
};

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
  };
}
