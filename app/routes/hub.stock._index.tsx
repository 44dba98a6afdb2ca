import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Badge, BlockStack, Button, Card, InlineStack, Link, Page, Text } from '@shopify/polaris';
import { InventoryIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { NumberText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { usePolling } from '../components/polling.ts';
import { RelativeTime } from '../components/relative-time.tsx';
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { pageRequest } from '../platform/page.ts';
import { HUB_STOCK_VIEWS, readHubStock } from '../views/read-hub-stock.server.ts';

const REFRESH_MS = 10_000;

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const filter = { search, view: chosen(params.get('view'), HUB_STOCK_VIEWS) };
  const asked = { page: pageRequest(params), now: door.clock.now() };
  return json(await readHubStock(door.db, distributorId, filter, asked));
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'short', label: 'Short' },
  { value: 'reserved', label: 'Reserved' },
  { value: 'stale', label: 'Stale' },
  { value: 'empty', label: 'Nothing to show' },
] as const;

export default function Stock() {
  const { rows, next } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  usePolling(!params.has('after'), REFRESH_MS);
  const isNarrowed = ['q', 'view'].some((name) => params.has(name));
  return (
    <Page
      title="Stock"
      subtitle="What your suppliers have, what is promised of it, and what stores are shown."
      fullWidth
    >
      <Card padding="0">
        <ListFilters views={VIEWS} search="Search by SKU, GTIN or title" />
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'article', plural: 'articles' }}
          next={next}
          columns={[
            {
              title: 'Article',
              cell: ({ id, title, options, sku }) => (
                <BlockStack>
                  <Link url={`/hub/stock/${id}`} dataPrimaryLink removeUnderline>
                    <Text as="span" fontWeight="semibold">
                      {[title, ...options].join(' · ')}
                    </Text>
                  </Link>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {sku ?? 'No SKU'}
                  </Text>
                </BlockStack>
              ),
            },
            {
              title: 'On hand',
              align: 'end',
              cell: ({ onHand }) => <NumberText value={onHand} />,
            },
            {
              title: 'Reserved',
              align: 'end',
              cell: ({ reserved, onHand }) => (
                <InlineStack gap="100" align="end" wrap={false}>
                  {reserved > onHand ? <Badge tone="critical">Short</Badge> : null}
                  <NumberText value={reserved} />
                </InlineStack>
              ),
            },
            {
              title: 'Safety',
              align: 'end',
              narrow: false,
              cell: ({ safety }) => <NumberText value={safety} />,
            },
            {
              title: 'Shown to stores',
              align: 'end',
              cell: ({ showable }) => (
                <Text as="span" fontWeight="semibold" numeric>
                  <NumberText value={showable} />
                </Text>
              ),
            },
            {
              title: 'Stores',
              align: 'end',
              cell: ({ stores }) => <NumberText value={stores} />,
            },
            {
              title: 'Oldest figure',
              cell: ({ confirmedAt }) => (
                <span>
                  Confirmed <RelativeTime at={confirmedAt} />
                </span>
              ),
            },
          ]}
          empty={
            isNarrowed ? (
              <EmptyList icon={InventoryIcon} heading="No article matches">
                Choose another view, or search for a SKU, a GTIN or a title.
              </EmptyList>
            ) : (
              <EmptyList
                icon={InventoryIcon}
                heading="No stock yet"
                action={
                  <Button variant="primary" url="/hub/suppliers">
                    Go to suppliers
                  </Button>
                }
              >
                Articles appear here with the first figures of a supplier that supplies them.
              </EmptyList>
            )
          }
        />
      </Card>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
