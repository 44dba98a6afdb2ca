import { AppProvider } from '@shopify/shopify-app-remix/react';
import type { ReactNode } from 'react';

/** Polaris for pages outside Shopify's admin: the same components, without App Bridge. */
export function OwnProvider({ children }: { readonly children: ReactNode }) {
  return (
    <AppProvider isEmbeddedApp={false} apiKey="">
      {children}
    </AppProvider>
  );
}
