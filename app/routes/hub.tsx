import { json } from '@remix-run/node';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Outlet, useLoaderData } from '@remix-run/react';
import {
  AlertTriangleIcon,
  DataTableIcon,
  AutomationIcon,
  DeliveryIcon,
  EmailIcon,
  HomeIcon,
  InventoryIcon,
  MoneyIcon,
  OrderIcon,
  PersonIcon,
  ProductIcon,
  ReceiptIcon,
  ReturnIcon,
  ConnectIcon,
} from '@shopify/polaris-icons';
import { FaultPage } from '../components/fault-page.tsx';
import { OwnProvider } from '../components/shell/own-provider.tsx';
import { OwnShell } from '../components/shell/own-shell.tsx';
import { readHubCounts } from '../views/read-hub-counts.server.ts';

export const meta: MetaFunction = () => [{ title: 'Hub · Stockbridge' }];

const GOODS = 'Goods';
const PARTNERS = 'Partners';
const CONTROL = 'Control';

const ICONS = {
  '/hub': HomeIcon,
  '/hub/orders': OrderIcon,
  '/hub/returns': ReturnIcon,
  '/hub/retailers': PersonIcon,
  '/hub/price-lists': MoneyIcon,
  '/hub/catalogue': ProductIcon,
  '/hub/stock': InventoryIcon,
  '/hub/suppliers': DeliveryIcon,
  '/hub/routing': AutomationIcon,
  '/hub/messages': EmailIcon,
  '/hub/settings/webhooks': ConnectIcon,
  '/hub/reconciliation': DataTableIcon,
  '/hub/money': ReceiptIcon,
  '/hub/exceptions': AlertTriangleIcon,
};

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, account, person } = await door.authenticateDistributor(request);
  const counts = await readHubCounts(door.db, distributorId);
  return json({ account, person: person.name, counts });
}

export default function Hub() {
  const { account, person, counts } = useLoaderData<typeof loader>();
  return (
    <OwnShell
      account={account}
      person={person}
      icons={ICONS}
      navigation={[
        { label: 'Overview', to: '/hub' },
        { label: 'Orders', to: '/hub/orders' },
        { label: 'Returns', to: '/hub/returns' },
        { label: 'Exceptions', to: '/hub/exceptions', count: counts.openExceptions },
        { label: 'Catalogue', to: '/hub/catalogue', group: GOODS },
        { label: 'Stock', to: '/hub/stock', group: GOODS },
        { label: 'Price lists', to: '/hub/price-lists', group: GOODS },
        {
          label: 'Retailers',
          to: '/hub/retailers',
          count: counts.connectionsToDecide,
          group: PARTNERS,
        },
        { label: 'Suppliers', to: '/hub/suppliers', group: PARTNERS },
        { label: 'Routing', to: '/hub/routing', group: CONTROL },
        { label: 'Reconciliation', to: '/hub/reconciliation', group: CONTROL },
        { label: 'Money', to: '/hub/money', group: CONTROL },
        { label: 'Messages', to: '/hub/messages', group: CONTROL },
        { label: 'Webhooks', to: '/hub/settings/webhooks', group: CONTROL },
      ]}
    >
      <Outlet />
    </OwnShell>
  );
}

export function ErrorBoundary() {
  return (
    <OwnProvider>
      <main>
        <FaultPage />
      </main>
    </OwnProvider>
  );
}
