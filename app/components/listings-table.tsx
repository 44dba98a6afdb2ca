import { BlockStack, Button, IndexTable, InlineStack, useBreakpoints } from '@shopify/polaris';
import { ChevronDownIcon, ChevronRightIcon } from '@shopify/polaris-icons';
import { useSubmit } from '@remix-run/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { NarrowVariant, ToDo, Told, VariantCells } from './listed-variant.tsx';
import type { ListedVariantRow } from './listed-variant.tsx';
import { MoneyText } from './money-text.tsx';
import { CountText, NumberText } from './number-text.tsx';
import { PagedTable } from './paged-table.tsx';
import { ProductTitle } from './product-title.tsx';
import { StatusBadge } from './status-badge.tsx';
import { Freshness } from './stock-text.tsx';
import type { ListedProductShown } from '../views/read-retailer-listings.server.ts';
import type { Loaded } from './loaded.ts';

type ListedProductRow = Loaded<ListedProductShown>;

type ListingsTableProps = {
  readonly products: readonly ListedProductRow[];
  readonly next: string | undefined;
  readonly empty: ReactNode;
};

/** Products of the shop, each to be opened to its variants. */
export function ListingsTable({ products, next, empty }: ListingsTableProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const { smDown } = useBreakpoints();
  const toggle = (id: string) =>
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <PagedTable
      rows={products}
      rowKey={({ productId }) => productId}
      noun={{ singular: 'product', plural: 'products' }}
      next={next}
      empty={empty}
      columns={[
        {
          title: 'Product',
          cell: (row) => (
            <InlineStack gap="200" blockAlign="center" wrap={false}>
              <Button
                variant="tertiary"
                icon={open.has(row.productId) ? ChevronDownIcon : ChevronRightIcon}
                accessibilityLabel={`Variants of ${row.title}`}
                ariaExpanded={open.has(row.productId)}
                disabled={row.variants.length === 0}
                onClick={() => toggle(row.productId)}
              />
              <ProductTitle title={row.title} imageUrl={row.imageUrl}>
                {row.distributor} ·{' '}
                <CountText count={row.variants.length} one="variant" many="variants" />
              </ProductTitle>
            </InlineStack>
          ),
        },
        { title: 'Price', align: 'end', cell: (row) => <ProductPrice variants={row.variants} /> },
        {
          title: 'Stock shown',
          align: 'end',
          cell: (row) => <ProductStock variants={row.variants} />,
        },
        {
          title: 'Freshness',
          cell: (row) =>
            row.variants.length === 0 ? '—' : <Freshness confirmedAt={oldest(row.variants)} />,
        },
        { title: 'Status', cell: (row) => <ProductStatus row={row} /> },
        { title: 'Acts', hidden: true, align: 'end', cell: (row) => <ImportAgain row={row} /> },
      ]}
      after={(row) =>
        open.has(row.productId)
          ? row.variants.map((variant, index) => (
              <IndexTable.Row
                key={variant.variantId}
                id={variant.variantId}
                rowType="child"
                position={index}
              >
                {smDown ? (
                  <NarrowVariant variant={variant} title={row.title} whyAt={whyAt(row, variant)} />
                ) : (
                  <VariantCells variant={variant} title={row.title} whyAt={whyAt(row, variant)} />
                )}
              </IndexTable.Row>
            ))
          : null
      }
    />
  );
}

function whyAt(row: ListedProductRow, { variantId }: ListedVariantRow): string {
  const { distributorId, connectionId } = row;
  return `/app/price-why?${new URLSearchParams({ distributorId, connectionId, variantId }).toString()}`;
}

function ImportAgain({ row }: { readonly row: ListedProductRow }) {
  const submit = useSubmit();
  const { distributorId, connectionId, productId, title } = row;
  return (
    <Button
      size="slim"
      variant="tertiary"
      accessibilityLabel={`Import ${title} again`}
      onClick={() =>
        submit(
          { intent: 'import-again', distributorId, connectionId, productId },
          { method: 'post' },
        )
      }
    >
      Import again
    </Button>
  );
}

function ProductStatus({ row }: { readonly row: ListedProductRow }) {
  const broken = row.variants.filter(({ status }) => status === 'broken').length;
  const status = broken > 0 ? 'broken' : row.status;
  return (
    <BlockStack gap="050" inlineAlign="start">
      <StatusBadge of="listing" status={status} />
      {row.failure ? <ToDo>{row.failure}</ToDo> : null}
      {broken > 0 && !row.failure ? (
        <ToDo>
          <CountText count={broken} one="variant is" many="variants are" /> not taken by your shop.
          Open the variants to see why.
        </ToDo>
      ) : null}
    </BlockStack>
  );
}

/** The confirmation that is longest ago: the product is as fresh as its oldest figure. */
function oldest(variants: readonly ListedVariantRow[]): string | null {
  const moments = variants.flatMap(({ confirmedAt }) => confirmedAt ?? []).sort();
  return moments[0] ?? null;
}

function ProductPrice({ variants }: { readonly variants: readonly ListedVariantRow[] }) {
  const prices = variants.flatMap(({ toldPriceMinor, currency }) =>
    toldPriceMinor === null ? [] : [{ minor: toldPriceMinor, currency }],
  );
  const sorted = prices.sort((a, b) => a.minor - b.minor);
  const [from, to] = [sorted[0], sorted.at(-1)];
  if (from && to && from.minor !== to.minor) {
    return (
      <>
        from <MoneyText amount={from} />
      </>
    );
  }
  return <MoneyText amount={from} />;
}

function ProductStock({ variants }: { readonly variants: readonly ListedVariantRow[] }) {
  const live = variants.filter(({ status }) => status === 'live');
  if (live.length === 0) return <NumberText value={null} />;
  const told = live.reduce((sum, { toldQuantity }) => sum + (toldQuantity ?? 0), 0);
  const wanted = live.reduce((sum, { wantedQuantity }) => sum + wantedQuantity, 0);
  return <Told told={told} wanted={wanted} inFlight={live.some(({ inFlight }) => inFlight)} />;
}
