import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Badge, BlockStack, Button, Card, Link, Page, Text } from '@shopify/polaris';
import { ConnectIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { usePolling } from '../components/polling.ts';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { visitHub } from '../http/hub-visit.server.ts';
import { readEndpoints } from '../views/read-webhooks.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  return json({ rows: await readEndpoints(door.db, distributorId) });
}

const REFRESH_MS = 10_000;
const ADD = '/hub/settings/webhooks/new';

export default function Webhooks() {
  const { rows } = useLoaderData<typeof loader>();
  usePolling(rows.length > 0, REFRESH_MS);
  return (
    <Page
      title="Webhooks"
      subtitle="Your ERP and your suppliers’ systems hear of events as they happen."
      {...(rows.length > 0 ? { primaryAction: { content: 'Add endpoint', url: ADD } } : {})}
      fullWidth
    >
      <Card padding="0">
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'endpoint', plural: 'endpoints' }}
          next={undefined}
          columns={[
            {
              title: 'Endpoint',
              cell: ({ id, name, url, supplier }) => (
                <BlockStack>
                  <Link url={`/hub/settings/webhooks/${id}`} dataPrimaryLink removeUnderline>
                    <Text as="span" fontWeight="semibold">
                      {name}
                    </Text>
                  </Link>
                  <Text as="span" tone="subdued" breakWord>
                    {supplier ? `${supplier} · ${new URL(url).host}` : new URL(url).host}
                  </Text>
                </BlockStack>
              ),
            },
            { title: 'Events', cell: ({ kinds }) => eventsText(kinds) },
            {
              title: 'Status',
              cell: ({ status, failingSince }) =>
                status === 'active' && failingSince ? (
                  <Badge tone="warning">Takes nothing</Badge>
                ) : (
                  <StatusBadge of="webhook-endpoint" status={status} />
                ),
            },
            {
              title: 'Last delivered',
              cell: ({ deliveredAt }) => <RelativeTime at={deliveredAt} none="Nothing yet" />,
            },
            { title: 'Waiting', align: 'end', cell: ({ waiting }) => waiting },
          ]}
          empty={
            <EmptyList
              icon={ConnectIcon}
              heading="No endpoint yet"
              action={
                <Button variant="primary" url={ADD}>
                  Add endpoint
                </Button>
              }
            >
              Give the address of a system of yours. It gets orders, parcels and exceptions within
              seconds, signed, in order, and again until it takes them.
            </EmptyList>
          }
        />
      </Card>
    </Page>
  );
}

function eventsText(kinds: readonly string[]): string {
  const [first = '', ...others] = kinds;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

export function ErrorBoundary() {
  return <FaultPage />;
}
