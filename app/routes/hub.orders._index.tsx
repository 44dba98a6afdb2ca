import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Badge, BlockStack, Card, InlineStack, Link, Page, Text } from '@shopify/polaris';
import { OrderIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { usePolling } from '../components/polling.ts';
import { ProgressText } from '../components/progress-text.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge, statusTold } from '../components/status-badge.tsx';
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { ORDER_STATUSES } from '../modules/orders/order-status.ts';
import { parseId } from '../platform/ids.ts';
import { pageRequest } from '../platform/page.ts';
import {
  HUB_ORDER_VIEWS,
  readHubOrders,
  readOrderingStores,
} from '../views/read-hub-orders.server.ts';

const REFRESH_MS = 10_000;

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const filter = {
    search,
    view: chosen(params.get('view'), HUB_ORDER_VIEWS),
    status: chosen(params.get('status'), ORDER_STATUSES),
    storeId: parseId(params.get('store')),
  };
  const [orders, stores] = await Promise.all([
    readHubOrders(door.db, distributorId, filter, pageRequest(params)),
    readOrderingStores(door.db, distributorId),
  ]);
  return json({ ...orders, stores });
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'held', label: 'On hold' },
  { value: 'short', label: 'Stock missing' },
  { value: 'moving', label: 'At suppliers' },
  { value: 'done', label: 'Completed' },
  { value: 'cancelled', label: 'Cancelled' },
] as const;

export default function Orders() {
  const { rows, next, stores } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  usePolling(!params.has('after'), REFRESH_MS);
  const isNarrowed = ['q', 'view', 'status', 'store'].some((name) => params.has(name));
  return (
    <Page
      title="Orders"
      subtitle="What stores have sold of your goods."
      secondaryActions={[
        { content: 'Order rules', url: '/hub/orders/rules' },
        { content: 'Reconciliation', url: '/hub/reconciliation' },
      ]}
      fullWidth
    >
      <Card padding="0">
        <ListFilters
          views={VIEWS}
          search="Search by order name, number or purchase order"
          filters={[
            {
              key: 'status',
              label: 'Status',
              choices: ORDER_STATUSES.map((value) => ({
                value,
                label: statusTold('order', value).label,
              })),
            },
            {
              key: 'store',
              label: 'Store',
              choices: stores.map(({ id, name }) => ({ value: id, label: name })),
            },
          ]}
        />
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'order', plural: 'orders' }}
          next={next}
          columns={[
            {
              title: 'Order',
              cell: ({ id, name, number }) => (
                <InlineStack gap="200" wrap={false}>
                  <Link url={`/hub/orders/${id}`} dataPrimaryLink removeUnderline>
                    <Text as="span" fontWeight="semibold">
                      {name}
                    </Text>
                  </Link>
                  <Text as="span" tone="subdued">
                    {`No. ${number}`}
                  </Text>
                </InlineStack>
              ),
            },
            { title: 'Store', cell: ({ store }) => store },
            { title: 'Placed', cell: ({ placedAt }) => <RelativeTime at={placedAt} /> },
            {
              title: 'Status',
              cell: ({ status, holds }) => (
                <InlineStack gap="100" wrap={false}>
                  <StatusBadge of="order" status={status} />
                  {holds > 0 ? <Badge tone="warning">On hold</Badge> : null}
                </InlineStack>
              ),
            },
            {
              title: 'Payment',
              narrow: false,
              cell: ({ payment }) => <StatusBadge of="payment" status={payment} />,
            },
            {
              title: 'Suppliers',
              narrow: false,
              cell: ({ suppliers, status }) => (
                <BlockStack>
                  {suppliers.length > 0 ? (
                    suppliers.map((name) => <span key={name}>{name}</span>)
                  ) : (
                    <Text as="span" tone="subdued">
                      {status === 'cancelled' ? 'None' : 'Not sent yet'}
                    </Text>
                  )}
                </BlockStack>
              ),
            },
            { title: 'To', narrow: false, cell: ({ country }) => country },
            {
              title: 'Shipped',
              align: 'end',
              cell: ({ shipped, units }) => <ProgressText done={shipped} of={units} />,
            },
            {
              title: 'Wholesale',
              align: 'end',
              cell: ({ wholesaleMinor, wholesaleCurrency }) => (
                <MoneyText amount={{ minor: wholesaleMinor, currency: wholesaleCurrency }} />
              ),
            },
          ]}
          empty={
            isNarrowed ? (
              <EmptyList icon={OrderIcon} heading="No order matches">
                Take a filter away, or search for the order’s name or number.
              </EmptyList>
            ) : (
              <EmptyList icon={OrderIcon} heading="No order yet">
                When a connected store sells one of your products, its order is here within seconds,
                routed to the supplier that ships it best.
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
