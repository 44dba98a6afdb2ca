import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Badge, BlockStack, Button, Card, InlineStack, Link, Page, Text } from '@shopify/polaris';
import { ProductIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ProductThumb } from '../components/hub/product-thumb.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { MoneyRange } from '../components/money-text.tsx';
import { CountText, NumberText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { pageRequest } from '../platform/page.ts';
import {
  PRODUCT_VIEWS,
  readCatalogueChoices,
  readHubProducts,
} from '../views/read-hub-catalogue.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const filter = {
    search,
    view: chosen(params.get('view'), PRODUCT_VIEWS),
    type: (params.get('type') ?? '').slice(0, 255),
    vendor: (params.get('vendor') ?? '').slice(0, 255),
    lack: chosen(params.get('lack'), ['stock', 'supplier', 'price']),
  };
  const [products, choices] = await Promise.all([
    readHubProducts(door.db, distributorId, filter, pageRequest(params)),
    readCatalogueChoices(door.db, distributorId),
  ]);
  return json({ ...products, choices });
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'draft', label: 'Draft' },
  { value: 'archived', label: 'Archived' },
] as const;
const LACKS = [
  { value: 'stock', label: 'Stock' },
  { value: 'supplier', label: 'A supplier' },
  { value: 'price', label: 'A list price' },
];
const asChoice = (value: string) => ({ value, label: value });

export default function Catalogue() {
  const { rows, next, choices } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const isNarrowed = ['q', 'view', 'type', 'vendor', 'lack'].some((name) => params.has(name));
  const { currency } = choices;
  return (
    <Page
      title="Catalogue"
      fullWidth
      titleMetadata={
        <Text as="span" tone="subdued">
          <CountText count={choices.products} one="product" many="products" />
        </Text>
      }
      primaryAction={{ content: 'Import', url: '/hub/catalogue/import' }}
    >
      <Card padding="0">
        <ListFilters
          views={VIEWS}
          search="Search by title, vendor, SKU or GTIN"
          filters={[
            { key: 'vendor', label: 'Vendor', choices: choices.vendors.map(asChoice) },
            { key: 'type', label: 'Type', choices: choices.types.map(asChoice) },
            { key: 'lack', label: 'Lacks', choices: LACKS },
          ]}
        />
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'product', plural: 'products' }}
          next={next}
          columns={[
            {
              title: 'Product',
              cell: ({ id, title, imageUrl, sku, variants }) => (
                <InlineStack gap="300" blockAlign="center" wrap={false}>
                  <ProductThumb url={imageUrl} />
                  <BlockStack>
                    <Link url={`/hub/catalogue/${id}`} dataPrimaryLink removeUnderline>
                      <Text as="span" fontWeight="semibold">
                        {title}
                      </Text>
                    </Link>
                    <Text as="span" tone="subdued" variant="bodySm">
                      {variants === 1 ? (sku ?? 'No SKU') : `${variants} variants`}
                    </Text>
                  </BlockStack>
                </InlineStack>
              ),
            },
            {
              title: 'Status',
              cell: ({ status }) => <ProductStatus status={status} />,
            },
            { title: 'Vendor', cell: ({ vendor }) => vendor || '—' },
            { title: 'Type', cell: ({ productType }) => productType || '—' },
            {
              title: 'To allocate',
              align: 'end',
              cell: ({ allocatable, suppliers }) =>
                suppliers === 0 ? (
                  <Badge tone="attention">Not stocked</Badge>
                ) : (
                  <NumberText value={allocatable} />
                ),
            },
            {
              title: 'List price',
              align: 'end',
              cell: ({ fromMinor, toMinor }) => (
                <MoneyRange
                  from={fromMinor === null ? null : { minor: fromMinor, currency }}
                  to={toMinor === null ? null : { minor: toMinor, currency }}
                />
              ),
            },
            {
              title: 'Stores',
              align: 'end',
              cell: ({ stores }) => <NumberText value={stores} />,
            },
          ]}
          empty={
            isNarrowed ? (
              <EmptyList icon={ProductIcon} heading="No product matches">
                Take a filter away, or search for part of the title or a whole GTIN.
              </EmptyList>
            ) : (
              <EmptyList
                icon={ProductIcon}
                heading="Your catalogue is empty"
                action={
                  <Button variant="primary" url="/hub/catalogue/import">
                    Import catalogue
                  </Button>
                }
              >
                Upload the product CSV that Shopify and most systems export. You see what became of
                each row, and importing again updates what is there.
              </EmptyList>
            )
          }
        />
      </Card>
    </Page>
  );
}

function ProductStatus({ status }: { readonly status: string }) {
  if (status === 'active') return <Badge tone="success">Active</Badge>;
  return <Badge>{status.charAt(0).toUpperCase() + status.slice(1)}</Badge>;
}

export function ErrorBoundary() {
  return <FaultPage />;
}
