import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Card, Link, Page, Text } from '@shopify/polaris';
import { ReturnIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { NumberText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { REASON_CHOICES, reasonWords } from '../components/return-words.ts';
import { StatusBadge } from '../components/status-badge.tsx';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { chosen } from '../http/hub-visit.server.ts';
import { RETURN_REASONS } from '../modules/returns/return-policy.ts';
import { pageRequest } from '../platform/page.ts';
import { readRetailerReturns, RETURN_VIEWS } from '../views/read-returns.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const params = new URL(request.url).searchParams;
  const filter = {
    search: (params.get('q') ?? '').trim().slice(0, 200),
    view: chosen(params.get('view'), RETURN_VIEWS),
    reason: chosen(params.get('reason'), RETURN_REASONS),
  };
  return readRetailerReturns(door.db, storeId, filter, pageRequest(params));
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'decide', label: 'Waiting for an answer' },
  { value: 'coming', label: 'Coming back' },
  { value: 'arrived', label: 'Being inspected' },
  { value: 'settling', label: 'Being settled' },
  { value: 'over', label: 'Done' },
] as const;

export default function Returns() {
  const { rows, next } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const isNarrowed = ['q', 'view', 'reason'].some((name) => params.has(name));
  return (
    <Page title="Returns" subtitle="What your shoppers send back to distributors." fullWidth>
      <Card padding="0">
        <ListFilters
          views={VIEWS}
          search="Search by return, order or tracking number"
          filters={[{ key: 'reason', label: 'Reason', choices: REASON_CHOICES }]}
        />
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'return', plural: 'returns' }}
          next={next}
          columns={[
            {
              title: 'Return',
              cell: ({ id, number }) => (
                <Link url={`/app/returns/${id}`} dataPrimaryLink removeUnderline>
                  <Text as="span" fontWeight="semibold">
                    {number}
                  </Text>
                </Link>
              ),
            },
            {
              title: 'Order',
              cell: ({ order, orderId }) => <Link url={`/app/orders/${orderId}`}>{order}</Link>,
            },
            { title: 'Asked', cell: ({ requestedAt }) => <RelativeTime at={requestedAt} /> },
            { title: 'Goes to', cell: ({ distributor }) => distributor, narrow: false },
            { title: 'Status', cell: ({ status }) => <StatusBadge of="return" status={status} /> },
            { title: 'Reason', cell: ({ reason }) => reasonWords(reason), narrow: false },
            {
              title: 'Refund',
              cell: ({ refund }) => <StatusBadge of="refund" status={refund} />,
            },
            { title: 'Units', align: 'end', cell: ({ units }) => <NumberText value={units} /> },
          ]}
          empty={
            isNarrowed ? (
              <EmptyList icon={ReturnIcon} heading="No return matches">
                Take a filter away, or search for the return’s number.
              </EmptyList>
            ) : (
              <EmptyList icon={ReturnIcon} heading="No returns">
                To send something back, open its order and choose “Return goods”. What you refund in
                your shop after it was shipped appears here by itself.
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
