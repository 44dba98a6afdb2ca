import type { Id } from '../../platform/ids.ts';
import { currencyCode, money } from '../../platform/money.ts';
import type { CurrencyCode, Money } from '../../platform/money.ts';
import type { PricingContext } from './price-list.ts';

/** One rule of the chain that made a price, with what it started from and what it made of it. */
export type PriceStep =
  | { readonly kind: 'list-price'; readonly amount: Money | undefined }
  | { readonly kind: 'fixed-entry'; readonly list: string; readonly amount: Money }
  | {
      readonly kind: 'percent-off';
      readonly list: string;
      readonly basisPoints: number;
      readonly amount: Money;
    }
  | { readonly kind: 'markup'; readonly basisPoints: number; readonly amount: Money }
  | { readonly kind: 'as-list-price'; readonly amount: Money }
  | { readonly kind: 'not-under-wholesale'; readonly amount: Money }
  | { readonly kind: 'rounded-up'; readonly ending: string; readonly amount: Money };

export type PriceExplanation = {
  readonly wholesale: Money | undefined;
  readonly retail: Money | undefined;
  /** In the order in which they applied; the last one's amount is the retail price. */
  readonly steps: readonly PriceStep[];
};

type Row = {
  readonly currency: string;
  readonly list: string;
  readonly listMinor: number | null;
  readonly entryMinor: number | null;
  readonly percentOff: number;
  readonly wholesaleMinor: number | null;
  readonly ruleKind: 'markup' | 'list';
  readonly ruleBasisPoints: number;
  readonly rounding: string;
  readonly ruledMinor: number | null;
  readonly retailMinor: number | null;
};

/**
 * Why a variant has its price for one connection: the chain of rules, from the same functions that make it. Undefined
 * when the connection has no price list or the variant is not the distributor's. Amounts in the list's currency.
 */
export async function explainPrice(
  { tx }: Pick<PricingContext, 'tx'>,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly connectionId: Id<'Connection'>;
    readonly variantId: Id<'Variant'>;
  },
): Promise<PriceExplanation | undefined> {
  const rows = await tx.$queryRaw<Row[]>`
    select x.*, retail_price(x.rule, x."wholesaleMinor"::bigint, x."listMinor"::bigint, x.currency)::float8 as "retailMinor",
      retail_price(x.rule || '{"rounding": "none"}', x."wholesaleMinor"::bigint, x."listMinor"::bigint, x.currency)::float8 as "ruledMinor"
    from (
      select list.currency, list.name as list, v.list_price_minor::float8 as "listMinor", entry.wholesale_minor::float8 as "entryMinor",
        list.percent_off_basis_points as "percentOff", c.retail_rule as rule, c.retail_rule ->> 'kind' as "ruleKind",
        (c.retail_rule ->> 'basisPoints')::integer as "ruleBasisPoints", c.retail_rule ->> 'rounding' as rounding,
        wholesale_price(list.kind, list.percent_off_basis_points, entry.wholesale_minor, v.list_price_minor)::float8 as "wholesaleMinor"
      from connection c
      join price_list list on list.distributor_id = c.distributor_id and list.id = c.price_list_id
      join variant v on v.distributor_id = c.distributor_id and v.id = ${input.variantId}::uuid
      left join price_list_entry entry on entry.distributor_id = list.distributor_id
        and entry.price_list_id = list.id and entry.variant_id = v.id
      where c.distributor_id = ${input.distributorId}::uuid and c.id = ${input.connectionId}::uuid
    ) x`;
  const [row] = rows;
  return row && explain(row);
}

function explain(row: Row): PriceExplanation {
  const currency = currencyCode(row.currency);
  const amount = (minor: number | null) => (minor === null ? undefined : money(minor, currency));
  return {
    wholesale: amount(row.wholesaleMinor),
    retail: amount(row.retailMinor),
    steps: [
      { kind: 'list-price', amount: amount(row.listMinor) },
      ...wholesaleSteps(row, currency),
      ...retailSteps(row, currency),
    ],
  };
}

function wholesaleSteps(row: Row, currency: CurrencyCode): readonly PriceStep[] {
  if (row.wholesaleMinor === null) return [];
  const step = { list: row.list, amount: money(row.wholesaleMinor, currency) };
  if (row.entryMinor !== null) return [{ kind: 'fixed-entry', ...step }];
  return [{ kind: 'percent-off', basisPoints: row.percentOff, ...step }];
}

function retailSteps(row: Row, currency: CurrencyCode): readonly PriceStep[] {
  const { wholesaleMinor, ruledMinor, retailMinor, ruleKind, ruleBasisPoints, rounding } = row;
  if (wholesaleMinor === null || ruledMinor === null || retailMinor === null) return [];
  const ruled = money(ruledMinor, currency);
  const steps: PriceStep[] = [];
  if (ruleKind === 'markup') {
    steps.push({ kind: 'markup', basisPoints: ruleBasisPoints, amount: ruled });
  } else if (row.listMinor && row.listMinor >= wholesaleMinor) {
    steps.push({ kind: 'as-list-price', amount: ruled });
  } else {
    steps.push({ kind: 'not-under-wholesale', amount: ruled });
  }
  if (retailMinor === ruledMinor) return steps;
  return [...steps, { kind: 'rounded-up', ending: rounding, amount: money(retailMinor, currency) }];
}
