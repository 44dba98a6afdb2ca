import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Badge, Card, InlineStack, Link, Page, Text } from '@shopify/polaris';
import { OrderIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { NumberText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { ProgressText } from '../components/progress-text.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { pageRequest } from '../platform/page.ts';
import { ORDER_VIEWS, readRetailerOrders } from '../views/read-retailer-orders.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const params = new URL(request.url).searchParams;
  const search = (params.get('q') ?? '').trim().slice(0, 200);
  const view = ORDER_VIEWS.find((known) => known === params.get('view'));
  return readRetailerOrders(door.db, storeId, { search, view }, pageRequest(params));
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'open', label: 'Under way' },
  { value: 'held', label: 'On hold' },
  { value: 'shipped', label: 'Shipped' },
  { value: 'cancelled', label: 'Cancelled' },
] as const;

type Part = {
  readonly status: string;
  readonly distributor: string;
  readonly held: boolean;
  readonly lines: number;
  readonly units: number;
  readonly shipped: number;
};

const sum = (parts: readonly Part[], of: (part: Part) => number) =>
  parts.reduce((total, part) => total + of(part), 0);

export default function Orders() {
  const { rows, next } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const isNarrowed = params.has('q') || params.has('view');
  return (
    <Page title="Orders" subtitle="Orders of your shop that distributors ship for you." fullWidth>
      <Card padding="0">
        <ListFilters views={VIEWS} search="Search by order number, product or SKU" />
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'order', plural: 'orders' }}
          next={next}
          columns={[
            {
              title: 'Order',
              cell: ({ id, name }) => (
                <Link url={`/app/orders/${id}`} dataPrimaryLink removeUnderline>
                  <Text as="span" fontWeight="semibold">
                    {name}
                  </Text>
                </Link>
              ),
            },
            { title: 'Placed', cell: ({ placedAt }) => <RelativeTime at={placedAt} /> },
            {
              title: 'Payment',
              cell: ({ payment }) => <StatusBadge of="payment" status={payment} />,
            },
            { title: 'Status', cell: ({ parts }) => <Statuses parts={parts} /> },
            {
              title: 'Shipped by',
              cell: ({ parts }) =>
                [...new Set(parts.map(({ distributor }) => distributor))].join(', '),
            },
            {
              title: 'Lines',
              align: 'end',
              narrow: false,
              cell: ({ parts }) => <NumberText value={sum(parts, ({ lines }) => lines)} />,
            },
            {
              title: 'Shipped',
              align: 'end',
              cell: ({ parts }) => (
                <ProgressText
                  done={sum(parts, ({ shipped }) => shipped)}
                  of={sum(parts, ({ units }) => units)}
                />
              ),
            },
            {
              title: 'Total',
              align: 'end',
              cell: ({ totalMinor, currency }) => (
                <MoneyText amount={{ minor: totalMinor, currency }} />
              ),
            },
          ]}
          empty={
            isNarrowed ? (
              <EmptyList icon={OrderIcon} heading="No order matches">
                Take a filter away, or search for the order’s number.
              </EmptyList>
            ) : (
              <EmptyList icon={OrderIcon} heading="No order yet">
                When somebody buys one of your listed products, the order appears here within
                seconds and you can follow it to the shopper’s door.
              </EmptyList>
            )
          }
        />
      </Card>
    </Page>
  );
}

function Statuses({ parts }: { readonly parts: readonly Part[] }) {
  const statuses = [...new Set(parts.map(({ status }) => status))];
  return (
    <InlineStack gap="100">
      {statuses.map((status) => (
        <StatusBadge key={status} of="order" status={status} />
      ))}
      {parts.some(({ held }) => held) ? <Badge tone="warning">On hold</Badge> : null}
    </InlineStack>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
