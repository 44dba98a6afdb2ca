import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Card, Page } from '@shopify/polaris';
import { ReceiptIcon } from '@shopify/polaris-icons';
import { DocumentTable } from '../components/document-table.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { DOCUMENT_NAMES } from '../components/money-words.ts';
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { DOCUMENT_KINDS } from '../modules/settlement/settlement-document.ts';
import { pageRequest } from '../platform/page.ts';
import { readToday } from '../views/read-hub-money.server.ts';
import { DOCUMENT_VIEWS, readDocuments } from '../views/read-settlement-documents.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const filter = {
    search,
    view: chosen(params.get('view'), DOCUMENT_VIEWS),
    kind: chosen(params.get('kind'), DOCUMENT_KINDS),
    today: await readToday(door.db, distributorId, door.clock.now()),
  };
  const kinds = DOCUMENT_KINDS.map((value) => ({ value, label: DOCUMENT_NAMES[value] ?? value }));
  return json({
    ...(await readDocuments(door.db, { distributorId }, filter, pageRequest(params))),
    kinds,
  });
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'overdue', label: 'Overdue' },
  { value: 'paid', label: 'Paid' },
] as const;

export default function Invoices() {
  const { rows, next, kinds } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const isNarrowed = ['q', 'view', 'kind'].some((name) => params.has(name));
  return (
    <Page
      title="Invoices"
      subtitle="Written at the end of each period, in your time zone; never changed afterwards."
      backAction={{ content: 'Money', url: '/hub/money' }}
      fullWidth
    >
      <Card padding="0">
        <ListFilters
          views={VIEWS}
          search="Search by number or name"
          filters={[{ key: 'kind', label: 'Kind', choices: kinds }]}
        />
        <DocumentTable
          rows={rows}
          next={next}
          pathOf={(id) => `/hub/money/invoices/${id}`}
          party={{ title: 'Party', nameOf: (row) => row.party }}
          empty={
            isNarrowed ? (
              <EmptyList icon={ReceiptIcon} heading="No document matches">
                Take a filter away, or search for another number.
              </EmptyList>
            ) : (
              <EmptyList icon={ReceiptIcon} heading="No invoice yet">
                The first ones are written when a period ends. To write one at once, open the
                account of a retailer under Money and choose “Close now”.
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
