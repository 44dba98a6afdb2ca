import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { BlockStack, Card, InlineGrid, InlineStack, Page, Text } from '@shopify/polaris';
import { ReceiptIcon } from '@shopify/polaris-icons';
import { DayText } from '../components/day-text.tsx';
import { DocumentTable } from '../components/document-table.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { chosen } from '../http/hub-visit.server.ts';
import { pageRequest } from '../platform/page.ts';
import { readRetailerBalances } from '../views/read-retailer-money.server.ts';
import type { RetailerBalance } from '../views/read-retailer-money.server.ts';
import { DOCUMENT_VIEWS, readDocuments } from '../views/read-settlement-documents.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const { searchParams: params } = new URL(request.url);
  const today = door.clock.now().toISOString().slice(0, 10);
  const filter = {
    search: (params.get('q') ?? '').trim().slice(0, 200),
    view: chosen(params.get('view'), DOCUMENT_VIEWS),
    kind: '',
    today,
  };
  const [balances, documents] = await Promise.all([
    readRetailerBalances(door.db, storeId, today),
    readDocuments(door.db, { storeId }, filter, pageRequest(params)),
  ]);
  return { balances, ...documents };
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'overdue', label: 'Overdue' },
  { value: 'paid', label: 'Paid' },
] as const;

export default function Money() {
  const { balances, rows, next } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const isNarrowed = ['q', 'view'].some((name) => params.has(name));
  return (
    <Page title="Money" subtitle="What you owe your distributors for what they have shipped.">
      <BlockStack gap="400">
        {balances.length > 0 ? (
          <InlineGrid columns={{ xs: 1, sm: 2, md: 3 }} gap="400">
            {balances.map((balance) => (
              <Balance key={`${balance.connectionId} ${balance.currency}`} balance={balance} />
            ))}
          </InlineGrid>
        ) : null}
        <Card padding="0">
          <ListFilters views={VIEWS} search="Search by number" />
          <DocumentTable
            rows={rows}
            next={next}
            pathOf={(id) => `/app/money/invoices/${id}`}
            party={{ title: 'Distributor', nameOf: (row) => row.distributor }}
            empty={
              isNarrowed ? (
                <EmptyList icon={ReceiptIcon} heading="No invoice matches">
                  Take a filter away, or search for another number.
                </EmptyList>
              ) : (
                <EmptyList icon={ReceiptIcon} heading="No invoice yet">
                  What your distributors ship for you is invoiced at the end of each period. You
                  find the invoices here, to print and to download.
                </EmptyList>
              )
            }
          />
        </Card>
      </BlockStack>
    </Page>
  );
}

function Balance({ balance }: { readonly balance: RetailerBalance }) {
  const { distributor, currency, balanceMinor, openMinor, overdueMinor, nextDueOn } = balance;
  const amount = (minor: number) => <MoneyText amount={{ minor, currency }} />;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingSm" tone="subdued">
          {balanceMinor < 0 ? `${distributor} owes you` : `You owe ${distributor}`}
        </Text>
        <Text as="p" variant="headingLg">
          {amount(Math.abs(balanceMinor))}
        </Text>
        <InlineStack align="space-between" gap="200">
          <Text as="span" tone="subdued">
            Invoiced and open
          </Text>
          {amount(openMinor)}
        </InlineStack>
        {overdueMinor > 0 ? (
          <InlineStack align="space-between" gap="200">
            <Text as="span" tone="critical">
              Overdue
            </Text>
            <Text as="span" tone="critical">
              {amount(overdueMinor)}
            </Text>
          </InlineStack>
        ) : (
          <InlineStack align="space-between" gap="200">
            <Text as="span" tone="subdued">
              Next due
            </Text>
            {nextDueOn ? <DayText day={nextDueOn} /> : <span>—</span>}
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
