/**
 * The routing problem as a mixed-integer programme in CPLEX LP format, for HiGHS to solve to the last unit of
 * money: the yardstick of the search. Prices and who may ship come from `buildProblem` (brute force checks
 * those); what is optimal is HiGHS's own finding.
 */
import { buildProblem, mostUnits } from '../../app/modules/routing/routing-problem.ts';
import type { RoutingProblem } from '../../app/modules/routing/routing-problem.ts';
import type { RoutingInput } from '../../app/modules/routing/routing-input.ts';

type Programme = {
  readonly units: string[];
  readonly cost: string[];
  readonly constraints: string[];
  readonly bounds: string[];
  readonly generals: string[];
  readonly binaries: string[];
};

type SolveLp = (programme: string) => { readonly Status: string; readonly ObjectiveValue: number };

/** The most units any plan places and the least cost of placing so many, by two solves. */
export function solveExactly(
  input: RoutingInput,
  solve: SolveLp,
): { placed: number; costMinor: number } {
  const problem = buildProblem(input);
  const programme = buildProgramme(problem);
  if (programme.units.length === 0) return { placed: 0, costMinor: 0 };
  const units = programme.units.join(' + ');
  const placed = Math.round(optimum(solve(text(programme, 'Maximize', units, []))));
  if (placed === 0) return { placed, costMinor: 0 };
  const all = [`all: ${units} = ${placed}`];
  const cost = optimum(solve(text(programme, 'Minimize', programme.cost.join(' '), all)));
  return { placed, costMinor: Math.round(cost) - problem.splitMinor };
}

function optimum({ Status, ObjectiveValue }: ReturnType<SolveLp>): number {
  if (Status !== 'Optimal') throw new Error(`HiGHS says ${Status}`);
  return ObjectiveValue;
}

function text(
  { constraints, bounds, generals, binaries }: Programme,
  sense: 'Maximize' | 'Minimize',
  objective: string,
  more: readonly string[],
): string {
  return [
    sense,
    ` obj: ${objective}`,
    'Subject To',
    ...[...constraints, ...more].map((line) => ` ${line}`),
    'Bounds',
    ...bounds.map((line) => ` ${line}`),
    'General',
    ` ${generals.join(' ')}`,
    'Binary',
    ` ${binaries.join(' ')}`,
    'End',
  ].join('\n');
}

function buildProgramme(problem: RoutingProblem): Programme {
  const programme: Programme = {
    units: [],
    cost: [],
    constraints: [],
    bounds: [],
    generals: [],
    binaries: [],
  };
  problem.locations.forEach((_, location) => addLocation(programme, problem, location));
  problem.suppliers.forEach((_, supplier) => addSupplier(programme, problem, supplier));
  problem.items.forEach((item, index) => {
    const places = shippers(problem, index).map((location) => x(index, location));
    if (places.length > 0) {
      programme.constraints.push(`wanted${index}: ${places.join(' + ')} <= ${item.quantity}`);
    }
  });
  return programme;
}

const x = (item: number, location: number): string => `x_${item}_${location}`;

function shippers(problem: RoutingProblem, item: number): number[] {
  return problem.locations.map((_, j) => j).filter((j) => mostUnits(problem, item, j) > 0);
}

function itemsOf(problem: RoutingProblem, location: number): number[] {
  return problem.items.map((_, i) => i).filter((i) => mostUnits(problem, i, location) > 0);
}

function addLocation(programme: Programme, problem: RoutingProblem, j: number): void {
  const location = problem.locations[j];
  const items = itemsOf(problem, j);
  if (!location || items.length === 0) return;
  const width = problem.locations.length;
  const late = (item: number): number => problem.lateMinor[item * width + j] ?? 0;
  const lateLevels = [...new Set(items.map(late))];
  const mayBeFree = location.supplier.freeShippingOverMinor !== undefined;
  const choices = (mayBeFree ? ['p', 'f'] : ['p']).flatMap((pay) =>
    lateLevels.flatMap((level) =>
      location.stairs.map((stair, s) => ({
        name: `z_${j}_${s}_${level}_${pay}`,
        pay,
        level,
        stair,
      })),
    ),
  );
  for (const { name, pay, level, stair } of choices) {
    const perParcel = problem.splitMinor + level;
    const price = pay === 'p' ? stair.priceMinor : 0;
    programme.cost.push(`+ ${location.fixedMinor + stair.parcels * perParcel + price} ${name}`);
    programme.binaries.push(name);
    if (pay === 'f')
      programme.constraints.push(`${name}_f: ${name} - f_${location.supplierIndex} <= 0`);
  }
  programme.constraints.push(`one${j}: ${choices.map(({ name }) => name).join(' + ')} <= 1`);
  const load = items.map((i) => `${problem.billedGrams[i * width + j] ?? 0} ${x(i, j)}`);
  const room = choices.map(({ name, stair }) => `- ${stair.upToGrams} ${name}`);
  programme.constraints.push(`weight${j}: ${load.join(' + ')} ${room.join(' ')} <= 0`);
  for (const item of items) {
    const most = mostUnits(problem, item, j);
    const open = choices.filter(({ level }) => level >= late(item));
    const opened = open.map(({ name }) => `- ${most} ${name}`).join(' ');
    programme.constraints.push(`open_${item}_${j}: ${x(item, j)} ${opened} <= 0`);
    programme.units.push(x(item, j));
    programme.cost.push(`+ ${problem.unitCost[item * width + j] ?? 0} ${x(item, j)}`);
    programme.bounds.push(`0 <= ${x(item, j)} <= ${most}`);
    programme.generals.push(x(item, j));
  }
  location.byVariant.forEach((candidate, variant) => {
    const sharing = items.filter((i) => problem.items[i]?.variant === variant);
    if (!candidate || sharing.length < 2) return;
    const sum = sharing.map((i) => x(i, j)).join(' + ');
    programme.constraints.push(`stock_${variant}_${j}: ${sum} <= ${candidate.allocatable}`);
  });
}

function addSupplier(programme: Programme, problem: RoutingProblem, s: number): void {
  const supplier = problem.suppliers[s];
  const width = problem.locations.length;
  const cells = problem.locations
    .map((location, j) => ({ location, j }))
    .filter(({ location }) => location.supplierIndex === s)
    .flatMap(({ j }) => itemsOf(problem, j).map((i) => ({ i, j })));
  if (!supplier || cells.length === 0) return;
  const units = cells.map(({ i, j }) => x(i, j)).join(' + ');
  const goods = cells.map(({ i, j }) => `${problem.unitCost[i * width + j] ?? 0} ${x(i, j)}`);
  const { dailyCapacityLeft, minimumOrderMinor, freeShippingOverMinor } = supplier;
  if (dailyCapacityLeft !== undefined) {
    programme.constraints.push(`capacity${s}: ${units} <= ${dailyCapacityLeft}`);
  }
  if (minimumOrderMinor !== undefined) {
    const most = cells.reduce((sum, { i, j }) => sum + mostUnits(problem, i, j), 0);
    programme.binaries.push(`u_${s}`);
    programme.constraints.push(`used${s}: ${units} - ${most} u_${s} <= 0`);
    programme.constraints.push(
      `minimum${s}: ${goods.join(' + ')} - ${minimumOrderMinor} u_${s} >= 0`,
    );
  }
  if (freeShippingOverMinor !== undefined) {
    programme.binaries.push(`f_${s}`);
    programme.constraints.push(
      `free${s}: ${goods.join(' + ')} - ${freeShippingOverMinor} f_${s} >= 0`,
    );
  }
}
