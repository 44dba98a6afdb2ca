import { Link } from '@shopify/polaris';
import { useLocale } from '../locale.ts';
import { formatMoney } from '../money-text.tsx';
import { NumberText } from '../number-text.tsx';
import { PriceWhy } from '../price-why.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { PlainTable } from './plain-table.tsx';
import { namesOf, TableCard } from './product-cards.tsx';
import type { ShownVariant } from './product-cards.tsx';

type Listing = {
  readonly connectionId: string;
  readonly store: string;
  readonly variantId: string;
  readonly status: string;
  readonly toldQuantity: number | null;
  readonly toldPriceMinor: number | null;
  readonly currency: string;
  readonly toldAt: string | null;
  readonly failure: string | null;
};

/** Which stores list the product, and what each was last told of every variant. */
export function ListingsCard(props: {
  readonly variants: readonly ShownVariant[];
  readonly listings: readonly Listing[];
}) {
  const locale = useLocale();
  const names = namesOf(props.variants);
  return (
    <TableCard
      title="In stores"
      empty="No store has picked it yet."
      isEmpty={props.listings.length === 0}
    >
      <PlainTable
        label="Listings in stores"
        rows={props.listings}
        rowKey={({ variantId, connectionId }) => `${variantId}-${connectionId}`}
        columns={[
          {
            title: 'Store',
            cell: ({ connectionId, store }) => (
              <Link url={`/hub/retailers/${connectionId}`} removeUnderline>
                {store}
              </Link>
            ),
          },
          { title: 'Variant', cell: ({ variantId }) => names.get(variantId) },
          { title: 'State', cell: ({ status }) => <StatusBadge of="listing" status={status} /> },
          {
            title: 'Shows',
            end: true,
            cell: ({ toldQuantity }) => <NumberText value={toldQuantity} />,
          },
          {
            title: 'At',
            end: true,
            cell: ({ toldPriceMinor: minor, currency, connectionId, variantId, store }) => (
              <PriceWhy
                of={`the price of ${names.get(variantId) ?? ''} at ${store}`}
                from={`/hub/price-why?connectionId=${connectionId}&variantId=${variantId}`}
              >
                {minor === null ? '—' : formatMoney({ minor, currency }, locale)}
              </PriceWhy>
            ),
          },
          { title: 'Told', cell: ({ toldAt }) => <RelativeTime at={toldAt} /> },
        ]}
      />
    </TableCard>
  );
}
