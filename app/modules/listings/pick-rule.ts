/**
 * Pick rule: a retailer's standing wish that what its range has of a brand, a type or a tag is put into its shop without
 * asking each time. As in an assortment, a list is alternatives and an empty one does not restrict.
 */
import { z } from 'zod';
import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';

export type PickRuleId = Id<'PickRule'>;

const names = z.array(z.string().trim().min(1).max(255)).max(100);
export const PickWish = z
  .object({ vendors: names, productTypes: names, tags: names, onlyNew: z.boolean() })
  .refine(({ vendors, productTypes, tags }) => [...vendors, ...productTypes, ...tags].length > 0, {
    message: 'Name at least one brand, type or tag.',
  });
export type PickWish = z.infer<typeof PickWish>;

export type PickRule = {
  readonly id: PickRuleId;
  readonly vendors: readonly string[];
  readonly productTypes: readonly string[];
  readonly tags: readonly string[];
  /** Only products that came into the catalogue after this; null: all of them. */
  readonly newerThan: Instant | null;
  /** How many products it has put into the shop. */
  readonly picked: number;
};

export type PickRuleKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly connectionId: Id<'Connection'>;
  readonly ruleId: PickRuleId;
};
