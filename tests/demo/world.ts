/** World: what the steps of the demo share: the running stack, a runtime to act as the distributor, and what was made. */
import { setTimeout as delay } from 'node:timers/promises';
import type { FlowContext } from '../../app/flows/flow-context.ts';
import type { Stack } from '../sandbox/stack.ts';

export type DemoStore = {
  readonly shop: string;
  readonly name: string;
  readonly storeId: string;
  readonly connectionId: string;
};

export type DemoSupplier = { readonly code: string; readonly name: string; readonly id: string };

export type CatalogueCounts = {
  readonly rows: number;
  readonly products: number;
  readonly variants: number;
  readonly created: number;
  readonly updated: number;
  readonly warned: number;
  readonly refused: number;
};

export type World = {
  readonly stack: Stack;
  readonly context: FlowContext;
  /** The product CSV to walk the road with. */
  readonly file: string;
  distributorId: string;
  priceListId: string;
  north: DemoSupplier;
  south: DemoSupplier;
  stores: DemoStore[];
  catalogue: CatalogueCounts;
};

/** A step does one thing and checks it for real; it returns what it found, in one line for a person. */
export type Step = { readonly name: string; readonly run: (world: World) => Promise<string> };

/** Thrown by a step whose check did not hold. */
export class CheckFailed extends Error {}

export function check(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new CheckFailed(otherwise);
}

const LOOK_EVERY_MS = 25;

/** Looks again and again until something is there; what is not there in time fails the step. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false>,
  withinMs = 60_000,
): Promise<Value> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    check(performance.now() < deadline, `After ${withinMs / 1000} s still not: ${what}`);
    await delay(LOOK_EVERY_MS);
  }
}
