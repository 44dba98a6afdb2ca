import { Badge, BlockStack, Button, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { MoneyIcon } from '@shopify/polaris-icons';
import { useFetcher, useSearchParams } from '@remix-run/react';
import { currencyCode, formatDecimal, money } from '../../platform/money.ts';
import type { ActionAnswer } from '../action-answer.tsx';
import { EmptyList } from '../empty-list.tsx';
import { TextInput } from '../form-fields.tsx';
import { ListFilters } from '../list-filters.tsx';
import { useLocale } from '../locale.ts';
import { formatMoney, MoneyText } from '../money-text.tsx';
import { PagedTable } from '../paged-table.tsx';
import { PriceWhy } from '../price-why.tsx';
import './hub.css';

type PriceRow = {
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: readonly string[];
  readonly sku: string | null;
  readonly listPriceMinor: number | null;
  readonly entryMinor: number | null;
  readonly wholesaleMinor: number | null;
  readonly promotionOff: number;
  readonly leastCostMinor: number | null;
  readonly isUnderFloor: boolean;
  readonly tiers: number;
};

type PriceTableProps = {
  readonly rows: readonly PriceRow[];
  readonly next: string | undefined;
  readonly list: {
    readonly id: string;
    readonly currency: string;
    readonly hubCurrency: string;
  };
};

const VIEWS = [
  { value: '', label: 'All variants' },
  { value: 'fixed', label: 'With a fixed price' },
  { value: 'none', label: 'Without a price' },
  { value: 'under', label: 'Under the floor' },
] as const;

/** Every variant with what it costs by this list; a fixed price is set in its row. */
export function PriceTable({ rows, next, list }: PriceTableProps) {
  const [params] = useSearchParams();
  const { currency, hubCurrency } = list;
  const locale = useLocale();
  const amount = (minor: number | null, of = currency) =>
    minor === null ? null : { minor, currency: of };
  return (
    <Card padding="0">
      <ListFilters views={VIEWS} search="Search by title or SKU" />
      <PagedTable
        rows={rows}
        rowKey={({ variantId }) => variantId}
        noun={{ singular: 'variant', plural: 'variants' }}
        next={next}
        columns={[
          {
            title: 'Variant',
            cell: ({ productId, title, optionValues, sku }) => (
              <div className="wrap-cell">
                <BlockStack>
                  <Link url={`/hub/catalogue/${productId}`} dataPrimaryLink removeUnderline>
                    {title}
                  </Link>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {[sku, ...optionValues.filter((value) => value !== 'Default Title')]
                      .filter(Boolean)
                      .join(' · ')}
                  </Text>
                </BlockStack>
              </div>
            ),
          },
          {
            title: 'List price',
            align: 'end',
            cell: ({ listPriceMinor }) => (
              <MoneyText amount={amount(listPriceMinor, hubCurrency)} />
            ),
          },
          {
            title: 'Least cost',
            align: 'end',
            cell: ({ leastCostMinor }) => <MoneyText amount={amount(leastCostMinor)} />,
          },
          {
            title: 'Wholesale',
            align: 'end',
            cell: (row) => (
              <InlineStack gap="100" align="end" blockAlign="center" wrap={false}>
                {row.isUnderFloor ? <Badge tone="critical">Under the floor</Badge> : null}
                {row.promotionOff > 0 ? <Badge tone="success">Promotion</Badge> : null}
                {row.tiers > 0 ? <Badge>Tiers</Badge> : null}
                <PriceWhy
                  of={`the wholesale price of ${row.title}`}
                  from={`/hub/price-why?priceListId=${list.id}&variantId=${row.variantId}`}
                >
                  {row.wholesaleMinor === null
                    ? 'No price'
                    : formatMoney({ minor: row.wholesaleMinor, currency }, locale)}
                </PriceWhy>
              </InlineStack>
            ),
          },
          {
            title: 'Fixed price',
            cell: (row) => (
              <FixedPrice
                key={`${row.variantId}-${row.entryMinor}`}
                row={row}
                currency={currency}
              />
            ),
          },
        ]}
        empty={
          <EmptyList
            icon={MoneyIcon}
            heading={params.has('q') || params.has('view') ? 'Nothing matches' : 'No variants yet'}
          >
            {params.has('q') || params.has('view')
              ? 'Choose another view, or search for part of the title or SKU.'
              : 'Import your catalogue first; its variants then appear here with their prices.'}
          </EmptyList>
        }
      />
    </Card>
  );
}

function FixedPrice({ row, currency }: { readonly row: PriceRow; readonly currency: string }) {
  const fetcher = useFetcher<ActionAnswer>();
  const { variantId, entryMinor, title } = row;
  const refused = fetcher.data && !fetcher.data.ok ? fetcher.data.message : undefined;
  const initial =
    entryMinor === null ? '' : formatDecimal(money(entryMinor, currencyCode(currency)));
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="price" />
      <input type="hidden" name="variantId" value={variantId} />
      <InlineStack gap="100" wrap={false} blockAlign="start">
        <div style={{ inlineSize: '7rem' }}>
          <TextInput
            name="price"
            label={`Fixed price of ${title}`}
            labelHidden
            size="slim"
            initial={initial}
            placeholder="None"
            {...(refused ? { error: refused } : {})}
          />
        </div>
        <Button
          submit
          size="slim"
          loading={fetcher.state !== 'idle'}
          accessibilityLabel={`Set the fixed price of ${title}`}
        >
          Set
        </Button>
      </InlineStack>
    </fetcher.Form>
  );
}
