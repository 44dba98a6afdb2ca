import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { NoStore } from '../components/no-store.tsx';
import { usePolling } from '../components/polling.ts';
import { RetailerDashboard } from '../components/retailer-dashboard.tsx';
import { SetupGuide } from '../components/setup-guide.tsx';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { notFound } from '../http/not-found.ts';
import { noteBlockAdded } from '../modules/stores/note-block-added.server.ts';
import { readRetailerHome } from '../views/read-retailer-home.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId, shell } = await door.authenticateRetailer(request);
  if (!storeId) return { home: null, themeEditorUrl: null };
  const home = await readRetailerHome(door.db, storeId, door.clock.now());
  if (!home) throw notFound();
  return { home, themeEditorUrl: themeEditorUrl(shell, home.store.domain) };
}

/** Opens the theme editor on a product page with our block ready to be saved (Shopify's deep link for app blocks). */
function themeEditorUrl(
  shell: { kind: 'own' } | { kind: 'embedded'; apiKey: string },
  domain: string,
): string | null {
  if (shell.kind === 'own') return null;
  const query = new URLSearchParams({
    template: 'product',
    addAppBlockId: `${shell.apiKey}/live-stock`,
    target: 'mainSection',
  });
  return `https://${domain}/admin/themes/current/editor?${query.toString()}`;
}

export async function action({
  request,
  context: { door },
}: ActionFunctionArgs): Promise<ActionAnswer> {
  const { storeId } = await authenticateStore(door, request);
  await noteBlockAdded({ tx: door.db, clock: door.clock }, { storeId });
  return { ok: true, message: 'Noted. Shoppers see live stock on your product pages.' };
}

export default function Home() {
  const { home, themeEditorUrl: editorUrl } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  usePolling(home?.store.preparedAt === null || home?.behindSince !== null, 4_000);
  if (!home) return <NoStore />;
  const { store, counts, behindSince, sources } = home;
  const steps = {
    prepared: store.preparedAt !== null && store.status === 'active',
    requested: counts.requested + counts.approved > 0,
    approved: counts.approved > 0,
    picked: counts.productsLive > 0,
    blockAdded: editorUrl === null || store.blockAddedAt !== null,
    ordered: counts.orders > 0,
  };
  const isSetUp = Object.values(steps).every(Boolean);
  const trades = counts.listingsLive > 0 || counts.orders > 0;
  return (
    <Page title={store.name}>
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {isSetUp ? null : (
          <SetupGuide
            steps={steps}
            picked={counts.picked}
            status={store.status}
            themeEditorUrl={editorUrl ?? undefined}
          />
        )}
        {trades ? (
          <RetailerDashboard counts={counts} behindSince={behindSince} sources={sources} />
        ) : null}
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
