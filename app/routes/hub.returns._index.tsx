import { json } from '@remix-run/node';
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
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { RETURN_REASONS } from '../modules/returns/return-policy.ts';
import { parseId } from '../platform/ids.ts';
import { pageRequest } from '../platform/page.ts';
import { readOrderingStores } from '../views/read-hub-orders.server.ts';
import { readHubReturns, readReturnSuppliers, RETURN_VIEWS } from '../views/read-returns.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const filter = {
    search,
    view: chosen(params.get('view'), RETURN_VIEWS),
    reason: chosen(params.get('reason'), RETURN_REASONS),
    storeId: parseId(params.get('store')),
    supplierId: parseId(params.get('supplier')),
  };
  const [returns, stores, suppliers] = await Promise.all([
    readHubReturns(door.db, distributorId, filter, pageRequest(params)),
    readOrderingStores(door.db, distributorId),
    readReturnSuppliers(door.db, distributorId),
  ]);
  return json({ ...returns, stores, suppliers });
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'decide', label: 'To be decided' },
  { value: 'coming', label: 'Coming back' },
  { value: 'arrived', label: 'To be inspected' },
  { value: 'settling', label: 'Being settled' },
  { value: 'over', label: 'Done' },
] as const;

export default function Returns() {
  const { rows, next, stores, suppliers } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const isNarrowed = ['q', 'view', 'reason', 'store', 'supplier'].some((name) => params.has(name));
  const toChoice = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
  return (
    <Page title="Returns" subtitle="Goods on their way back to your suppliers." fullWidth>
      <Card padding="0">
        <ListFilters
          views={VIEWS}
          search="Search by return, order or tracking number"
          filters={[
            { key: 'reason', label: 'Reason', choices: REASON_CHOICES },
            { key: 'store', label: 'Store', choices: stores.map(toChoice) },
            { key: 'supplier', label: 'Supplier', choices: suppliers.map(toChoice) },
          ]}
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
                <Link url={`/hub/returns/${id}`} dataPrimaryLink removeUnderline>
                  <Text as="span" fontWeight="semibold">
                    {number}
                  </Text>
                </Link>
              ),
            },
            {
              title: 'Order',
              cell: ({ order, orderId }) => <Link url={`/hub/orders/${orderId}`}>{order}</Link>,
            },
            { title: 'Asked', cell: ({ requestedAt }) => <RelativeTime at={requestedAt} /> },
            { title: 'Store', cell: ({ store }) => store, narrow: false },
            { title: 'Supplier', cell: ({ supplier }) => supplier, narrow: false },
            { title: 'Status', cell: ({ status }) => <StatusBadge of="return" status={status} /> },
            { title: 'Reason', cell: ({ reason }) => reasonWords(reason) },
            {
              title: 'Shop’s refund',
              narrow: false,
              cell: ({ refund }) => <StatusBadge of="refund" status={refund} />,
            },
            {
              title: 'Units',
              align: 'end',
              cell: ({ units }) => <NumberText value={units} />,
            },
          ]}
          empty={
            isNarrowed ? (
              <EmptyList icon={ReturnIcon} heading="No return matches">
                Take a filter away, or search for the return’s number.
              </EmptyList>
            ) : (
              <EmptyList icon={ReturnIcon} heading="Nothing has come back">
                A return begins on the page of an order, with the retailer, or when a shop refunds
                what was shipped. What is agreed about returns stands in each retailer’s terms.
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
