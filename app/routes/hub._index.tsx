import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, Layout, Page } from '@shopify/polaris';
import { FaultPage } from '../components/fault-page.tsx';
import { ExceptionFigures, OrderFigures } from '../components/hub/overview-figures.tsx';
import {
  RecentWorkCard,
  RequestsCard,
  StoresCard,
  SuppliersCard,
} from '../components/hub/overview-cards.tsx';
import { FirstStepsCard, isSetUp } from '../components/hub/first-steps.tsx';
import { usePolling } from '../components/polling.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { readHubOverview } from '../views/read-hub-overview.server.ts';

const REFRESH_MS = 15_000;

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, account } = await visitHub(door, request);
  const overview = await readHubOverview(door.db, distributorId, door.clock.now());
  return json({ account, ...overview });
}

export default function Overview() {
  const { account, steps, orders, exceptions, requests, suppliers, stores, recent } =
    useLoaderData<typeof loader>();
  usePolling(true, REFRESH_MS);
  return (
    <Page title="Overview" subtitle={account} fullWidth>
      <BlockStack gap="500">
        {isSetUp(steps) ? null : <FirstStepsCard steps={steps} />}
        <OrderFigures orders={orders} />
        <ExceptionFigures exceptions={exceptions} requests={requests.length} />
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              {requests.length > 0 ? <RequestsCard requests={requests} /> : null}
              <StoresCard stores={stores} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <SuppliersCard suppliers={suppliers} />
              <RecentWorkCard recent={recent} />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
