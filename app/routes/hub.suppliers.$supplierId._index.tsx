import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams, useSubmit } from '@remix-run/react';
import { BlockStack, Card, InlineStack, Layout, Page, Text } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FeedsCard } from '../components/hub/feeds-card.tsx';
import { FigureRow, FigureTile } from '../components/hub/figure-tile.tsx';
import { FreshnessBadge } from '../components/hub/freshness-badge.tsx';
import { HabitsCard } from '../components/hub/habits-card.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { SupplierStockTable } from '../components/hub/supplier-stock-table.tsx';
import { CONNECTORS } from '../components/hub/supplier-words.ts';
import { NumberText } from '../components/number-text.tsx';
import { usePolling } from '../components/polling.ts';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { collectNow } from '../flows/supply/save-supplier.server.ts';
import { chosen, foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { parseId } from '../platform/ids.ts';
import { pageRequest } from '../platform/page.ts';
import { readHubFeeds } from '../views/read-hub-feeds.server.ts';
import { readSupplierHabits } from '../views/read-supplier-habits.server.ts';
import { readHubSupplier, readSupplierStock } from '../views/read-hub-suppliers.server.ts';

const FEEDS_SHOWN = 5;
const REFRESH_MS = 5_000;

export async function loader({ request, params: path, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const key = { distributorId, supplierId: idOf<'Supplier'>(path['supplierId']) };
  const now = door.clock.now();
  const found = foundOr404(await readHubSupplier(door.db, key, now));
  const filter = {
    search,
    locationId: parseId(params.get('location')),
    view: chosen(params.get('view'), ['out', 'reserved', 'short']),
  };
  const feeds = { after: params.get('feeds') ?? undefined, size: FEEDS_SHOWN };
  const [stock, deliveries, habits] = await Promise.all([
    readSupplierStock(door.db, key, filter, pageRequest(params), now),
    readHubFeeds(door.db, key, { view: '', source: '' }, feeds),
    readSupplierHabits(door.db, key),
  ]);
  const { supplier, locations } = found;
  return json({ supplier, locations, stock, deliveries, habits });
}

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const supplierId = idOf<'Supplier'>(params['supplierId']);
  const done = await collectNow(door, { distributorId, supplierId });
  if (!done.ok) {
    foundOr404(undefined);
    return json<ActionAnswer>({ ok: false, message: refusalText(done.error) });
  }
  return json<ActionAnswer>({
    ok: true,
    message: 'Asking the supplier now. New figures appear here.',
  });
}

export default function Supplier() {
  const { supplier, locations, stock, deliveries, habits } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const submit = useSubmit();
  const [params] = useSearchParams();
  usePolling(!params.has('after'), REFRESH_MS);
  const base = `/hub/suppliers/${supplier.id}`;
  return (
    <Page
      title={supplier.name}
      subtitle={`${supplier.code} · ${CONNECTORS[supplier.connector] ?? supplier.connector}`}
      titleMetadata={
        <InlineStack gap="100">
          <FreshnessBadge age={supplier.age} />
          {supplier.status === 'active' ? null : (
            <StatusBadge of="supplier" status={supplier.status} />
          )}
        </InlineStack>
      }
      backAction={{ content: 'Suppliers', url: '/hub/suppliers' }}
      {...(supplier.connector === 'none'
        ? { primaryAction: { content: 'Upload', url: `${base}/upload` } }
        : {
            primaryAction: {
              content: 'Collect now',
              onAction: () => submit({ intent: 'collect' }, { method: 'post' }),
            },
          })}
      secondaryActions={[
        ...(supplier.connector === 'none' ? [] : [{ content: 'Upload', url: `${base}/upload` }]),
        { content: 'Feed settings', url: `${base}/feeds/settings` },
        { content: 'Settings', url: `${base}/settings` },
      ]}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <FigureRow>
          <FigureTile
            label="Confirmed"
            figure={<RelativeTime at={supplier.confirmedAt} />}
            note={
              supplier.connector === 'none' ? (
                'By upload'
              ) : (
                <>
                  Next <RelativeTime at={supplier.feedDueAt} none="when it tells us" />
                </>
              )
            }
          />
          <FigureTile label="Articles" figure={<NumberText value={supplier.supplies} />} />
          <FigureTile
            label="On hand"
            figure={<NumberText value={supplier.onHand} />}
            note={
              <>
                at <NumberText value={supplier.levels} /> places of articles
              </>
            }
          />
          <FigureTile label="Reserved" figure={<NumberText value={supplier.reserved} />} />
          <FigureTile
            label="Open purchase orders"
            figure={<NumberText value={supplier.openPurchaseOrders} />}
          />
        </FigureRow>
        <Layout>
          <Layout.Section>
            <FeedsCard feeds={deliveries.rows} next={deliveries.next} allAt={`${base}/feeds`} />
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <HabitsCard habits={habits} />
              <Card>
                <BlockStack gap="200">
                  <Text as="h2" variant="headingMd">
                    Locations
                  </Text>
                  {locations.map(({ id, code, name, country }) => (
                    <Text as="p" key={id}>
                      {name}{' '}
                      <Text as="span" tone="subdued">
                        {code} · {country}
                      </Text>
                    </Text>
                  ))}
                </BlockStack>
              </Card>
            </BlockStack>
          </Layout.Section>
        </Layout>
        <SupplierStockTable stock={stock} locations={locations} uploadTo={`${base}/upload`} />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
