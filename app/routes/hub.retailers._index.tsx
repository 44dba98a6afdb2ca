import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { BlockStack, Card, Link, Page, Text } from '@shopify/polaris';
import { PersonIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { NumberText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { pageRequest } from '../platform/page.ts';
import { CONNECTION_VIEWS, readHubRetailers } from '../views/read-hub-retailers.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const view = chosen(params.get('view'), CONNECTION_VIEWS);
  const filter = { search, view };
  return json(await readHubRetailers(door.db, distributorId, filter, pageRequest(params)));
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'requested', label: 'To decide' },
  { value: 'approved', label: 'Approved' },
  { value: 'suspended', label: 'Suspended' },
  { value: 'declined', label: 'Declined' },
  { value: 'ended', label: 'Ended' },
] as const;

export default function Retailers() {
  const { rows, next } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const isNarrowed = params.has('q') || params.has('view');
  return (
    <Page title="Retailers" subtitle="Stores that sell your goods, or ask to." fullWidth>
      <Card padding="0">
        <ListFilters views={VIEWS} search="Search by store, address or retailer" />
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'retailer', plural: 'retailers' }}
          next={next}
          columns={[
            {
              title: 'Store',
              cell: ({ id, store, domain }) => (
                <BlockStack>
                  <Link url={`/hub/retailers/${id}`} dataPrimaryLink removeUnderline>
                    <Text as="span" fontWeight="semibold">
                      {store}
                    </Text>
                  </Link>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {domain}
                  </Text>
                </BlockStack>
              ),
            },
            { title: 'Retailer', cell: ({ retailer }) => retailer },
            {
              title: 'Connection',
              cell: ({ status }) => <StatusBadge of="connection" status={status} />,
            },
            {
              title: 'Link to the store',
              cell: ({ storeStatus }) => <StatusBadge of="store" status={storeStatus} />,
            },
            { title: 'Price list', cell: ({ priceList }) => priceList ?? '—' },
            {
              title: 'Listings',
              align: 'end',
              cell: ({ listings }) => <NumberText value={listings} />,
            },
            {
              title: 'Open orders',
              align: 'end',
              cell: ({ openOrders }) => <NumberText value={openOrders} />,
            },
            { title: 'Asked', cell: ({ requestedAt }) => <RelativeTime at={requestedAt} /> },
          ]}
          empty={
            isNarrowed ? (
              <EmptyList icon={PersonIcon} heading="No retailer matches">
                Choose another view, or search for another name.
              </EmptyList>
            ) : (
              <EmptyList icon={PersonIcon} heading="No retailer has asked yet">
                Retailers find you by name in the Stockbridge app of their shop and ask to be
                connected. Their requests appear here for you to decide.
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
