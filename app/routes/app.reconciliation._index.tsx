import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Card, Page } from '@shopify/polaris';
import { DataTableIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { RunTable } from '../components/run-table.tsx';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { pageRequest } from '../platform/page.ts';
import { readRuns } from '../views/read-reconciliations.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const params = new URL(request.url).searchParams;
  const filter = { differing: params.get('view') === 'differing' };
  return readRuns(door.db, { storeId }, filter, pageRequest(params, 30));
}

export default function Reconciliations() {
  const { rows, next } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Reconciliation"
      subtitle="Each night your distributors compare every order line: in your shop, with them, and at their suppliers. What differs is taken up by itself."
    >
      <Card padding="0">
        <ListFilters
          views={[
            { value: '', label: 'All' },
            { value: 'differing', label: 'With differences' },
          ]}
        />
        <RunTable
          rows={rows}
          next={next}
          path="/app/reconciliation"
          other={{ title: 'Distributor', of: ({ distributor }) => distributor }}
          empty={
            <EmptyList icon={DataTableIcon} heading="Nothing was compared yet">
              The first comparison runs in the night after a distributor has approved your shop.
            </EmptyList>
          }
        />
      </Card>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
