import { redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import {
  useActionData,
  useLoaderData,
  useNavigation,
  useSearchParams,
  useSubmit,
} from '@remix-run/react';
import { BlockStack, Button, Card, Page } from '@shopify/polaris';
import { ProductIcon } from '@shopify/polaris-icons';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import { connectionRefusalTold } from '../components/connection-refusals.ts';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ImportNotice } from '../components/import-notice.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { ListingsTable } from '../components/listings-table.tsx';
import { usePolling } from '../components/polling.ts';
import { startProductImport } from '../flows/relation/start-product-import.server.ts';
import { publishStoreNow } from '../flows/supply/publish-store-now.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import type { DistributorId } from '../modules/accounts/account.ts';
import type { ConnectionId } from '../modules/connections/connection.ts';
import { parseId } from '../platform/ids.ts';
import { pageRequest } from '../platform/page.ts';
import { readRecentImports } from '../views/read-product-import.server.ts';
import { readRetailerConnections } from '../views/read-retailer-distributors.server.ts';
import { LISTING_VIEWS, readRetailerListings } from '../views/read-retailer-listings.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const params = new URL(request.url).searchParams;
  const filter = {
    search: (params.get('q') ?? '').trim().slice(0, 200),
    view: LISTING_VIEWS.find((view) => view === params.get('view')),
    connectionId: parseId(params.get('connection')),
  };
  const [page, connections, imports] = await Promise.all([
    readRetailerListings(door.db, storeId, filter, pageRequest(params), door.clock.now()),
    readRetailerConnections(door.db, storeId),
    readRecentImports(door.db, storeId, 1),
  ]);
  const distributors = connections
    .filter(({ productsInShop }) => productsInShop > 0)
    .map(({ connectionId, distributor }) => ({ value: connectionId, label: distributor }));
  const running = imports.find(({ finishedAt }) => finishedAt === null) ?? null;
  return { page, distributors, running };
}

const Act = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('publish') }),
  z.object({
    intent: z.literal('import-again'),
    distributorId: z.uuid().transform((id) => id as DistributorId),
    connectionId: z.uuid().transform((id) => id as ConnectionId),
    productId: z.uuid(),
  }),
]);

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const form = Act.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return { ok: false, message: 'Reload the page and try again.' };
  if (form.data.intent === 'publish') {
    await publishStoreNow(door, { storeId });
    return { ok: true, message: 'Every listing is being compared with your shop now.' };
  }
  const { productId, ...key } = form.data;
  const started = await startProductImport(door, { ...key, storeId, productIds: [productId] });
  return started.ok
    ? redirect(`/app/imports/${started.value}`)
    : { ok: false, message: connectionRefusalTold(started.error) };
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'live', label: 'Live' },
  { value: 'attention', label: 'Needs attention' },
  { value: 'out-of-stock', label: 'Out of stock' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'ended', label: 'Ended' },
] as const;

export default function Listings() {
  const { page, distributors, running } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const submit = useSubmit();
  const busy = useNavigation().formMethod === 'POST';
  const [params] = useSearchParams();
  const isNarrowed = ['q', 'view', 'connection'].some((key) => params.has(key));
  const isMoving = page.rows.some(({ variants }) => variants.some(({ inFlight }) => inFlight));
  usePolling(running !== null || isMoving || answer?.ok === true, 3_000);
  return (
    <Page
      title="Listings"
      subtitle="What your shop was last told, and what it should show."
      fullWidth
      primaryAction={
        <Button
          variant="primary"
          loading={busy}
          onClick={() => submit({ intent: 'publish' }, { method: 'post' })}
        >
          Publish now
        </Button>
      }
      secondaryActions={<Button url="/app/browse">Add products</Button>}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {running ? <ImportNotice run={running} /> : null}
        <Card padding="0">
          <ListFilters
            views={VIEWS}
            search="Search by title or SKU"
            filters={
              distributors.length > 1
                ? [{ key: 'connection', label: 'Distributor', choices: distributors }]
                : []
            }
          />
          <ListingsTable
            products={page.rows}
            next={page.next}
            empty={
              isNarrowed ? (
                <EmptyList icon={ProductIcon} heading="No listing matches">
                  Take a filter away, or search for one word of the title or for a SKU.
                </EmptyList>
              ) : (
                <EmptyList
                  icon={ProductIcon}
                  heading="Nothing is listed yet"
                  action={
                    <Button variant="primary" url="/app/browse">
                      Browse products
                    </Button>
                  }
                >
                  Pick products from a distributor’s range. Once they stand in your shop, you see
                  here what stock and price it shows and how fresh they are.
                </EmptyList>
              )
            }
          />
        </Card>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
