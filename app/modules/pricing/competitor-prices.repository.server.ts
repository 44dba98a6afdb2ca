import type { PricingContext } from './price-list.ts';

export type ObservedPrice = {
  readonly variant_id: string;
  readonly competitor: string;
  /** ISO date. */
  readonly observed_on: string;
  readonly price_minor: number;
  readonly currency: string;
};

/** Keeps what competitors ask; seen again on the same day it replaces what was seen before. One statement. */
export async function saveCompetitorPrices(
  { tx, clock }: PricingContext,
  distributorId: string,
  prices: readonly ObservedPrice[],
  source: 'file' | 'api',
): Promise<void> {
  await tx.$executeRaw`
    insert into competitor_price (distributor_id, variant_id, competitor, observed_on, price_minor, currency, source, recorded_at)
    select v.distributor_id, v.id, g.competitor, g.observed_on, g.price_minor, g.currency, ${source}, ${clock.now()}
    from jsonb_to_recordset(${JSON.stringify(prices)}::jsonb)
      as g(variant_id uuid, competitor text, observed_on date, price_minor bigint, currency text)
    join variant v on v.distributor_id = ${distributorId}::uuid and v.id = g.variant_id
    order by v.id, g.competitor, g.observed_on
    on conflict (distributor_id, variant_id, competitor, observed_on) do update set price_minor = excluded.price_minor,
      currency = excluded.currency, source = excluded.source, recorded_at = excluded.recorded_at`;
}
