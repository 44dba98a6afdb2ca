import { BlockStack, Button, Card, Link, Text } from '@shopify/polaris';
import { InventoryIcon } from '@shopify/polaris-icons';
import { useSearchParams } from '@remix-run/react';
import { EmptyList } from '../empty-list.tsx';
import { ListFilters } from '../list-filters.tsx';
import { MoneyText } from '../money-text.tsx';
import { NumberText } from '../number-text.tsx';
import { PagedTable } from '../paged-table.tsx';
import './hub.css';
import { RelativeTime } from '../relative-time.tsx';
import type { HubStockRow } from '../../views/read-hub-suppliers.server.ts';
import type { Loaded } from '../loaded.ts';

type StockRow = Loaded<HubStockRow>;

type SupplierStockTableProps = {
  readonly stock: { readonly rows: readonly StockRow[]; readonly next?: string | undefined };
  readonly locations: readonly { readonly id: string; readonly code: string }[];
  readonly uploadTo: string;
};

const VIEWS = [
  { value: '', label: 'All stock' },
  { value: 'out', label: 'Nothing left' },
  { value: 'reserved', label: 'Reserved' },
  { value: 'short', label: 'Promised beyond stock' },
] as const;

/** What the supplier has where, what of it is promised, and as of when. */
export function SupplierStockTable({ stock, locations, uploadTo }: SupplierStockTableProps) {
  const [params] = useSearchParams();
  const isNarrowed = ['q', 'view', 'location'].some((name) => params.has(name));
  return (
    <Card padding="0">
      <ListFilters
        views={VIEWS}
        search="Search by its SKU or the product"
        filters={
          locations.length > 1
            ? [
                {
                  key: 'location',
                  label: 'Location',
                  choices: locations.map(({ id, code }) => ({ value: id, label: code })),
                },
              ]
            : []
        }
      />
      <PagedTable
        rows={stock.rows}
        rowKey={({ key }) => key}
        noun={{ singular: 'stock level', plural: 'stock levels' }}
        next={stock.next}
        columns={[
          {
            title: 'Article',
            cell: ({ productId, title, supplierSku, optionValues }) => (
              <div className="wrap-cell">
                <BlockStack>
                  <Link url={`/hub/catalogue/${productId}`} dataPrimaryLink removeUnderline>
                    {title}
                  </Link>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {[supplierSku, ...optionValues.filter((value) => value !== 'Default Title')]
                      .filter(Boolean)
                      .join(' · ')}
                  </Text>
                </BlockStack>
              </div>
            ),
          },
          { title: 'Location', cell: ({ location }) => location },
          { title: 'On hand', align: 'end', cell: ({ onHand }) => <NumberText value={onHand} /> },
          {
            title: 'Reserved',
            align: 'end',
            cell: ({ reserved }) => <NumberText value={reserved} />,
          },
          {
            title: 'Counts for',
            align: 'end',
            cell: ({ counted }) => <NumberText value={counted} />,
          },
          {
            title: 'Cost',
            align: 'end',
            cell: ({ costMinor: minor, currency }) => (
              <MoneyText
                amount={minor === null || currency === null ? null : { minor, currency }}
              />
            ),
          },
          { title: 'As of', cell: ({ asOf }) => <RelativeTime at={asOf} /> },
        ]}
        empty={
          isNarrowed ? (
            <EmptyList icon={InventoryIcon} heading="Nothing matches">
              Choose another view, or search for part of the SKU.
            </EmptyList>
          ) : (
            <EmptyList
              icon={InventoryIcon}
              heading="No figures yet"
              action={<Button url={uploadTo}>Upload a list</Button>}
            >
              First say what it supplies (SKU and cost); then its quantities can be collected or
              uploaded.
            </EmptyList>
          )
        }
      />
    </Card>
  );
}
