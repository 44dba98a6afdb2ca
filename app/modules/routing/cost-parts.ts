/** Cost parts: the expected landed cost of a plan, taken apart. Minor units of the rules' currency. */
export type CostParts = {
  readonly goods: number;
  readonly parcels: number;
  readonly handling: number;
  readonly split: number;
  readonly lateness: number;
  readonly risk: number;
  readonly tier: number;
};

export const NO_COST: CostParts = {
  goods: 0,
  parcels: 0,
  handling: 0,
  split: 0,
  lateness: 0,
  risk: 0,
  tier: 0,
};

export function addCosts(a: CostParts, b: CostParts): CostParts {
  return {
    goods: a.goods + b.goods,
    parcels: a.parcels + b.parcels,
    handling: a.handling + b.handling,
    split: a.split + b.split,
    lateness: a.lateness + b.lateness,
    risk: a.risk + b.risk,
    tier: a.tier + b.tier,
  };
}

export function totalCost(costs: CostParts): number {
  return (
    costs.goods +
    costs.parcels +
    costs.handling +
    costs.split +
    costs.lateness +
    costs.risk +
    costs.tier
  );
}
