import { redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Button, Card, Page } from '@shopify/polaris';
import { StoreIcon } from '@shopify/polaris-icons';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import { AssortmentTable } from '../components/assortment-table.tsx';
import { connectionRefusalTold } from '../components/connection-refusals.ts';
import { EmptyList } from '../components/empty-list.tsx';
import { facetChoices } from '../components/facet-choices.ts';
import { FaultPage } from '../components/fault-page.tsx';
import { ImportNotice } from '../components/import-notice.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import type { ListFilter } from '../components/list-filters.tsx';
import { usePolling } from '../components/polling.ts';
import { startProductImport } from '../flows/relation/start-product-import.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { notFound } from '../http/not-found.ts';
import type { DistributorId } from '../modules/accounts/account.ts';
import type { ConnectionId } from '../modules/connections/connection.ts';
import { pageRequest } from '../platform/page.ts';
import { readRecentImports } from '../views/read-product-import.server.ts';
import {
  findAssortmentProductIds,
  readAssortmentFacets,
  readRetailerAssortment,
} from '../views/read-retailer-assortment.server.ts';
import type { AssortmentFilter } from '../views/read-retailer-assortment.server.ts';
import { readRetailerConnections } from '../views/read-retailer-distributors.server.ts';
import type { RetailerConnection } from '../views/read-retailer-distributors.server.ts';

/** Bounds "everything that matches", so that one click does not fill a shop beyond what it can carry. */
const MOST_AT_ONCE = 20_000;

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const params = new URL(request.url).searchParams;
  const connections = await readRetailerConnections(door.db, storeId);
  const connection = chosen(connections, params.get('connection'));
  if (!connection) return { connections, browsed: null };
  const { distributorId, connectionId } = connection;
  const key = { storeId, distributorId, connectionId };
  const filter = filterOf(params);
  const now = door.clock.now();
  const [page, facets, imports] = await Promise.all([
    readRetailerAssortment(door.db, key, filter, pageRequest(params), now),
    readAssortmentFacets(door.db, key, filter, now),
    readRecentImports(door.db, storeId, 1),
  ]);
  const running = imports.find(({ finishedAt }) => finishedAt === null) ?? null;
  const most = MOST_AT_ONCE;
  // What is in stock is counted by suppliers' figures, which is not quite what this shop may show.
  const total = facets.isWhole && !filter.inStock ? facets.found : null;
  return {
    connections,
    browsed: { connection, page, total, most, facets, running },
  };
}

/** The connection that the address names, else the first that trades. A foreign one is unknown. */
function chosen(
  connections: readonly RetailerConnection[],
  named: string | null,
): RetailerConnection | undefined {
  const trading = connections.filter(({ status }) => status === 'approved');
  if (!named) return trading[0];
  const found = connections.find(({ connectionId }) => connectionId === named);
  if (!found) throw notFound();
  return trading.find(({ connectionId }) => connectionId === named);
}

function filterOf(params: URLSearchParams): AssortmentFilter {
  return {
    search: (params.get('q') ?? '').trim().slice(0, 200),
    vendor: params.get('vendor') || undefined,
    productType: params.get('type') || undefined,
    inStock: params.get('stock') === 'in',
    notInShop: params.get('picked') === 'not',
  };
}

const Picked = z.object({
  distributorId: z.uuid().transform((id) => id as DistributorId),
  connectionId: z.uuid().transform((id) => id as ConnectionId),
  everything: z.literal('yes').optional(),
  productIds: z.array(z.uuid()),
});

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const form = await request.formData();
  const picked = Picked.safeParse({
    ...Object.fromEntries(form),
    productIds: form.getAll('productId'),
  });
  if (!picked.success) throw notFound();
  const key = { storeId, ...picked.data };
  const productIds = picked.data.everything
    ? await findAssortmentProductIds(
        door.db,
        key,
        filterOf(new URL(request.url).searchParams),
        MOST_AT_ONCE,
        door.clock.now(),
      )
    : picked.data.productIds;
  if (productIds.length === 0) return { ok: false, message: 'Tick at least one product first.' };
  const started = await startProductImport(door, { ...key, productIds });
  return started.ok
    ? redirect(`/app/imports/${started.value}${productIds.length === MOST_AT_ONCE ? '?first' : ''}`)
    : { ok: false, message: connectionRefusalTold(started.error) };
}

export default function Browse() {
  const { connections, browsed } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  usePolling(browsed?.running !== null && browsed !== null, 3_000);
  const waits = connections.some(({ status }) => status === 'requested');
  return (
    <Page
      title="Browse products"
      {...(browsed ? { subtitle: `The range of ${browsed.connection.distributor}` } : {})}
      fullWidth={browsed !== null}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {browsed?.running ? <ImportNotice run={browsed.running} /> : null}
        <Card padding="0">
          {browsed ? (
            <>
              <ListFilters
                views={[{ value: '', label: 'All products' }]}
                search="Search by title, SKU, barcode or vendor"
                filters={filtersOf(browsed.facets, connections)}
              />
              <AssortmentTable
                key={browsed.connection.connectionId}
                connection={browsed.connection}
                products={browsed.page.rows}
                next={browsed.page.next}
                total={browsed.total}
                most={browsed.most}
              />
            </>
          ) : (
            <EmptyList
              icon={StoreIcon}
              heading={
                waits ? 'Your request is on its way' : 'No distributor has opened its range yet'
              }
              action={
                <Button variant="primary" url="/app/distributors">
                  {waits ? 'See your request' : 'Find a distributor'}
                </Button>
              }
            >
              {waits
                ? 'Products appear here as soon as the distributor approves. You need not keep this page open.'
                : 'Ask a distributor for a connection; once it approves, its products appear here.'}
            </EmptyList>
          )}
        </Card>
      </BlockStack>
    </Page>
  );
}

type Shown = Parameters<typeof facetChoices>[0];

function filtersOf(
  { vendor, type, isWhole }: { vendor: Shown; type: Shown; isWhole: boolean },
  connections: readonly { connectionId: string; distributor: string; status: string }[],
): ListFilter[] {
  const trading = connections.filter(({ status }) => status === 'approved');
  const distributors = trading.map(({ connectionId, distributor }) => ({
    value: connectionId,
    label: distributor,
  }));
  return [
    ...(trading.length > 1
      ? [{ key: 'connection', label: 'Distributor', choices: distributors }]
      : []),
    { key: 'stock', label: 'Stock', choices: [{ value: 'in', label: 'In stock' }] },
    // Not `shop`: that is Shopify's own word in the address of an embedded page.
    { key: 'picked', label: 'My shop', choices: [{ value: 'not', label: 'Not yet there' }] },
    { key: 'vendor', label: 'Vendor', choices: facetChoices(vendor, isWhole) },
    { key: 'type', label: 'Type', choices: facetChoices(type, isWhole) },
  ];
}

export function ErrorBoundary() {
  return <FaultPage />;
}
