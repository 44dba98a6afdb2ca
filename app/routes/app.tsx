import { json } from '@remix-run/node';
import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Outlet, useLoaderData, useRouteError } from '@remix-run/react';
import {
  AlertTriangleIcon,
  DataTableIcon,
  EmailIcon,
  HomeIcon,
  OrderIcon,
  ProductIcon,
  ReceiptIcon,
  ReturnIcon,
  SearchIcon,
  StoreIcon,
} from '@shopify/polaris-icons';
import { boundary } from '@shopify/shopify-app-remix/server';
import { FaultPage } from '../components/fault-page.tsx';
import { EmbeddedShell } from '../components/shell/embedded-shell.tsx';
import { OwnProvider } from '../components/shell/own-provider.tsx';
import { OwnShell } from '../components/shell/own-shell.tsx';
import { countExceptions } from '../modules/activity/list-exceptions.server.ts';

export const meta: MetaFunction = () => [{ title: 'Stockbridge' }];

const NAVIGATION = [
  { label: 'Home', to: '/app' },
  { label: 'Distributors', to: '/app/distributors' },
  { label: 'Browse products', to: '/app/browse' },
  { label: 'Listings', to: '/app/listings' },
  { label: 'Orders', to: '/app/orders' },
  { label: 'Returns', to: '/app/returns' },
  { label: 'Messages', to: '/app/messages' },
  { label: 'Reconciliation', to: '/app/reconciliation' },
  { label: 'Money', to: '/app/money' },
  { label: 'To resolve', to: '/app/exceptions' },
];
const ICONS = {
  '/app': HomeIcon,
  '/app/distributors': StoreIcon,
  '/app/browse': SearchIcon,
  '/app/listings': ProductIcon,
  '/app/orders': OrderIcon,
  '/app/returns': ReturnIcon,
  '/app/messages': EmailIcon,
  '/app/reconciliation': DataTableIcon,
  '/app/money': ReceiptIcon,
  '/app/exceptions': AlertTriangleIcon,
};

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { shell, account, storeId } = await door.authenticateRetailer(request);
  const counts = storeId && (await countExceptions(door.db, { storeId }, door.clock.now()));
  return json({ shell, account, toResolve: counts ? counts.open : 0 });
}

export default function RetailerPages() {
  const { shell, account, toResolve } = useLoaderData<typeof loader>();
  const navigation = NAVIGATION.map((entry) =>
    entry.to === '/app/exceptions' ? { ...entry, count: toResolve } : entry,
  );
  return shell.kind === 'embedded' ? (
    <EmbeddedShell apiKey={shell.apiKey} appBridgeUrl={shell.appBridgeUrl} navigation={navigation}>
      <Outlet />
    </EmbeddedShell>
  ) : (
    <OwnShell account={account} person={shell.person} icons={ICONS} navigation={navigation}>
      <Outlet />
    </OwnShell>
  );
}

/** Shopify's library answers some requests by throwing; its boundary turns those into redirects. */
export function ErrorBoundary() {
  const fault = useRouteError();
  const isAnswer =
    fault instanceof Response ||
    (fault instanceof Object && 'status' in fault && fault.status === 200);
  return isAnswer ? (
    boundary.error(fault)
  ) : (
    <OwnProvider>
      <main>
        <FaultPage />
      </main>
    </OwnProvider>
  );
}

export const headers: HeadersFunction = (headersArgs) => boundary.headers(headersArgs);
