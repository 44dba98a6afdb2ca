import { BlockStack, Box, Text, Tooltip, useIndexResourceState } from '@shopify/polaris';
import { ProductIcon } from '@shopify/polaris-icons';
import { useNavigation, useSearchParams, useSubmit } from '@remix-run/react';
import { EmptyList } from './empty-list.tsx';

import { CountText, formatCount, PercentText } from './number-text.tsx';
import { useLocale } from './locale.ts';
import { MoneyRange } from './money-text.tsx';
import { PagedTable } from './paged-table.tsx';
import { ProductTitle } from './product-title.tsx';
import { StatusBadge } from './status-badge.tsx';
import { StockText } from './stock-text.tsx';
import { withheldTold } from './withheld-reason.ts';
import type { AssortmentProduct } from '../views/read-retailer-assortment.server.ts';
import type { Loaded } from './loaded.ts';

type AssortmentRow = Loaded<AssortmentProduct>;

type AssortmentTableProps = {
  readonly connection: { readonly distributorId: string; readonly connectionId: string };
  readonly products: readonly AssortmentRow[];
  readonly next: string | undefined;
  /** How many match the filter; null where that is not counted. */
  readonly total: number | null;
  /** How many are imported at one go. */
  readonly most: number;
};

/** The range of a connection, to tick and to import: single products, the page, or everything that matches. */
export function AssortmentTable({ connection, products, next, total, most }: AssortmentTableProps) {
  const locale = useLocale();
  const [params] = useSearchParams();
  const picked = useIndexResourceState(products.map(({ id }) => ({ id })));
  const all = total === null ? null : Math.min(total, most);
  const count = picked.allResourcesSelected ? all : picked.selectedResources.length;
  const { importPicked, busy } = useImport(connection, picked);
  const label =
    count === null ? 'Import all to my shop' : `Import ${formatCount(count, locale)} to my shop`;
  const isNarrowed = ['q', 'vendor', 'type', 'stock', 'picked'].some((key) => params.has(key));
  return (
    <>
      <Box padding="300" paddingInline="400" borderBlockEndWidth="025" borderColor="border">
        <Text as="p" tone="subdued">
          {total === null ? null : (
            <>
              <CountText count={total} one="product" many="products" />.{' '}
            </>
          )}
          Select what you want to sell, then import it to your shop.
        </Text>
      </Box>
      <PagedTable
        rows={products}
        rowKey={({ id }) => id}
        noun={{ singular: 'product', plural: 'products' }}
        next={next}
        selection={{
          ids: picked.selectedResources,
          all: picked.allResourcesSelected,
          onChange: picked.handleSelectionChange,
          allText:
            total === null
              ? `Select everything that matches, ${formatCount(most, locale)} at most`
              : total > most
                ? `Select the first ${formatCount(most, locale)} of ${formatCount(total, locale)} products that match`
                : `Select all ${formatCount(total, locale)} products that match`,
          act: { label, onAct: importPicked, busy },
          labelOf: (id) => products.find((product) => product.id === id)?.title ?? 'product',
        }}
        columns={COLUMNS}
        empty={
          <EmptyList
            icon={ProductIcon}
            heading={isNarrowed ? 'No product matches' : 'This range is still empty'}
          >
            {isNarrowed
              ? 'Take a filter away, or search for one word of the title or for a SKU.'
              : 'The distributor has opened no product to you yet. Ask which ones you may sell.'}
          </EmptyList>
        }
      />
    </>
  );
}

/** Sends what is ticked; "everything" as the filter in the address, which the server reads for itself. */
function useImport(
  connection: AssortmentTableProps['connection'],
  picked: { readonly selectedResources: readonly string[]; readonly allResourcesSelected: boolean },
) {
  const submit = useSubmit();
  const busy = useNavigation().formMethod === 'POST';
  const importPicked = () => {
    const form = new FormData();
    form.set('distributorId', connection.distributorId);
    form.set('connectionId', connection.connectionId);
    if (picked.allResourcesSelected) form.set('everything', 'yes');
    else for (const id of picked.selectedResources) form.append('productId', id);
    submit(form, { method: 'post' });
  };
  return { importPicked, busy };
}

const COLUMNS = [
  {
    title: 'Product',
    cell: (row: AssortmentRow) => (
      <ProductTitle title={row.title} imageUrl={row.imageUrl}>
        {[row.vendor, row.productType].filter(Boolean).join(' · ')}
        {row.vendor || row.productType ? ' · ' : ''}
        <CountText count={row.variants} one="variant" many="variants" />
      </ProductTitle>
    ),
  },
  {
    title: 'You pay',
    align: 'end',
    cell: (row: AssortmentRow) => (
      <MoneyRange from={money(row, row.wholesaleFrom)} to={money(row, row.wholesaleTo)} />
    ),
  },
  {
    title: 'Your shop asks',
    align: 'end',
    cell: (row: AssortmentRow) => (
      <MoneyRange from={money(row, row.retailFrom)} to={money(row, row.retailTo)} />
    ),
  },
  { title: 'Margin', align: 'end', cell: (row: AssortmentRow) => <Margin row={row} /> },
  { title: 'Stock', cell: (row: AssortmentRow) => <Stock row={row} /> },
  { title: 'In my shop', cell: (row: AssortmentRow) => <InShop row={row} /> },
] as const;

function money({ currency }: AssortmentRow, minor: number | null) {
  return minor === null || currency === null ? null : { minor, currency };
}

function Margin({ row: { marginFrom, marginTo } }: { readonly row: AssortmentRow }) {
  if (marginFrom === marginTo) return <PercentText basisPoints={marginFrom} />;
  return (
    <>
      <PercentText basisPoints={marginFrom} /> – <PercentText basisPoints={marginTo} />
    </>
  );
}

function Stock({ row }: { readonly row: AssortmentRow }) {
  if (row.withheld) return <Reason text={withheldTold(row.withheld)} />;
  return <StockText quantity={row.quantity} confirmedAt={row.confirmedAt} />;
}

function Reason({ text }: { readonly text: { readonly short: string; readonly next: string } }) {
  return (
    <Tooltip content={text.next} hasUnderline>
      <Text as="span" tone="caution">
        {text.short}
      </Text>
    </Tooltip>
  );
}

function InShop({ row: { inShop, failure } }: { readonly row: AssortmentRow }) {
  if (!inShop)
    return (
      <Text as="span" tone="subdued">
        Not yet
      </Text>
    );
  return (
    <BlockStack gap="050" inlineAlign="start">
      <StatusBadge of="listing" status={inShop} />
      {failure ? (
        <div className="product-title">
          <Text as="span" variant="bodySm" tone="critical" breakWord>
            {failure}
          </Text>
        </div>
      ) : null}
    </BlockStack>
  );
}
