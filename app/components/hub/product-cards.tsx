import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { formatMoney, MoneyText } from '../money-text.tsx';
import { useLocale } from '../locale.ts';
import { NumberText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { PlainTable } from './plain-table.tsx';

export type ShownVariant = {
  readonly id: string;
  readonly optionValues: readonly string[];
  readonly sku: string | null;
  readonly gtin: string | null;
  readonly weightGrams: number;
  readonly active: boolean;
  readonly listPriceMinor: number | null;
};

type Supply = {
  readonly variantId: string;
  readonly supplierId: string;
  readonly supplier: string;
  readonly tier: string;
  readonly supplierStatus: string;
  readonly supplierSku: string;
  readonly costMinor: number;
  readonly currency: string;
  readonly leadTimeDays: number | null;
  readonly location: string | null;
  readonly onHand: number | null;
  readonly reserved: number | null;
  readonly counted: number | null;
  readonly asOf: string | null;
  readonly confirmedAt: string | null;
};

type Price = {
  readonly variantId: string;
  readonly priceListId: string;
  readonly priceList: string;
  readonly kind: string;
  readonly percentOffBasisPoints: number;
  readonly currency: string;
  readonly entryMinor: number | null;
  readonly wholesaleMinor: number | null;
  readonly marginFloorBasisPoints: number;
  readonly leastCostMinor: number | null;
};

export function TableCard(props: {
  readonly title: string;
  readonly empty: string;
  readonly isEmpty: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {props.title}
        </Text>
        {props.isEmpty ? (
          <Text as="p" tone="subdued">
            {props.empty}
          </Text>
        ) : (
          props.children
        )}
      </BlockStack>
    </Card>
  );
}

export function variantName({ optionValues, sku }: Pick<ShownVariant, 'optionValues' | 'sku'>) {
  const options = optionValues.filter((value) => value !== 'Default Title').join(' / ');
  return options || (sku ?? 'The product itself');
}

export function VariantsCard(props: {
  readonly variants: readonly ShownVariant[];
  readonly optionNames: readonly string[];
  readonly currency: string;
}) {
  const { variants, optionNames, currency } = props;
  const named = optionNames.filter((name) => name !== 'Title').join(' / ');
  return (
    <TableCard
      title="Variants"
      empty="The product has no variants."
      isEmpty={variants.length === 0}
    >
      <PlainTable
        label="Variants"
        rows={variants}
        rowKey={({ id }) => id}
        columns={[
          {
            title: named || 'Variant',
            cell: (variant) => (
              <InlineStack gap="200">
                <span>{variantName(variant)}</span>
                {variant.active ? null : <Badge>Withdrawn</Badge>}
              </InlineStack>
            ),
          },
          { title: 'SKU', cell: ({ sku }) => sku ?? '—' },
          { title: 'GTIN', cell: ({ gtin }) => gtin ?? '—' },
          { title: 'Weight', end: true, cell: ({ weightGrams }) => `${weightGrams} g` },
          {
            title: 'List price',
            end: true,
            cell: ({ listPriceMinor: minor }) => (
              <MoneyText amount={minor === null ? null : { minor, currency }} />
            ),
          },
        ]}
      />
    </TableCard>
  );
}

export function SuppliesCard(props: {
  readonly variants: readonly ShownVariant[];
  readonly supplies: readonly Supply[];
}) {
  const names = namesOf(props.variants);
  return (
    <TableCard
      title="Who supplies it"
      empty="No supplier supplies it, so stores show none. Import a supplier’s list, or its stock file."
      isEmpty={props.supplies.length === 0}
    >
      <PlainTable
        label="Supplies and stock"
        rows={props.supplies}
        rowKey={({ variantId, supplierId, location }) =>
          `${variantId}-${supplierId}-${location ?? ''}`
        }
        columns={[
          { title: 'Variant', cell: ({ variantId }) => names.get(variantId) },
          {
            title: 'Supplier',
            cell: ({ supplierId, supplier, location, tier }) => (
              <BlockStack>
                <Link url={`/hub/suppliers/${supplierId}`} removeUnderline>
                  {supplier}
                </Link>
                <Text as="span" tone="subdued" variant="bodySm">
                  {[location, tier].filter(Boolean).join(' · ')}
                </Text>
              </BlockStack>
            ),
          },
          { title: 'Their SKU', cell: ({ supplierSku }) => supplierSku },
          {
            title: 'Cost',
            end: true,
            cell: ({ costMinor: minor, currency }) => <MoneyText amount={{ minor, currency }} />,
          },
          { title: 'On hand', end: true, cell: ({ onHand }) => <NumberText value={onHand} /> },
          { title: 'Reserved', end: true, cell: ({ reserved }) => <NumberText value={reserved} /> },
          { title: 'Counts for', end: true, cell: ({ counted }) => <NumberText value={counted} /> },
          {
            title: 'Confirmed',
            cell: ({ confirmedAt }) => <RelativeTime at={confirmedAt} none="never" />,
          },
        ]}
      />
    </TableCard>
  );
}

/** Each list's price with the arithmetic that made it. */
export function PricesCard(props: {
  readonly variants: readonly ShownVariant[];
  readonly prices: readonly Price[];
  readonly hubCurrency: string;
}) {
  const names = namesOf(props.variants);
  const lists = new Map(props.variants.map(({ id, listPriceMinor }) => [id, listPriceMinor]));
  return (
    <TableCard
      title="What retailers pay"
      empty="There is no price list yet. Retailers see no prices without one."
      isEmpty={props.prices.length === 0}
    >
      <PlainTable
        label="Prices by list"
        rows={props.prices}
        rowKey={({ variantId, priceListId }) => `${variantId}-${priceListId}`}
        columns={[
          { title: 'Variant', cell: ({ variantId }) => names.get(variantId) },
          {
            title: 'Price list',
            cell: ({ priceListId, priceList }) => (
              <Link url={`/hub/price-lists/${priceListId}`} removeUnderline>
                {priceList}
              </Link>
            ),
          },
          {
            title: 'Wholesale',
            end: true,
            cell: ({ wholesaleMinor: minor, currency }) => (
              <MoneyText amount={minor === null ? null : { minor, currency }} none="No price" />
            ),
          },
          {
            title: 'Why',
            cell: (price) => (
              <PriceReason
                price={price}
                listMinor={lists.get(price.variantId) ?? null}
                hubCurrency={props.hubCurrency}
              />
            ),
          },
          { title: 'Margin', end: true, cell: (price) => <Margin price={price} /> },
        ]}
      />
    </TableCard>
  );
}

function PriceReason(props: {
  readonly price: Price;
  readonly listMinor: number | null;
  readonly hubCurrency: string;
}) {
  const locale = useLocale();
  const { price, listMinor, hubCurrency } = props;
  if (price.entryMinor !== null) return 'Fixed on the list for this variant';
  if (price.kind === 'fixed') return 'The list has no fixed price for it';
  if (!listMinor) return 'The catalogue has no list price to take a share of';
  const off = price.percentOffBasisPoints / 100;
  return (
    <span suppressHydrationWarning>
      {formatMoney({ minor: listMinor, currency: hubCurrency }, locale)} list price less {off} %
    </span>
  );
}

function Margin({ price }: { readonly price: Price }) {
  const { wholesaleMinor, leastCostMinor, marginFloorBasisPoints } = price;
  if (!wholesaleMinor || leastCostMinor === null) return '—';
  const share = (wholesaleMinor - leastCostMinor) / wholesaleMinor;
  const text = `${(share * 100).toFixed(1)} %`;
  return share * 10_000 < marginFloorBasisPoints ? (
    <Badge tone="critical">{`${text}: under the floor`}</Badge>
  ) : (
    text
  );
}

export function namesOf(variants: readonly ShownVariant[]): ReadonlyMap<string, string> {
  return new Map(variants.map((variant) => [variant.id, variantName(variant)]));
}
