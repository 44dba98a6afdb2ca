import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Badge, BlockStack, Button, Card, InlineStack, Link, Page, Text } from '@shopify/polaris';
import { DeliveryIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FreshnessBadge, FreshnessText } from '../components/hub/freshness-badge.tsx';
import { CONNECTORS } from '../components/hub/supplier-words.ts';
import { NumberText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { usePolling } from '../components/polling.ts';
import { StatusBadge } from '../components/status-badge.tsx';
import { visitHub } from '../http/hub-visit.server.ts';
import { readHubSuppliers } from '../views/read-hub-suppliers.server.ts';

const REFRESH_MS = 15_000;

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  return json({ rows: await readHubSuppliers(door.db, distributorId, door.clock.now()) });
}

export default function Suppliers() {
  const { rows } = useLoaderData<typeof loader>();
  usePolling(true, REFRESH_MS);
  return (
    <Page
      title="Suppliers"
      subtitle="Who ships for you, and how fresh its figures are."
      primaryAction={{ content: 'Add supplier', url: '/hub/suppliers/new' }}
      fullWidth
    >
      <Card padding="0">
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'supplier', plural: 'suppliers' }}
          next={undefined}
          columns={[
            {
              title: 'Supplier',
              cell: ({ id, name, code, status }) => (
                <BlockStack>
                  <InlineStack gap="200" blockAlign="center">
                    <Link url={`/hub/suppliers/${id}`} dataPrimaryLink removeUnderline>
                      <Text as="span" fontWeight="semibold">
                        {name}
                      </Text>
                    </Link>
                    {status === 'active' ? null : <StatusBadge of="supplier" status={status} />}
                  </InlineStack>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {code}
                  </Text>
                </BlockStack>
              ),
            },
            {
              title: 'Figures',
              cell: ({ age, heldFeeds }) => (
                <InlineStack gap="100">
                  <FreshnessBadge age={age} />
                  {heldFeeds > 0 ? <Badge tone="warning">{`${heldFeeds} held`}</Badge> : null}
                </InlineStack>
              ),
            },
            { title: 'Confirmed', cell: (supplier) => <FreshnessText {...supplier} /> },
            { title: 'Link', cell: ({ connector }) => CONNECTORS[connector] ?? connector },
            { title: 'Tier', cell: ({ tier }) => tier },
            {
              title: 'Articles',
              align: 'end',
              cell: ({ supplies }) => <NumberText value={supplies} />,
            },
            {
              title: 'On hand',
              align: 'end',
              cell: ({ onHand }) => <NumberText value={onHand} />,
            },
            {
              title: 'Reserved',
              align: 'end',
              cell: ({ reserved }) => <NumberText value={reserved} />,
            },
            {
              title: 'Open POs',
              align: 'end',
              cell: ({ openPurchaseOrders }) => <NumberText value={openPurchaseOrders} />,
            },
          ]}
          empty={
            <EmptyList
              icon={DeliveryIcon}
              heading="No supplier yet"
              action={
                <Button variant="primary" url="/hub/suppliers/new">
                  Add supplier
                </Button>
              }
            >
              A supplier ships goods for you; your own warehouse is one too. Its stock figures
              decide what stores may show, and orders are routed to it.
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
