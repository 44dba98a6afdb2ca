/**
 * Operation: one GraphQL document of the Admin API with the schema of its answer. All documents are checked
 * against the official schema by tests/unit/shopify/shopify-operations.test.ts.
 */
import type { z } from 'zod';
import type { RateLane } from '../../../modules/stores/store-rate.ts';

export type ShopifyOperation<Answer> = {
  /** The operation's name in its document. */
  readonly name: string;
  readonly document: string;
  /** Everything that is read of the answer; nothing raw passes. */
  readonly answer: z.ZodType<Answer>;
  readonly lane: RateLane;
  readonly points: CostGuess;
};

/**
 * First guess of the requested cost in query points, not too low; the client then learns the real one. `size` counts
 * the entries of all lists among the variables, and the sizes of pages asked for.
 */
export type CostGuess = number | ((size: number) => number);

export function defineOperation<Answer>(settings: {
  readonly document: string;
  readonly answer: z.ZodType<Answer>;
  readonly lane: RateLane;
  readonly points: CostGuess;
}): ShopifyOperation<Answer> {
  const name = /(?:query|mutation)\s+(\w+)/.exec(settings.document)?.[1];
  if (!name) throw new Error('An operation needs a name');
  return { ...settings, name };
}
