import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Badge, Button, Card, InlineStack, Link, Page, Text } from '@shopify/polaris';
import { ReceiptDollarIcon } from '@shopify/polaris-icons';
import { DayText } from '../components/day-text.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { parseId } from '../platform/ids.ts';
import { pageRequest } from '../platform/page.ts';
import { readToday } from '../views/read-hub-money.server.ts';
import {
  readInvoicingSuppliers,
  readSupplierInvoices,
  SUPPLIER_INVOICE_VIEWS,
} from '../views/read-supplier-invoices.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const filter = {
    search,
    view: chosen(params.get('view'), SUPPLIER_INVOICE_VIEWS),
    supplierId: parseId(params.get('supplier')),
    today: await readToday(door.db, distributorId, door.clock.now()),
  };
  const [invoices, suppliers] = await Promise.all([
    readSupplierInvoices(door.db, distributorId, filter, pageRequest(params)),
    readInvoicingSuppliers(door.db, distributorId),
  ]);
  return json({ ...invoices, suppliers });
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'differs', label: 'To decide' },
  { value: 'disputed', label: 'Disputed' },
  { value: 'to-pay', label: 'To pay' },
  { value: 'paid', label: 'Paid' },
] as const;

export default function SupplierInvoices() {
  const { rows, next, suppliers } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const isNarrowed = ['q', 'view', 'supplier'].some((name) => params.has(name));
  return (
    <Page
      title="Suppliers’ invoices"
      subtitle="Each line is held against the purchase order and what was shipped."
      backAction={{ content: 'Money', url: '/hub/money' }}
      primaryAction={{ content: 'Enter invoice', url: '/hub/money/supplier-invoices/new' }}
      fullWidth
    >
      <Card padding="0">
        <ListFilters
          views={VIEWS}
          search="Search by number, supplier or purchase order"
          filters={[
            {
              key: 'supplier',
              label: 'Supplier',
              choices: suppliers.map(({ id, name }) => ({ value: id, label: name })),
            },
          ]}
        />
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'invoice', plural: 'invoices' }}
          next={next}
          columns={[
            {
              title: 'Number',
              cell: ({ id, number }) => (
                <Link url={`/hub/money/supplier-invoices/${id}`} dataPrimaryLink removeUnderline>
                  <Text as="span" fontWeight="semibold">
                    {number}
                  </Text>
                </Link>
              ),
            },
            { title: 'Supplier', cell: ({ supplier }) => supplier },
            { title: 'Dated', narrow: false, cell: ({ issuedOn }) => <DayText day={issuedOn} /> },
            { title: 'Due', cell: ({ dueOn }) => <DayText day={dueOn} /> },
            {
              title: 'State',
              cell: ({ status, openMinor, differences, overdue }) => (
                <InlineStack gap="100">
                  <StatusBadge
                    of="supplier-invoice"
                    status={status === 'approved' && openMinor === 0 ? 'paid' : status}
                  />
                  {status === 'differs' ? (
                    <Badge>{differences === 1 ? '1 line' : `${differences} lines`}</Badge>
                  ) : null}
                  {overdue ? <Badge tone="critical">Overdue</Badge> : null}
                </InlineStack>
              ),
            },
            {
              title: 'Invoiced',
              align: 'end',
              cell: ({ totalMinor, currency }) => (
                <MoneyText amount={{ minor: totalMinor, currency }} />
              ),
            },
            {
              title: 'To pay',
              align: 'end',
              cell: ({ openMinor, currency }) => (
                <MoneyText amount={openMinor > 0 ? { minor: openMinor, currency } : null} />
              ),
            },
          ]}
          empty={
            isNarrowed ? (
              <EmptyList icon={ReceiptDollarIcon} heading="No invoice matches">
                Take a filter away, or search for another number.
              </EmptyList>
            ) : (
              <EmptyList
                icon={ReceiptDollarIcon}
                heading="No supplier’s invoice yet"
                action={
                  <Button variant="primary" url="/hub/money/supplier-invoices/new">
                    Enter invoice
                  </Button>
                }
              >
                Enter what a supplier asks for, or upload its invoices as a CSV file. What fits is
                approved by itself; the rest waits for you, line by line.
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
