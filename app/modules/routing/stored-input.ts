/** Stored input: what a plan was made from, as it lies in the database: moments as text. */
import type { RoutingInput } from './routing-input.ts';

export type StoredInput = Omit<RoutingInput, 'now' | 'promisedBy'> & {
  readonly now: string;
  readonly promisedBy?: string;
};

/** The input as planning and explaining take it. */
export function fromStored({ now, promisedBy, ...input }: StoredInput): RoutingInput {
  const promised = promisedBy === undefined ? {} : { promisedBy: new Date(promisedBy) };
  return { ...input, now: new Date(now), ...promised };
}
