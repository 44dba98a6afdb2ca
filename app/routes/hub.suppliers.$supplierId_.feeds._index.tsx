import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { BlockStack, Card, Link, Page, Text } from '@shopify/polaris';
import { InventoryUpdatedIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FEED_SOURCES } from '../components/hub/feed-words.ts';
import { ListFilters } from '../components/list-filters.tsx';
import { NumberText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { usePolling } from '../components/polling.ts';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { chosen, foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { pageRequest } from '../platform/page.ts';
import { FEED_VIEWS, readHubFeeds } from '../views/read-hub-feeds.server.ts';
import { readHubSupplier } from '../views/read-hub-suppliers.server.ts';

export async function loader({ request, params: path, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const key = { distributorId, supplierId: idOf<'Supplier'>(path['supplierId']) };
  const { supplier } = foundOr404(await readHubSupplier(door.db, key, door.clock.now()));
  const filter = {
    view: chosen(params.get('view'), FEED_VIEWS),
    source: chosen(params.get('source'), ['pull', 'push', 'upload']),
  };
  const feeds = await readHubFeeds(door.db, key, filter, pageRequest(params, 25));
  return json({ supplier, ...feeds });
}

const REFRESH_MS = 3_000;

export default function Feeds() {
  const { supplier, rows, next } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  usePolling(!params.has('after'), REFRESH_MS);
  const base = `/hub/suppliers/${supplier.id}`;
  return (
    <Page
      title="Deliveries"
      subtitle={supplier.name}
      backAction={{ content: supplier.name, url: base }}
      primaryAction={{ content: 'Upload', url: `${base}/upload` }}
      secondaryActions={[{ content: 'Feed settings', url: `${base}/feeds/settings` }]}
      fullWidth
    >
      <Card padding="0">
        <ListFilters
          views={[
            { value: '', label: 'All' },
            { value: 'held', label: 'Held for you' },
            { value: 'open', label: 'Under way' },
            { value: 'applied', label: 'Applied' },
            { value: 'failed', label: 'Failed or rejected' },
            { value: 'rolled-back', label: 'Rolled back' },
          ]}
          filters={[
            {
              key: 'source',
              label: 'Came',
              choices: Object.entries(FEED_SOURCES).map(([value, label]) => ({ value, label })),
            },
          ]}
        />
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'delivery', plural: 'deliveries' }}
          next={next}
          columns={[
            {
              title: 'Delivery',
              cell: ({ id, name, source, kind }) => (
                <BlockStack>
                  <Link url={`${base}/feeds/${id}`} removeUnderline>
                    {name}
                  </Link>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {FEED_SOURCES[source] ?? source} ·{' '}
                    {kind === 'full' ? 'everything' : 'changes only'}
                  </Text>
                </BlockStack>
              ),
            },
            { title: 'Status', cell: ({ status }) => <StatusBadge of="feed" status={status} /> },
            { title: 'Received', cell: ({ receivedAt }) => <RelativeTime at={receivedAt} /> },
            {
              title: 'Rows',
              align: 'end',
              cell: ({ rows: count }) => <NumberText value={count} />,
            },
            {
              title: 'Refused',
              align: 'end',
              cell: ({ refused }) => (
                <Text as="span" {...(refused > 0 ? { tone: 'critical' as const } : {})}>
                  <NumberText value={refused} />
                </Text>
              ),
            },
            {
              title: 'Levels changed',
              align: 'end',
              cell: ({ changed }) => <NumberText value={changed} />,
            },
            {
              title: 'Costs changed',
              align: 'end',
              cell: ({ costsChanged }) => <NumberText value={costsChanged} />,
            },
          ]}
          empty={
            <EmptyList icon={InventoryUpdatedIcon} heading="No deliveries here">
              Upload a stock file, or say in the feed settings where the supplier’s files are.
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
