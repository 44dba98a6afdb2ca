import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';
import { currencyCode, money } from '../../platform/money.ts';
import type { Money } from '../../platform/money.ts';
import type { Offer, OffersContext, WithheldReason } from './offer.ts';

type Row = {
  readonly variantId: Id<'Variant'>;
  readonly productId: Id<'Product'>;
  readonly withheld: WithheldReason | null;
  readonly quantity: number;
  readonly allocatable: number;
  readonly wholesaleMinor: number | null;
  readonly retailMinor: number | null;
  readonly compareAtMinor: number | null;
  readonly currency: string;
  readonly confirmedAt: Instant | null;
  readonly isNewcomer: boolean;
  readonly owedMinor: number | null;
  readonly owedCurrency: string | null;
};

/**
 * The offers of a connection for some variants, as they are now, withheld ones included with their reason; a
 * variant of another distributor has none. Keyed look-ups: about as fast as the number of variants is small.
 */
export async function readOffers(
  { tx, clock }: OffersContext,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly connectionId: Id<'Connection'>;
    readonly variantIds: readonly Id<'Variant'>[];
  },
): Promise<readonly Offer[]> {
  if (input.variantIds.length === 0) return [];
  const rows = await tx.$queryRaw<Row[]>`
    /* planned once */ select variant_id as "variantId", product_id as "productId", withheld, quantity, allocatable,
      wholesale_minor::float8 as "wholesaleMinor", retail_minor::float8 as "retailMinor",
      compare_at_minor::float8 as "compareAtMinor", currency, confirmed_at as "confirmedAt",
      is_newcomer as "isNewcomer", owed_minor::float8 as "owedMinor", owed_currency as "owedCurrency"
    from offers_for(${input.distributorId}::uuid, ${input.connectionId}::uuid, ${[...input.variantIds]}::uuid[],
      ${clock.now().toISOString()}::timestamptz)
    order by variant_id`;
  return rows.map(toOffer);
}

function toOffer(row: Row): Offer {
  const currency = currencyCode(row.currency);
  const price = (minor: number | null): Money | undefined =>
    minor === null ? undefined : money(minor, currency);
  return {
    variantId: row.variantId,
    productId: row.productId,
    quantity: row.quantity,
    allocatable: row.allocatable,
    currency,
    wholesale: price(row.wholesaleMinor),
    owed:
      row.owedMinor === null || row.owedCurrency === null
        ? undefined
        : money(row.owedMinor, currencyCode(row.owedCurrency)),
    retail: price(row.retailMinor),
    compareAt: price(row.compareAtMinor),
    confirmedAt: row.confirmedAt ?? undefined,
    isNewcomer: row.isNewcomer,
    reason: row.withheld ?? undefined,
  };
}
