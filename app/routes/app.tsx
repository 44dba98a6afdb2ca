import { json } from '@remix-run/node';
import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Outlet, useLoaderData, useRouteError } from '@remix-run/react';
import {
  AlertTriangleIcon,
  HomeIcon,
  OrderIcon,
  ProductIcon,
  SearchIcon,
  StoreIcon,
} from '@shopify/polaris-icons';
import { boundary } from '@shopify/shopify-app-remix/server';
import { FaultPage } from '../components/fault-page.tsx';
import { EmbeddedShell } from '../components/shell/embedded-shell.tsx';
import { OwnProvider } from '../components/shell/own-provider.tsx';
import { OwnShell } from '../components/shell/own-shell.tsx';

export const meta: MetaFunction = () => [{ title: 'Stockbridge' }];

const NAVIGATION = [
  { label: 'Home', to: '/app' },
  { label: 'Distributors', to: '/app/distributors' },
  { label: 'Browse products', to: '/app/browse' },
  { label: 'Listings', to: '/app/listings' },
  { label: 'Orders', to: '/app/orders' },
  { label: 'To resolve', to: '/app/exceptions' },
];
const ICONS = {
  '/app': HomeIcon,
  '/app/distributors': StoreIcon,
  '/app/browse': SearchIcon,
  '/app/listings': ProductIcon,
  '/app/orders': OrderIcon,
  '/app/exceptions': AlertTriangleIcon,
};

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { shell, account } = await door.authenticateRetailer(request);
  return json({ shell, account });
}

export default function RetailerPages() {
  const { shell, account } = useLoaderData<typeof loader>();
  return shell.kind === 'embedded' ? (
    <EmbeddedShell apiKey={shell.apiKey} appBridgeUrl={shell.appBridgeUrl} navigation={NAVIGATION}>
      <Outlet />
    </EmbeddedShell>
  ) : (
    <OwnShell account={account} person={shell.person} icons={ICONS} navigation={NAVIGATION}>
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
