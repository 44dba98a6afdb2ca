import { NavMenu } from '@shopify/app-bridge-react';
import { AppProvider } from '@shopify/shopify-app-remix/react';
import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { NavigationEntry } from './navigation.ts';

type EmbeddedShellProps = {
  readonly apiKey: string;
  /** Another address of Shopify's App Bridge script; only sandboxes have one. */
  readonly appBridgeUrl: string | undefined;
  readonly navigation: readonly NavigationEntry[];
  readonly children: ReactNode;
};

/** The page inside Shopify's admin: its navigation and title are drawn by the admin around us. */
export function EmbeddedShell({ apiKey, appBridgeUrl, navigation, children }: EmbeddedShellProps) {
  const script = appBridgeUrl ? { __APP_BRIDGE_URL: appBridgeUrl } : {};
  return (
    <AppProvider isEmbeddedApp apiKey={apiKey} {...script}>
      <NavMenu>
        {navigation.map(({ label, to, count }, index) => (
          <Link key={to} to={to} {...(index === 0 ? { rel: 'home' } : {})}>
            {count ? `${label} (${count})` : label}
          </Link>
        ))}
      </NavMenu>
      <main>{children}</main>
    </AppProvider>
  );
}
